// A slot that might throw. Must not compile; with SLOT_IS_NOEXCEPT it must.
#include <hopline/reader.h>

#ifdef SLOT_IS_NOEXCEPT
static void Close(void*) noexcept {}
#else
static void Close(void*) {}
#endif

const hopline_reader* Table();
const hopline_reader* Table() {
  static hopline_reader table{};
  table.task_close = Close;
  return &table;
}
