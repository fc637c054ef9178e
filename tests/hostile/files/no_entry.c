/* A passport and nothing behind it. */
#include <hopline/passport.h>

HOPLINE_DEFINE_PASSPORT(HOPLINE_ABI_MINOR);
