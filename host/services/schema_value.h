/// \file schema_value.h
/// One value against one schema node: lenient spellings, types, ranges. Used by schema.cc
/// (for enums) and schema_check.cc.
#pragma once

#include <string>
#include <string_view>

#include "host/services/json.h"
#include "host/services/schema.h"

namespace hopline::services {

struct ConvertedValue {
  Json value;           ///< canonical; keeps the place of the original
  std::string problem;  ///< "must be …", without the value itself; empty = fine
};

/// True when the value counts as absent: null, or blank text that the node does not want.
bool CountsAsAbsent(const SchemaNode& node, const Json& value);

/// Converts a scalar, and the outside of lists and objects (`/one`, `/text`); members and
/// elements are left to the caller. Checks enum, range, length and pattern.
ConvertedValue ConvertValue(const SchemaNode& node, const Json& value);

/// `/column/3/type` → `column[3].type`, for people.
std::string PathText(std::string_view pointer);

}  // namespace hopline::services
