// Reading dates: the other half of date_pattern.h.
#include "plugins/common/date_pattern.h"

#include <algorithm>
#include <cctype>

namespace hopline::plugins {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr std::string_view kNumbers = "yYwWDdFuHkKhmsS";

constexpr std::string_view kMonthNames[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::string_view kWeekdayNames[] = {
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

/// What has been read so far.
struct Reading {
  int64_t year = 1970, month = 1, day = 1, day_of_year = 0;
  int64_t hour = 0, minute = 0, second = 0, ms = 0;
  bool before_christ = false;
  bool afternoon = false;
  bool has_offset = false;
  int64_t offset_ms = 0;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes digits; as many as there are, or at most `most` when that is not 0.
bool TakeDigits(std::string_view& text, size_t most, int64_t& value, size_t& digits,
                bool* overflow) {
  while (!text.empty() && (text[0] == ' ' || text[0] == '\t')) text.remove_prefix(1);
  digits = 0;
  value = 0;
  while (digits < text.size() && IsDigit(text[digits]) && (most == 0 || digits < most)) {
    if (value <= INT32_MAX) value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits == 0) return false;
  text.remove_prefix(digits);
  if (value <= INT32_MAX) return true;
  if (overflow != nullptr) *overflow = true;
  return false;
}

/// Takes one of the names, full or its first three letters; returns its index or -1.
template <size_t N>
int TakeName(std::string_view& text, const std::string_view (&names)[N]) {
  const auto starts_with = [&text](std::string_view name) {
    return text.size() >= name.size() &&
           std::equal(name.begin(), name.end(), text.begin(), [](char a, char b) {
             return a == std::tolower(static_cast<unsigned char>(b));
           });
  };
  for (size_t i = 0; i < N; ++i) {
    const size_t length = starts_with(names[i])                ? names[i].size()
                          : starts_with(names[i].substr(0, 3)) ? 3
                                                               : 0;
    if (length == 0) continue;
    text.remove_prefix(length);
    return static_cast<int>(i);
  }
  return -1;
}

/// +0800, +08:00, +08, Z, GMT, GMT+08:00.
bool TakeOffset(std::string_view& text, Reading& out) {
  out.has_offset = true;
  if (!text.empty() && text[0] == 'Z') {
    text.remove_prefix(1);
    return true;
  }
  const bool named = text.substr(0, 3) == "GMT" || text.substr(0, 3) == "UTC";
  if (named) text.remove_prefix(3);
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return named;
  const int64_t sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  int64_t hours = 0;
  int64_t minutes = 0;
  size_t digits = 0;
  if (!TakeDigits(text, 2, hours, digits, nullptr)) return false;
  if (!text.empty() && text[0] == ':') text.remove_prefix(1);
  if (!text.empty() && IsDigit(text[0])) TakeDigits(text, 2, minutes, digits, nullptr);
  out.offset_ms = sign * (hours * kHourMs + minutes * kMinuteMs);
  return true;
}

/// Two digits for a pattern of at most two: 1970 to 2069.
int64_t FullYear(int64_t value, size_t digits, int count) {
  if (count > 2 || digits != 2) return value;
  return value + (value < 70 ? 2000 : 1900);
}

void Store(char letter, int64_t value, Reading& out) {
  switch (letter) {
    case 'M':
    case 'L':
      out.month = value;
      return;
    case 'd':
      out.day = value;
      return;
    case 'D':
      out.day_of_year = value;
      return;
    case 'H':
    case 'K':
      out.hour = value;
      return;
    case 'k':
      out.hour = value == 24 ? 0 : value;
      return;
    case 'h':
      out.hour = value == 12 ? 0 : value;
      return;
    case 'm':
      out.minute = value;
      return;
    case 's':
      out.second = value;
      return;
    case 'S':
      out.ms = value;
      return;
    default:  // weeks and weekdays do not decide a date that has a day
      return;
  }
}

bool TakeWord(char letter, std::string_view& text, Reading& out) {
  static constexpr std::string_view kHalves[] = {"am", "pm"};
  static constexpr std::string_view kEras[] = {"ad", "bc"};
  switch (letter) {
    case 'M':
    case 'L': {
      const int month = TakeName(text, kMonthNames);
      out.month = month + 1;
      return month >= 0;
    }
    case 'E':
      return TakeName(text, kWeekdayNames) >= 0;
    case 'a': {
      const int half = TakeName(text, kHalves);
      out.afternoon = half == 1;
      return half >= 0;
    }
    case 'G': {
      const int era = TakeName(text, kEras);
      out.before_christ = era == 1;
      return era >= 0;
    }
    default:
      return TakeOffset(text, out);
  }
}

int64_t LocalMs(const Reading& r) {
  const int64_t year = r.before_christ ? 1 - r.year : r.year;
  const int64_t days = r.day_of_year != 0 ? DaysFromCivil(year, 1, r.day_of_year)
                                          : DaysFromCivil(year, r.month, r.day);
  const int64_t hour = r.hour + (r.afternoon ? 12 : 0);
  return days * 24 * kHourMs + hour * kHourMs + r.minute * kMinuteMs + r.second * 1000 +
         r.ms;
}

}  // namespace

std::optional<int64_t> DatePattern::Parse(std::string_view text, TimeZone& zone,
                                          bool* overflow) const {
  const auto is_number = [this](size_t i) {
    if (i >= items_.size() || items_[i].letter == 0) return false;
    const char letter = items_[i].letter;
    if (letter == 'M' || letter == 'L') return items_[i].count < 3;
    return kNumbers.find(letter) != std::string_view::npos;
  };
  Reading out;
  for (size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    if (item.letter == 0) {
      if (text.substr(0, item.literal.size()) != item.literal) return std::nullopt;
      text.remove_prefix(item.literal.size());
    } else if (is_number(i)) {
      const size_t most = is_number(i + 1) ? static_cast<size_t>(item.count) : 0;
      int64_t value = 0;
      size_t digits = 0;
      if (!TakeDigits(text, most, value, digits, overflow)) return std::nullopt;
      if (item.letter == 'y' || item.letter == 'Y') {
        out.year = FullYear(value, digits, item.count);
      } else {
        Store(item.letter, value, out);
      }
    } else if (!TakeWord(item.letter, text, out)) {
      return std::nullopt;
    }
  }
  const int64_t local = LocalMs(out);
  return out.has_offset ? local - out.offset_ms : zone.ToUnixMs(local);
}

std::optional<int64_t> ParseByFirst(const std::vector<DatePattern>& patterns,
                                    std::string_view text, TimeZone& zone) {
  bool overflow = false;
  for (const DatePattern& pattern : patterns) {
    const std::optional<int64_t> ms = pattern.Parse(text, zone, &overflow);
    if (ms.has_value()) return ms;
    if (overflow) break;
  }
  return std::nullopt;
}

}  // namespace hopline::plugins
