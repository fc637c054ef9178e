/// \file schedule_params.h
/// DataWorks scheduling parameters: `$[yyyymmddhh24-2/24]$[miss-10/24/60]`,
/// `${yyyymmdd-1}`, `$bizdate` and their like, evaluated against one schedule time.
#pragma once

#include <string>
#include <string_view>

#include "host/job/wall_time.h"

namespace hopline::job {

/// Evaluates a parameter's value: the concatenation of `$[…]` (on the schedule time),
/// `${…}` (on the business date, the day before), system values (`$bizdate`, `$cyctime`,
/// `$gmtdate`, `$bizmonth`, `${bdp.system.bizdate}`, `${bdp.system.cyctime}`,
/// `$yyyymmdd`,
/// `$yyyy`, `$mm`, `$dd`) and literal text. Every bracket starts from the same unshifted
/// time, so nothing is carried from one bracket to the next.
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
