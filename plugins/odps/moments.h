#pragma once

#include <hopline/view.hpp>

#include <cstdint>

#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// Days since 1970-01-01 of a wall clock reading.
int64_t FloorDays(int64_t local_ms);

/// Whether a DATE can hold the day: years 1 to 9999.
bool IsDay(int64_t day);
/// Whether the service's moments reach that far: years 0 to 9999.
bool IsMoment(int64_t unix_ms);

/// A moment finer than milliseconds. Units: below_ms is nanoseconds, 0 to 999999.
struct Moment {
  int64_t unix_ms = 0;
  int32_t below_ms = 0;
};

/// What a timestamp cell holds below its milliseconds.
int32_t NanosBelowMs(const Cell& cell);

/// Appends to a TIMESTAMP or TIMESTAMP_NTZ of either form. Returns nullptr, or why the
/// form cannot hold it.
const char* PutTimestamp(Moment moment, wire::maxcompute::ColumnData& out);

}  // namespace hopline::plugins::odps
