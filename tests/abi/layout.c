/* Prints the layout of every public struct, one line each: name, offset, size. Compilers
 * and languages must agree on every byte of the output; the assertions of layout.h hold
 * on the way. Exit 1 if a struct has bytes that no line of layout_*.inc describes. */
#include "tests/abi/layout.h"

#include <stdio.h>

#include "tests/abi/layout_0_1.inc"
#include "tests/abi/layout_draft.inc"

#undef BEGIN
#undef END
#undef FIELD
#undef TEXT
#undef SLOT

static size_t described; /* bytes of the current struct */
static int gaps;

static void begin(const char* name, size_t size) {
  printf("%s %zu\n", name, size);
  described = 0;
}

static void field(const char* name, size_t offset, size_t size) {
  printf("  %s %zu %zu\n", name, offset, size);
  described += size;
}

static void end(const char* name, size_t size) {
  if (described == size) return;
  fprintf(stderr, "%s: %zu of %zu bytes are described\n", name, described, size);
  gaps = 1;
}

#define BEGIN(s, size) begin(#s, sizeof(s));
#define END(s) end(#s, sizeof(s));
#define FIELD(s, f, offset, type) field(#f, offsetof(s, f), sizeof(((s*)0)->f));
#define TEXT(s, f, offset, size) FIELD(s, f, offset, char)
#define SLOT(s, f, offset, result, arguments) FIELD(s, f, offset, void)

static void print_contract(void) {
#include "tests/abi/layout_0_1.inc"
}

static void print_drafts(void){
#include "tests/abi/layout_draft.inc"
}

/* The structs of Arrow come from its own specification. */
LAYOUT_ASSERT(sizeof(struct ArrowSchema) == 72, "ArrowSchema");
LAYOUT_ASSERT(sizeof(struct ArrowArray) == 80, "ArrowArray");
LAYOUT_ASSERT(sizeof(struct ArrowArrayStream) == 40, "ArrowArrayStream");

int main(void) {
  print_contract();
  print_drafts();
  return gaps;
}
