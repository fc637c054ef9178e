#include "wire/common/date.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "wire/common/encoding.h"

namespace hopline::wire {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                   "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Civil {
  int year;
  unsigned month;  ///< 1..12
  unsigned day;
  unsigned hour, minute, second;
  unsigned weekday;  ///< 0 = Sunday
};

Civil ToCivil(int64_t unix_s) {
  using std::chrono::days;
  using std::chrono::seconds;
  const std::chrono::sys_seconds when{seconds(unix_s)};
  const auto day = std::chrono::floor<days>(when);
  const std::chrono::year_month_day date(day);
  const auto in_day = static_cast<unsigned>((when - day).count());
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          in_day / 3600,
          in_day / 60 % 60,
          in_day % 60,
          std::chrono::weekday(day).c_encoding()};
}

std::optional<int64_t> FromCivil(const Civil& civil) {
  const std::chrono::year_month_day date{std::chrono::year(civil.year),
                                         std::chrono::month(civil.month),
                                         std::chrono::day(civil.day)};
  if (!date.ok() || civil.hour > 23 || civil.minute > 59 || civil.second > 60) {
    return std::nullopt;
  }
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + civil.hour) * 60 + civil.minute) * 60 + civil.second;
}

/// Reads `text` against `pattern`, in which Y M D h m s stand for one digit of that
/// number and everything else for itself.
bool ReadDigits(std::string_view text, std::string_view pattern, Civil* civil) {
  if (text.size() != pattern.size()) return false;
  unsigned year = 0;
  *civil = {};
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned* field = nullptr;
    switch (pattern[i]) {
      case 'Y':
        field = &year;
        break;
      case 'M':
        field = &civil->month;
        break;
      case 'D':
        field = &civil->day;
        break;
      case 'h':
        field = &civil->hour;
        break;
      case 'm':
        field = &civil->minute;
        break;
      case 's':
        field = &civil->second;
        break;
      default:
        break;
    }
    if (field == nullptr) {
      if (text[i] != pattern[i]) return false;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return false;
    *field = *field * 10 + static_cast<unsigned>(text[i] - '0');
  }
  civil->year = static_cast<int>(year);
  return true;
}

template <typename... Args>
std::string Print(const char* format, Args... args) {
  std::array<char, 64> buffer;
  const int size = std::snprintf(buffer.data(), buffer.size(), format, args...);
  return std::string(buffer.data(), static_cast<size_t>(size));
}

}  // namespace

std::string FormatHttpDate(int64_t unix_s) {
  const Civil c = ToCivil(unix_s);
  return Print("%s, %02u %s %04d %02u:%02u:%02u GMT", kDays[c.weekday].data(), c.day,
               kMonths[c.month - 1].data(), c.year, c.hour, c.minute, c.second);
}

std::optional<int64_t> ParseHttpDate(std::string_view text) {
  // The name of the day says nothing new and is not checked against the date.
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  unsigned month = 0;
  while (month < kMonths.size() && kMonths[month] != text.substr(8, 3)) ++month;
  if (month == kMonths.size()) return std::nullopt;
  std::string digits(text.substr(5, 2));
  digits += text.substr(11, 14);
  Civil civil;
  if (!ReadDigits(digits, "DD YYYY hh:mm:ss", &civil)) return std::nullopt;
  civil.month = month + 1;
  return FromCivil(civil);
}

std::string FormatBasicDate(int64_t unix_s) {
  const Civil c = ToCivil(unix_s);
  return Print("%04d%02u%02uT%02u%02u%02uZ", c.year, c.month, c.day, c.hour, c.minute,
               c.second);
}

std::optional<int64_t> ParseBasicDate(std::string_view text) {
  Civil civil;
  if (!ReadDigits(text, "YYYYMMDDThhmmssZ", &civil)) return std::nullopt;
  return FromCivil(civil);
}

std::string FormatXmlDate(int64_t unix_s) {
  const Civil c = ToCivil(unix_s);
  return Print("%04d-%02u-%02uT%02u:%02u:%02u.000Z", c.year, c.month, c.day, c.hour,
               c.minute, c.second);
}

std::optional<int64_t> ParseXmlDate(std::string_view text) {
  Civil civil;
  const size_t point = text.find('.');
  if (point == std::string_view::npos || text.back() != 'Z') return std::nullopt;
  const std::string_view fraction = text.substr(point + 1, text.size() - point - 2);
  if (!ParseUnsigned(fraction)) return std::nullopt;
  if (!ReadDigits(text.substr(0, point), "YYYY-MM-DDThh:mm:ss", &civil))
    return std::nullopt;
  return FromCivil(civil);
}

}  // namespace hopline::wire
