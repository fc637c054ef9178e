/// \file json_pretty.h
/// JSON as a person would lay it out.
#pragma once

#include <string>

#include "host/services/json.h"

namespace hopline::services {

/// Two blanks per level; an object or list whose text is short and holds no further level
/// stays on one line. Ends with a line end. Members keep their order, numbers their text.
std::string WritePrettyJson(const Json& value);

}  // namespace hopline::services
