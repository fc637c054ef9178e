#include "host/job/wall_time.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "host/services/exit_code.h"

namespace hopline::job {
namespace {

WallTime Join(const date::year_month_day& ymd, int64_t second_of_day) {
  const auto days = date::sys_days{ymd}.time_since_epoch().count();
  return {int64_t{days} * kDaySeconds + second_of_day};
}

std::optional<int> Digits(std::string_view text, size_t at, size_t size) {
  int value = 0;
  if (at + size > text.size()) return std::nullopt;
  const auto [end, status] =
      std::from_chars(text.data() + at, text.data() + at + size, value);
  if (status != std::errc{} || end != text.data() + at + size || text[at] == '-') {
    return std::nullopt;
  }
  return value;
}

/// Matches e.g. "YYYY-MM-DD HH:MI:SS": letters take digits, anything else stands for
/// itself.
std::optional<WallTime> MatchTime(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return std::nullopt;
  int fields[6] = {0, 1, 1, 0, 0, 0};
  static constexpr std::string_view kLetters = "YMDHIS";
  for (size_t at = 0; at < pattern.size();) {
    const size_t field = kLetters.find(pattern[at]);
    if (field == kLetters.npos) {
      if (text[at] != pattern[at]) return std::nullopt;
      ++at;
      continue;
    }
    const size_t size = pattern[at] == 'Y' ? 4 : 2;
    const auto value = Digits(text, at, size);
    if (!value) return std::nullopt;
    fields[field] = *value;
    at += size;
  }
  const date::year_month_day ymd = date::year{fields[0]} / fields[1] / fields[2];
  if (!ymd.ok() || fields[3] > 23 || fields[4] > 59 || fields[5] > 59)
    return std::nullopt;
  return Join(ymd, fields[3] * 3600 + fields[4] * 60 + fields[5]);
}

}  // namespace

WallFields Split(WallTime time) {
  const int64_t day = time.seconds >= 0
                          ? time.seconds / kDaySeconds
                          : -((-time.seconds + kDaySeconds - 1) / kDaySeconds);
  const date::year_month_day ymd{
      date::sys_days{date::days{static_cast<date::days::rep>(day)}}};
  const int64_t rest = time.seconds - day * kDaySeconds;
  return {int{ymd.year()}, unsigned{ymd.month()}, unsigned{ymd.day()},
          rest / 3600,     rest / 60 % 60,        rest % 60};
}

WallTime AddMonths(WallTime time, int64_t months) {
  const WallFields f = Split(time);
  const date::year_month shifted =
      date::year{f.year} / date::month{f.month} + date::months{static_cast<int>(months)};
  const date::year_month_day_last last = shifted / date::last;
  const date::day day = std::min(date::day{f.day}, last.day());
  return Join(shifted / day, f.hour * 3600 + f.minute * 60 + f.second);
}

WallTime DayBefore(WallTime time) {
  const WallFields f = Split(time);
  return {time.seconds - (f.hour * 3600 + f.minute * 60 + f.second) - kDaySeconds};
}

WallTime ParseWallTime(std::string_view text) {
  for (const std::string_view pattern :
       {"YYYY-MM-DD HH:II:SS", "YYYY-MM-DDTHH:II:SS", "YYYYMMDDHHIISS",
        "YYYY-MM-DD HH:II", "YYYY-MM-DDTHH:II", "YYYY-MM-DD", "YYYYMMDD"}) {
    if (const auto time = MatchTime(text, pattern)) return *time;
  }
  throw services::Failure(
      services::ExitCode::kUsage,
      fmt::format("schedule time \"{}\": write it as 2023-04-23 19:00:00, "
                  "2023-04-23T19:00:00 or 20230423190000",
                  text));
}

}  // namespace hopline::job
