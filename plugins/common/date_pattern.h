/// \file date_pattern.h
/// Dates in the letters of Java's SimpleDateFormat, English names, both ways.
#pragma once

#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins {

/// A day on the calendar that Java uses: Gregorian from 1582-10-15 on, Julian before.
struct CivilDay {
  int64_t year = 1970;  ///< 0 = 1 BC
  uint32_t month = 1;   ///< 1 to 12
  uint32_t day = 1;
  uint32_t weekday = 4;  ///< 0 = Sunday
  uint32_t day_of_year = 1;

  static CivilDay FromDays(int64_t days_since_1970);
};

/// Days since 1970-01-01; month and day may lie outside their ranges and roll over.
int64_t DaysFromCivil(int64_t year, int64_t month, int64_t day);

/// A compiled pattern. Letters: G y Y M L w W D d F E u a H k K h m s S z Z X; text in
/// quotes and everything that is no letter stands for itself.
///
/// Threads: one at a time (the day last written is kept); copies are independent.
class DatePattern {
 public:
  /// Errors: INVALID_ARGUMENT for a letter that means nothing or an open quote.
  explicit DatePattern(std::string_view pattern);

  /// Appends an instant. Cost: about 10 ns while the day stays the same.
  void Append(TextBuffer& out, int64_t unix_ms, TimeZone& zone) {
    AppendLocal(out, unix_ms + zone.OffsetMs(unix_ms), unix_ms, zone);
  }
  /// Appends a wall clock reading; `unix_ms` only feeds the zone letters.
  void AppendLocal(TextBuffer& out, int64_t local_ms, int64_t unix_ms, TimeZone& zone);

  /// Milliseconds since the epoch, or nothing when the text does not begin as the pattern
  /// says. Lenient as Java: text that follows is ignored, out-of-range fields roll over.
  /// `overflow` is set when a number is too long for Java's parser.
  std::optional<int64_t> Parse(std::string_view text, TimeZone& zone,
                               bool* overflow = nullptr) const;

 private:
  struct Item {
    char letter;  ///< 0 = literal
    int count;
    std::string literal;
  };

  void AppendDateItem(TextBuffer& out, const Item& item) const;
  void AppendTimeItem(TextBuffer& out, const Item& item, int64_t ms_of_day,
                      int64_t unix_ms, TimeZone& zone) const;
  void StartDay(int64_t day);

  std::vector<Item> items_;
  size_t date_items_ = 0;  ///< leading items that depend on the day alone
  int64_t day_ = INT64_MIN;
  CivilDay civil_;
  std::string day_text_;  ///< those items, written for day_
};

/// The instant of the first pattern that fits. As in Java a number too long for the
/// parser ends the search: 20230423175000 is no date, though yyyyMMdd fits its beginning.
std::optional<int64_t> ParseByFirst(const std::vector<DatePattern>& patterns,
                                    std::string_view text, TimeZone& zone);

}  // namespace hopline::plugins
