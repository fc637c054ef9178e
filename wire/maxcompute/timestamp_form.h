#pragma once

#include "wire/common/status.h"
#include "wire/maxcompute/column.h"

namespace hopline::wire::maxcompute {

/// Whether the type is TIMESTAMP or TIMESTAMP_NTZ, or holds one.
bool HasTimestamps(const Type& type);

/// Gives the timestamps of a column, at any depth, another form.
/// Errors:  a moment outside 1677 to 2262 has no nanoseconds; the column is then
/// unusable.
Status ConvertTimestamps(TimestampForm form, ColumnData* column);

}  // namespace hopline::wire::maxcompute
