#include "plugins/common/date_pattern.h"

#include <hopline/error.hpp>

#include <algorithm>

namespace hopline::plugins {
namespace {

constexpr int64_t kGregorianStart = -141'427;  // 1582-10-15
constexpr std::string_view kLetters = "GyYMLwWDdFEuaHkKhmsSzZX";
constexpr std::string_view kDateLetters = "GyYMLwWDdFEu";

constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};
constexpr const char* kWeekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// `value` ≥ 0 with at least `width` digits.
void AppendPadded(TextBuffer& out, uint64_t value, int width) {
  char digits[20];
  int n = 0;
  do {
    digits[n++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  char* at = out.Reserve(static_cast<size_t>(std::max(n, width)));
  for (int i = n; i < width; ++i) *at++ = '0';
  while (n > 0) *at++ = digits[--n];
  out.CommitTo(at);
}

/// Two digits, the usual case.
void AppendTwo(TextBuffer& out, uint32_t value) {
  char* at = out.Reserve(2);
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
  out.Commit(2);
}

void AppendNumber(TextBuffer& out, uint32_t value, int width) {
  if (width == 2 && value < 100) {
    AppendTwo(out, value);
  } else {
    AppendPadded(out, value, width);
  }
}

void AppendName(TextBuffer& out, std::string_view name, int count) {
  out.Append(count >= 4 ? name : name.substr(0, 3));
}

/// Weeks begin on Sunday and the one with the first of January is week 1 (the US rule of
/// Java's default locale). Returns the week; `year` becomes the year it counts in.
uint32_t WeekOfYear(const CivilDay& day, int64_t& year) {
  const uint32_t first_weekday = (day.weekday + 7 * 53 - (day.day_of_year - 1)) % 7;
  const uint32_t week = (day.day_of_year - 1 + first_weekday) / 7 + 1;
  const bool ends_in_next_year = day.month == 12 && day.day - 1 + (6 - day.weekday) >= 31;
  if (!ends_in_next_year) return week;
  ++year;
  return 1;
}

/// Z (+0800), X (+08), XX (+0800), XXX (+08:00); X of UTC is "Z".
void AppendOffset(TextBuffer& out, char letter, int count, int64_t offset_ms) {
  if (letter == 'X' && offset_ms == 0) return out.Append('Z');
  const int64_t minutes = (offset_ms < 0 ? -offset_ms : offset_ms) / 60'000;
  out.Append(offset_ms < 0 ? '-' : '+');
  AppendTwo(out, static_cast<uint32_t>(minutes / 60));
  if (letter == 'X' && count == 1) return;
  if (letter == 'X' && count == 3) out.Append(':');
  AppendTwo(out, static_cast<uint32_t>(minutes % 60));
}

CivilDay GregorianDay(int64_t days) {  // days since 0000-03-01, 400-year cycles
  const int64_t z = days + 719'468;
  const int64_t era = FloorDiv(z, 146'097);
  const int64_t doe = z - era * 146'097;
  const int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int64_t mp = (5 * doy + 2) / 153;
  CivilDay out;
  out.day = static_cast<uint32_t>(doy - (153 * mp + 2) / 5 + 1);
  out.month = static_cast<uint32_t>(mp < 10 ? mp + 3 : mp - 9);
  out.year = yoe + era * 400 + (out.month <= 2 ? 1 : 0);
  return out;
}

CivilDay JulianDay(int64_t days) {  // the same with 4-year cycles
  const int64_t z = days + 719'470;
  const int64_t era = FloorDiv(z, 1461);
  const int64_t doe = z - era * 1461;
  const int64_t yoe = (doe - doe / 1460) / 365;
  const int64_t doy = doe - 365 * yoe;
  const int64_t mp = (5 * doy + 2) / 153;
  CivilDay out;
  out.day = static_cast<uint32_t>(doy - (153 * mp + 2) / 5 + 1);
  out.month = static_cast<uint32_t>(mp < 10 ? mp + 3 : mp - 9);
  out.year = yoe + era * 4 + (out.month <= 2 ? 1 : 0);
  return out;
}

int64_t GregorianDays(int64_t year, int64_t month, int64_t day) {
  const int64_t y = year - (month <= 2 ? 1 : 0);
  const int64_t era = FloorDiv(y, 400);
  const int64_t yoe = y - era * 400;
  const int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719'468;
}

int64_t JulianDays(int64_t year, int64_t month, int64_t day) {
  const int64_t y = year - (month <= 2 ? 1 : 0);
  const int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return y * 365 + FloorDiv(y, 4) + doy - 719'470;
}

}  // namespace

CivilDay CivilDay::FromDays(int64_t days) {
  const bool gregorian = days >= kGregorianStart;
  CivilDay out = gregorian ? GregorianDay(days) : JulianDay(days);
  out.weekday = static_cast<uint32_t>(days - FloorDiv(days + 4, 7) * 7 + 4);
  const int64_t new_year = DaysFromCivil(out.year, 1, 1);
  out.day_of_year = static_cast<uint32_t>(days - new_year + 1);
  return out;
}

int64_t DaysFromCivil(int64_t year, int64_t month, int64_t day) {
  year += FloorDiv(month - 1, 12);
  month -= FloorDiv(month - 1, 12) * 12;
  const int64_t days = GregorianDays(year, month, day);
  return days >= kGregorianStart ? days : JulianDays(year, month, day);
}

DatePattern::DatePattern(std::string_view pattern) {
  const auto add_literal = [this](std::string_view text) {
    if (items_.empty() || items_.back().letter != 0) items_.push_back({0, 0, ""});
    items_.back().literal += text;
  };
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '\'') {
      const size_t end = pattern.find('\'', at + 1);
      if (end == std::string_view::npos) {
        throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                    "date pattern '" + std::string(pattern) + "' has an open quote");
      }
      add_literal(end == at + 1 ? "'" : pattern.substr(at + 1, end - at - 1));
      // Two quotes inside quoted text are one quote.
      if (end != at + 1 && pattern.substr(end, 2) == "''") add_literal("'");
      at = end + 1;
    } else if (!IsLetter(c)) {
      add_literal(pattern.substr(at++, 1));
    } else if (kLetters.find(c) == std::string_view::npos) {
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  "date pattern '" + std::string(pattern) + "': the letter '" + c +
                      "' means nothing; put text into single quotes");
    } else {
      const size_t end = std::min(pattern.find_first_not_of(c, at), pattern.size());
      items_.push_back({c, static_cast<int>(end - at), ""});
      at = end;
    }
  }
  while (date_items_ < items_.size() &&
         (items_[date_items_].letter == 0 ||
          kDateLetters.find(items_[date_items_].letter) != std::string_view::npos)) {
    ++date_items_;
  }
}

void DatePattern::StartDay(int64_t day) {
  day_ = day;
  civil_ = CivilDay::FromDays(day);
  TextBuffer text;
  for (size_t i = 0; i < date_items_; ++i) AppendDateItem(text, items_[i]);
  day_text_ = text.view();
}

void DatePattern::AppendLocal(TextBuffer& out, int64_t local_ms, int64_t unix_ms,
                              TimeZone& zone) {
  const int64_t day = FloorDiv(local_ms, kDayMs);
  if (day != day_) StartDay(day);
  out.Append(day_text_);
  const int64_t ms_of_day = local_ms - day * kDayMs;
  for (size_t i = date_items_; i < items_.size(); ++i) {
    AppendTimeItem(out, items_[i], ms_of_day, unix_ms, zone);
  }
}

void DatePattern::AppendDateItem(TextBuffer& out, const Item& item) const {
  const int64_t era_year = civil_.year > 0 ? civil_.year : 1 - civil_.year;
  int64_t year = era_year;
  switch (item.letter) {
    case 0:
      return out.Append(item.literal);
    case 'G':
      return out.Append(civil_.year > 0 ? "AD" : "BC");
    case 'w':
      return AppendNumber(out, WeekOfYear(civil_, year), item.count);
    case 'Y':
      WeekOfYear(civil_, year);
      [[fallthrough]];
    case 'y':
      if (item.count == 2) return AppendTwo(out, static_cast<uint32_t>(year % 100));
      return AppendPadded(out, static_cast<uint64_t>(year), item.count);
    case 'M':
    case 'L':
      if (item.count >= 3) return AppendName(out, kMonths[civil_.month - 1], item.count);
      return AppendNumber(out, civil_.month, item.count);
    case 'W':
      return AppendNumber(
          out, (civil_.day + (civil_.weekday + 36 - civil_.day) % 7 - 1) / 7 + 1,
          item.count);
    case 'D':
      return AppendNumber(out, civil_.day_of_year, item.count);
    case 'd':
      return AppendNumber(out, civil_.day, item.count);
    case 'F':
      return AppendNumber(out, (civil_.day - 1) / 7 + 1, item.count);
    case 'E':
      return AppendName(out, kWeekdays[civil_.weekday], item.count);
    default:  // u: Monday is 1
      return AppendNumber(out, civil_.weekday == 0 ? 7 : civil_.weekday, item.count);
  }
}

void DatePattern::AppendTimeItem(TextBuffer& out, const Item& item, int64_t ms_of_day,
                                 int64_t unix_ms, TimeZone& zone) const {
  const auto ms = static_cast<uint32_t>(ms_of_day);
  const uint32_t hour = ms / 3'600'000;
  switch (item.letter) {
    case 'H':
      return AppendNumber(out, hour, item.count);
    case 'k':
      return AppendNumber(out, hour == 0 ? 24 : hour, item.count);
    case 'K':
      return AppendNumber(out, hour % 12, item.count);
    case 'h':
      return AppendNumber(out, hour % 12 == 0 ? 12 : hour % 12, item.count);
    case 'm':
      return AppendNumber(out, ms / 60'000 % 60, item.count);
    case 's':
      return AppendNumber(out, ms / 1000 % 60, item.count);
    case 'S':
      return AppendPadded(out, ms % 1000, item.count);
    case 'a':
      return out.Append(hour < 12 ? "AM" : "PM");
    case 'z':
      return out.Append(zone.Abbreviation(unix_ms));
    case 'Z':
    case 'X':
      return AppendOffset(out, item.letter, item.count, zone.OffsetMs(unix_ms));
    default:
      return AppendDateItem(out, item);
  }
}

}  // namespace hopline::plugins
