#pragma once

#include <vector>

#include "wire/maxcompute/json.h"
#include "wire/maxcompute/session.h"

/// The column lists in the JSON of tables and sessions; included by the sources of this
/// folder only.

namespace hopline::wire::maxcompute {

/// As sessions write them (spec §2.3).
void PutSessionColumns(const char* name, const std::vector<Column>& columns,
                       JsonWriter* json);
/// As tables write them (spec §4.2).
void PutTableColumns(const char* name, const std::vector<Column>& columns,
                     JsonWriter* json);
/// Reads either. Shape: `nullable_name` is the member that says whether NULL may stand
/// there.
Status ReadColumns(const rapidjson::Value& object, const char* name,
                   const char* nullable_name, std::vector<Column>* out);

}  // namespace hopline::wire::maxcompute
