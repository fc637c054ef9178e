#include "emulator/server/time_text.h"

#include <fmt/core.h>

#include <charconv>
#include <chrono>

namespace hopline::emulator {
namespace {

constexpr int64_t kSecondUs = 1000000;

/// Takes `digits` digits off the front of `text`.
std::optional<int> TakeNumber(size_t digits, std::string_view* text) {
  int value = 0;
  if (text->size() < digits) return std::nullopt;
  const char* end = text->data() + digits;
  const auto result = std::from_chars(text->data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || value < 0) return std::nullopt;
  text->remove_prefix(digits);
  return value;
}

bool Take(char expected, std::string_view* text) {
  if (!text->starts_with(expected)) return false;
  text->remove_prefix(1);
  return true;
}

/// ".25" in microseconds; 0 when there is no point.
std::optional<int64_t> TakeFraction(std::string_view* text) {
  if (!Take('.', text)) return 0;
  int64_t us = 0;
  int64_t unit = kSecondUs / 10;
  size_t digits = 0;
  for (; digits < text->size() && (*text)[digits] >= '0' && (*text)[digits] <= '9';
       ++digits) {
    us += unit * ((*text)[digits] - '0');
    unit /= 10;
  }
  if (digits == 0 || digits > 6) return std::nullopt;
  text->remove_prefix(digits);
  return us;
}

/// "Z" or "+08:00" in seconds east of Greenwich; must be all that is left.
std::optional<int64_t> TakeZone(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const int sign = text.starts_with('-') ? -1 : 1;
  if (!Take('+', &text) && !Take('-', &text)) return std::nullopt;
  const auto hours = TakeNumber(2, &text);
  Take(':', &text);
  const auto minutes = TakeNumber(2, &text);
  if (!hours || !minutes || !text.empty() || *hours > 18 || *minutes > 59)
    return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<int64_t> ParseTimeText(std::string_view text) {
  const auto year = TakeNumber(4, &text);
  if (!year || !Take('-', &text)) return std::nullopt;
  const auto month = TakeNumber(2, &text);
  if (!month || !Take('-', &text)) return std::nullopt;
  const auto day = TakeNumber(2, &text);
  if (!day || !(Take('T', &text) || Take(' ', &text))) return std::nullopt;
  const auto hour = TakeNumber(2, &text);
  if (!hour || !Take(':', &text)) return std::nullopt;
  const auto minute = TakeNumber(2, &text);
  if (!minute || !Take(':', &text)) return std::nullopt;
  const auto second = TakeNumber(2, &text);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto fraction_us = TakeFraction(&text);
  if (!fraction_us) return std::nullopt;
  const auto zone_s = TakeZone(text);
  const std::chrono::year_month_day date{
      std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!zone_s || !date.ok()) return std::nullopt;
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const int64_t minutes = (days * 24 + *hour) * 60 + *minute;
  const int64_t seconds = minutes * 60 + *second - *zone_s;
  return seconds * kSecondUs + *fraction_us;
}

std::string FormatTimeText(int64_t unix_us) {
  const std::chrono::sys_time<std::chrono::microseconds> when{
      std::chrono::microseconds(unix_us)};
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(when - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace hopline::emulator
