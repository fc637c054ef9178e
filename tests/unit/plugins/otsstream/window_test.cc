#include "plugins/otsstream/window.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::otsstream {
namespace {

Window Read(const std::string& members, const std::string& zone = "GMT+8") {
  TestHost::Install();
  return ReadWindow(Config("{" + members + "}"), zone, {});
}

std::string Refusal(const std::string& members) {
  try {
    Read(members);
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_INVALID_ARGUMENT);
    return error.message();
  }
  return "accepted";
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("fourteen digits are a time in the job's zone") {
  const Window window =
      Read(R"("startTimeString":"20230423175000","endTimeString":20230423185000)");
  CHECK(window.start_ms == 1682243400000);
  CHECK(window.end_ms == 1682247000000);
  CHECK(Read(R"("startTimeString":"20230423175000","endTimeString":"20230423185000")",
             "UTC")
            .start_ms == 1682272200000);
}

TEST_CASE("a day is 24 hours from local midnight") {
  const Window window = Read(R"("date":"20230423")");
  CHECK(window.start_ms == 1682179200000);
  CHECK(window.end_ms - window.start_ms == 86'400'000);
}

TEST_CASE("milliseconds are taken as they are, with a hint when they look like a date") {
  const Window window = Read(
      R"("startTimestampMillis":20230423175000,"endTimestampMillis":"20230423185000")");
  CHECK(window.start_ms == 20230423175000);
  REQUIRE(!TestHost::log().empty());
  CHECK(Contains(TestHost::log().back(), "startTimeString"));
}

TEST_CASE("blank keys and the placeholder day count as absent") {
  CHECK(Read(R"("startTimestampMillis":1,"endTimestampMillis":2,"startTimeString":"",)"
             R"("endTimeString":"","date":"yyyyMMdd")")
            .end_ms == 2);
  CHECK(Contains(TestHost::log().back(), "yyyyMMdd"));
}

TEST_CASE("exactly one complete form must be there") {
  CHECK(Contains(Refusal(""), "Must set date or time range millis or time range string"));
  CHECK(Contains(Refusal(R"("startTimeString":"20230423175000")"), "Must set date"));
  CHECK(Contains(Refusal(R"("date":"20230423","startTimestampMillis":1)"),
                 "Can't set date and time range both"));
  CHECK(Contains(Refusal(R"("date":"20230423","endTimeString":"20230423185000")"),
                 "Can't set date and time range string both"));
  CHECK(
      Contains(Refusal(R"("date":"20230423","endTimeString":"1","endTimestampMillis":2)"),
               "Can't set date and time range millis and time range string"));
  CHECK(Contains(Refusal(R"("startTimestampMillis":1,"endTimestampMillis":2,)"
                         R"("startTimeString":"20230423175000")"),
                 "Can't set time range millis and time range string both"));
}

TEST_CASE("text that is no time, or no day of the calendar, is refused by name") {
  for (const char* text : {"202304231750", "2023042317500099", "20230231000000",
                           "20231301000000", "20230423240000", "2023-04-23 17:5"}) {
    CAPTURE(text);
    CHECK(Contains(Refusal(std::string(R"("startTimeString":")") + text +
                           R"(","endTimeString":"20230423185000")"),
                   "Can't parse startTimeString"));
  }
  CHECK(Contains(Refusal(R"("date":"20230229")"), "Can't parse date: 20230229"));
  CHECK(Contains(Refusal(R"("startTimestampMillis":"soon","endTimestampMillis":"2")"),
                 "/startTimestampMillis: 'soon'"));
}

TEST_CASE("a window must not be empty") {
  CHECK(Contains(Refusal(R"("startTimestampMillis":2,"endTimestampMillis":2)"),
                 "EndTimestamp must be larger than startTimestamp"));
}

TEST_CASE("a window must lie in what the log keeps, and be over for five minutes") {
  constexpr int64_t kNow = 1'700'000'000'000;
  constexpr int64_t kMinute = 60'000;
  const int64_t oldest = kNow - 24 * 60 * kMinute + 10 * kMinute;
  CheckWindow({oldest, kNow - 5 * kMinute}, 24, kNow);
  CHECK_THROWS_WITH_AS(CheckWindow({oldest - 1, kNow - 5 * kMinute}, 24, kNow),
                       doctest::Contains("2023-11-13T22:23:20.000Z (1699914200000)"),
                       Error);
  CHECK_THROWS_WITH_AS(CheckWindow({oldest, kNow - 5 * kMinute + 1}, 24, kNow),
                       doctest::Contains("must be smaller than"), Error);
}

}  // namespace
}  // namespace hopline::plugins::otsstream
