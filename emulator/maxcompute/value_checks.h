#pragma once

#include "wire/maxcompute/column.h"
#include "wire/maxcompute/session.h"

namespace hopline::emulator::maxcompute {

/// Checks decoded values against what their column may hold: NULL where it must not be,
/// text lengths, decimal digits, ranges of dates, JSON. A STRING may hold any bytes, as
/// in the service. Errors:  Failure that names the column.
void CheckValues(const wire::maxcompute::Column& column,
                 const wire::maxcompute::ColumnData& data);

}  // namespace hopline::emulator::maxcompute
