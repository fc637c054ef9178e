#include "plugins/common/date_pattern.h"

#include <doctest/doctest.h>
#include <hopline/error.hpp>

#include "plugins/common/time_zone.h"

namespace hopline::plugins {
namespace {

std::string Format(const char* pattern, int64_t unix_ms, const char* zone = "GMT+8") {
  TimeZone at = TimeZone::Parse(zone);
  TextBuffer out;
  DatePattern(pattern).Append(out, unix_ms, at);
  return std::string(out.view());
}

std::optional<int64_t> Parse(const char* pattern, const char* text,
                             const char* zone = "GMT+8") {
  TimeZone at = TimeZone::Parse(zone);
  return DatePattern(pattern).Parse(text, at);
}

constexpr int64_t kAt = 1'700'000'000'123;  // 2023-11-14T22:13:20.123Z, a Tuesday

TEST_CASE("every letter of a date pattern is written as Java writes it") {
  CHECK(Format("yyyy-MM-dd HH:mm:ss", kAt) == "2023-11-15 06:13:20");
  CHECK(Format("yy/M/d H:m:s.SSS", kAt) == "23/11/15 6:13:20.123");
  CHECK(Format("yyyy-MM-dd'T'HH:mm:ssZ", kAt) == "2023-11-15T06:13:20+0800");
  CHECK(Format("HH:mm XXX X XX", kAt) == "06:13 +08:00 +08 +0800");
  CHECK(Format("HH:mmX", kAt, "UTC") == "22:13Z");
  CHECK(Format("EEE EEEE MMM MMMM", kAt, "UTC") == "Tue Tuesday Nov November");
  CHECK(Format("hh a K k", kAt, "UTC") == "10 PM 10 22");
  CHECK(Format("D u w W F Y G", kAt, "UTC") == "318 2 46 3 2 2023 AD");
  CHECK(Format("'it''s' ''yyyy''", kAt) == "it's '2023'");
  CHECK(Format("z", kAt) == "GMT+08:00");
  CHECK(Format("z", kAt, "Asia/Shanghai") == "CST");
}

TEST_CASE("weeks belong to the year in which they end") {
  CHECK(Format("YYYY-ww", 1'703'980'800'000, "UTC") == "2024-01");  // 2023-12-31, Sunday
  CHECK(Format("YYYY-ww", 1'703'894'400'000, "UTC") == "2023-52");  // the day before
}

TEST_CASE("instants before the epoch and far away are written right") {
  CHECK(Format("yyyy-MM-dd HH:mm:ss", -1) == "1970-01-01 07:59:59");
  CHECK(Format("yyyy-MM-dd", 253'402'300'799'000) == "10000-01-01");
  // The day before 1582-10-15 is 1582-10-04: Java's calendar changes there.
  CHECK(Format("yyyy-MM-dd", -12'219'292'800'000, "UTC") == "1582-10-15");
  CHECK(Format("yyyy-MM-dd EEE", -12'219'292'800'001, "UTC") == "1582-10-04 Thu");
  CHECK(Format("yyyy G", -62'135'769'600'001 - 2 * 86'400'000, "UTC") == "0001 BC");
}

TEST_CASE("a zone with clock changes gives each instant its own offset") {
  const char* zone = "Europe/Berlin";
  CHECK(Format("HH:mm", 1'679'792'399'000, zone) == "01:59");  // 2023-03-26 00:59:59Z
  CHECK(Format("HH:mm", 1'679'792'400'000, zone) == "03:00");
  CHECK(Parse("yyyy-MM-dd HH:mm", "2023-03-26 03:00", zone) == 1'679'792'400'000);
  CHECK(Parse("yyyy-MM-dd HH:mm", "2023-07-01 00:00", zone) == 1'688'162'400'000);
}

TEST_CASE("wall clock readings at a clock change are read as Java's calendar does") {
  // Source: SimpleDateFormat of OpenJDK 17. Twice there: by the offset that comes.
  const char* second = "yyyy-MM-dd HH:mm:ss";
  CHECK(Parse(second, "2023-11-05 01:30:00", "America/New_York") == 1'699'165'800'000);
  CHECK(Parse(second, "2023-10-29 02:30:00", "Europe/Berlin") == 1'698'543'000'000);
  CHECK(Parse(second, "1990-09-16 01:30:00", "Asia/Shanghai") == 653'419'800'000);
  CHECK(Parse(second, "1990-09-16 00:30:00", "Asia/Shanghai") == 653'412'600'000);
  // Not there at all: by the offset that goes.
  CHECK(Parse(second, "2023-03-12 02:30:00", "America/New_York") == 1'678'606'200'000);
  CHECK(Parse(second, "1986-05-04 02:30:00", "Asia/Shanghai") == 515'529'000'000);
}

TEST_CASE("a zone that nobody knows is refused by name") {
  CHECK_THROWS_WITH_AS(TimeZone::Parse("Mars/Olympus"),
                       doctest::Contains("time zone 'Mars/Olympus' is unknown"), Error);
  TimeZone zone = TimeZone::Parse("GMT-03:30");
  CHECK(zone.OffsetMs(0) == -12'600'000);
}

TEST_CASE("a letter without meaning and an open quote are refused") {
  CHECK_THROWS_WITH_AS(DatePattern("yyyy-QQ"), doctest::Contains("letter 'Q'"), Error);
  CHECK_THROWS_WITH_AS(DatePattern("'open"), doctest::Contains("open quote"), Error);
}

TEST_CASE("parsing is lenient the way DataX's parser is") {
  const char* day = "yyyy-MM-dd";
  CHECK(Parse("yyyy-MM-dd HH:mm:ss", "2023-11-15 06:13:20") == kAt - 123);
  CHECK(Parse("yyyy-MM-dd HH:mm:ss", "2023-11-15 06:13:20.123 and more") == kAt - 123);
  CHECK(Parse(day, "2023-4-3") == Parse(day, "2023-04-03"));
  CHECK(Parse(day, "2023-02-30") == Parse(day, "2023-03-02"));
  CHECK(Parse("yyyyMMdd", "20230423") == Parse(day, "2023-04-23"));
  CHECK(Parse("HH:mm:ss", "7:5:3", "UTC") == 7 * 3'600'000 + 5 * 60'000 + 3000);
  CHECK(Parse("yyyy-MM-dd'T'HH:mm:ssZ", "2023-11-15T06:13:20+0800", "UTC") == kAt - 123);
  CHECK(Parse("d MMM yyyy hh:mm a", "15 nov 2023 06:13 AM") == kAt - 123 - 20'000);
  CHECK_FALSE(Parse(day, "2023/04/23").has_value());
  CHECK_FALSE(Parse(day, "").has_value());
  CHECK_FALSE(Parse(day, "abc").has_value());
}

TEST_CASE("a number too long for the parser is told apart from a mismatch") {
  TimeZone zone = TimeZone::Parse("UTC");
  bool overflow = false;
  CHECK_FALSE(DatePattern("yyyy-MM-dd").Parse("20230423175000", zone, &overflow));
  CHECK(overflow);
}

TEST_CASE("every day of eight centuries survives writing and reading") {
  TimeZone zone = TimeZone::Parse("UTC");
  DatePattern pattern("yyyy-MM-dd");
  for (int64_t day = -200'000; day < 100'000; day += 13) {
    TextBuffer text;
    pattern.Append(text, day * 86'400'000, zone);
    CAPTURE(text.view());
    REQUIRE(pattern.Parse(text.view(), zone) == day * 86'400'000);
  }
}

}  // namespace
}  // namespace hopline::plugins
