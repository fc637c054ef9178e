/* An entry, but no passport. */
#include <hopline/plugin.h>

HOPLINE_DEFINE_ENTRY(host, error) {
  (void)host;
  (void)error;
  return NULL;
}
