/// \file schedule_params.h
/// DataWorks scheduling parameters: `$[yyyymmddhh24-2/24]$[miss-10/24/60]`,
/// `${yyyymmdd-1}`,
/// `$bizdate` and their like, evaluated against one schedule time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::job {

/// A wall-clock time without a zone, to the second.
struct WallTime {
  int64_t seconds = 0;  ///< since 1970-01-01 00:00:00 on that clock

  friend bool operator==(const WallTime&, const WallTime&) = default;
};

/// Reads `2023-04-23 19:00:00`, `2023-04-23T19:00:00`, `20230423190000`, `2023-04-23`,
/// `20230423`.
///
/// Errors: Failure(kUsage) with the accepted forms.
WallTime ParseWallTime(std::string_view text);

/// Evaluates a parameter's value: the concatenation of `$[…]` (on the schedule time),
/// `${…}` (on the business date, the day before), system values (`$bizdate`, `$cyctime`,
/// `$gmtdate`,
/// `$bizmonth`, `${bdp.system.bizdate}`, `${bdp.system.cyctime}`, `$yyyymmdd`, `$yyyy`,
/// `$mm`,
/// `$dd`) and literal text. Every bracket starts from the same unshifted time, so nothing
/// is carried from one bracket to the next.
///
/// $gmtdate is the schedule time's date, so that a late or repeated run gets the same.
///
/// today: the actual date, for $bizmonth.
/// Errors: Failure(kUsage) that quotes the bracket and says what it may hold.
std::string EvaluateSchedule(std::string_view value, WallTime cyctime, WallTime today);

/// The built-in `${bdp.system.bizdate}`: yyyymmdd of the day before.
std::string BusinessDate(WallTime cyctime);
/// The built-in `${bdp.system.cyctime}`: yyyymmddhh24miss.
std::string CycleTime(WallTime cyctime);

}  // namespace hopline::job
