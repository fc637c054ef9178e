#pragma once

#include "emulator/tablestore/row_change.h"
#include "emulator/tablestore/timeseries/layout.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::emulator::tablestore {

/// One point as a put of its row: fields that are not in it are gone afterwards. *line
/// becomes the key of its time line.
/// Errors:  Failure for a point that the service refuses.
RowChange ChangeOf(const codec::TimeseriesRowView& point, const TimeseriesLayout& layout,
                   Key* line);

/// Names and values of a point in bytes, the measure of the service's size limit.
int64_t DataBytes(const codec::TimeseriesRowView& point);

}  // namespace hopline::emulator::tablestore
