#include "host/job/periods.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace hopline::job {
namespace {

/// A time in the month of `cyctime` from which a minute, an hour and a day later the next
/// larger unit is still the same.
date::year_month QuietMonth(WallTime cyctime) {
  const date::sys_seconds at{std::chrono::seconds{cyctime.seconds}};
  const date::year_month_day day{date::floor<date::days>(at)};
  return day.year() / day.month();
}

std::string At(date::year_month month, int day, int hour, int minute) {
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:10", static_cast<int>(month.year()),
                     static_cast<unsigned>(month.month()), day, hour, minute);
}

}  // namespace

void FindPeriods(const ResolveAt& resolve, WallTime cyctime, ResolvedJob* job) {
  const date::year_month month = QuietMonth(cyctime);
  struct Later {
    Period period;
    std::string cyctime;
  };
  const Later laters[] = {{Period::kMonth, At(month + date::months(1), 10, 10, 10)},
                          {Period::kDay, At(month, 11, 10, 10)},
                          {Period::kHour, At(month, 10, 11, 10)},
                          {Period::kMinute, At(month, 10, 10, 11)}};
  try {
    const ResolvedJob base = resolve(At(month, 10, 10, 10));
    for (const Later& later : laters) {
      const ResolvedJob other = resolve(later.cyctime);
      for (size_t i = 0; i < job->steps.size(); ++i) {
        const bool same = base.steps.at(i).key_json == other.steps.at(i).key_json;
        if (!same) job->steps[i].period = later.period;
      }
    }
  } catch (const std::exception&) {
    for (ResolvedStep& step : job->steps) step.period = Period::kNever;
  }
}

const char* PeriodName(Period period) {
  switch (period) {
    case Period::kMinute:
      return "minute";
    case Period::kHour:
      return "hour";
    case Period::kDay:
      return "day";
    case Period::kMonth:
      return "month";
    case Period::kNever:
      break;
  }
  return "";
}

}  // namespace hopline::job
