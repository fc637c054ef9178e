#include "host/services/version.h"

namespace hopline::services {

const char* Version() { return HOPLINE_VERSION; }

}  // namespace hopline::services
