/// \file time_zone.h
/// Zones by id ("Asia/Shanghai") or offset ("GMT+8", "GMT-03:30").
#pragma once

#include <cstdint>
#include <string>

namespace hopline::plugins {

inline constexpr int64_t kDayMs = 86'400'000;

/// One zone, with the span of the last answer kept, so that a run of near instants costs
/// two compares each.
///
/// Threads: one at a time; copies are independent.
class TimeZone {
 public:
  /// Errors: INVALID_ARGUMENT for an unknown id.
  static TimeZone Parse(const std::string& id);

  /// Local time minus UTC in milliseconds at an instant.
  int64_t OffsetMs(int64_t unix_ms) {
    if (unix_ms < begin_ms_ || unix_ms >= end_ms_) LookUp(unix_ms);
    return offset_ms_;
  }
  /// The instant of a wall clock reading (milliseconds since 1970-01-01 00:00 local). As
  /// Java's calendar has it: of two the later; one that a clock change skips counts by
  /// the offset before it.
  int64_t ToUnixMs(int64_t local_ms);

  /// Short name as Java's `z` prints it: "CST", or "GMT+08:00" for an offset.
  std::string Abbreviation(int64_t unix_ms);

 private:
  void LookUp(int64_t unix_ms);

  const void* zone_ = nullptr;  ///< date::time_zone, null for a plain offset
  int64_t offset_ms_ = 0;
  int64_t begin_ms_ = INT64_MIN;  ///< the offset holds from here
  int64_t end_ms_ = INT64_MAX;    ///< to before here
};

}  // namespace hopline::plugins
