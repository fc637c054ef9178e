/* A library that happens to export what a plugin should, for a plugin that does not. */
#include <hopline/plugin.h>

HOPLINE_EXPORT int hostile_dependency_answer(void);
int hostile_dependency_answer(void) { return 42; }

HOPLINE_DEFINE_ENTRY(host, error) {
  (void)host;
  (void)error;
  return NULL;
}
