/// \file wall_time.h
/// Times of a wall clock without a zone, which scheduling parameters are computed with.
#pragma once

#include <cstdint>
#include <string_view>

namespace hopline::job {

inline constexpr int64_t kDaySeconds = 86'400;

/// To the second.
struct WallTime {
  int64_t seconds = 0;  ///< since 1970-01-01 00:00:00 on that clock

  friend bool operator==(const WallTime&, const WallTime&) = default;
};

/// What calendar and clock show.
struct WallFields {
  int year;
  unsigned month, day;  ///< from 1
  int64_t hour, minute, second;
};

WallFields Split(WallTime time);

/// On a day that the month does not have, its last one.
WallTime AddMonths(WallTime time, int64_t months);

/// The midnight at which the day before that of `time` begins.
WallTime DayBefore(WallTime time);

/// Reads `2023-04-23 19:00:00`, `2023-04-23T19:00:00`, `20230423190000`, `2023-04-23`,
/// `20230423`.
///
/// Errors: Failure(kUsage) with the accepted forms.
WallTime ParseWallTime(std::string_view text);

}  // namespace hopline::job
