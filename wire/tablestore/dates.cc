#include "wire/tablestore/dates.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace hopline::wire::tablestore {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;
using std::chrono::year_month_day;

bool ParseNumber(std::string_view text, size_t at, size_t size, int* out) {
  const char* end = text.data() + at + size;
  if (text[at] < '0' || text[at] > '9') return false;  // from_chars would take a sign
  const auto result = std::from_chars(text.data() + at, end, *out);
  return result.ec == std::errc() && result.ptr == end;
}

// The text after the seconds: "Z" or "." and up to nine digits and "Z".
bool ParseFraction(std::string_view text, int* millis) {
  *millis = 0;
  if (text.empty() || text.back() != 'Z') return false;
  text.remove_suffix(1);
  if (text.empty()) return true;
  if (text.front() != '.' || text.size() > 10) return false;
  text.remove_prefix(1);
  int scale = 100;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return false;
    *millis += (digit - '0') * scale;
    scale /= 10;
  }
  return true;
}

}  // namespace

std::string FormatDate(int64_t unix_ms) {
  const sys_time<milliseconds> instant{milliseconds(unix_ms)};
  const auto day = std::chrono::floor<days>(instant);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  std::array<char, 64> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ",
                    int(date.year()), unsigned(date.month()), unsigned(date.day()),
                    long(time.hours().count()), long(time.minutes().count()),
                    long(time.seconds().count()), long(time.subseconds().count()));
  return {text.data(), static_cast<size_t>(size)};
}

std::string FormatSignDay(int64_t unix_ms) {
  std::string day = FormatDate(unix_ms).substr(0, 10);
  std::erase(day, '-');
  return day;
}

bool ParseDate(std::string_view text, int64_t* unix_ms) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() <= kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] != '0' && text[i] != kForm[i]) return false;
  }
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0;
  if (!ParseNumber(text, 0, 4, &year) || !ParseNumber(text, 5, 2, &month) ||
      !ParseNumber(text, 8, 2, &day) || !ParseNumber(text, 11, 2, &hour) ||
      !ParseNumber(text, 14, 2, &minute) || !ParseNumber(text, 17, 2, &second) ||
      !ParseFraction(text.substr(kForm.size()), &millis)) {
    return false;
  }
  const year_month_day date(std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return false;
  const auto instant = sys_days(date) + std::chrono::hours(hour) +
                       std::chrono::minutes(minute) + std::chrono::seconds(second) +
                       milliseconds(millis);
  *unix_ms = std::chrono::duration_cast<milliseconds>(instant.time_since_epoch()).count();
  return true;
}

}  // namespace hopline::wire::tablestore
