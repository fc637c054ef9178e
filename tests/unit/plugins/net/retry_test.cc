#include "plugins/common/retry.h"

#include <doctest/doctest.h>

#include <string>

#include "plugins/common/service_clock.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins {
namespace {

Error Busy(int http_status = 503) {
  return Error(HOPLINE_STATUS_UNAVAILABLE, "busy").HttpStatus(http_status);
}

TEST_CASE("pauses double up to the cap") {
  RetryPolicy policy;
  policy.base_ms = 100;
  policy.cap_ms = 10'000;
  CHECK(Retrier::PauseMs(policy, 1) == 100);
  CHECK(Retrier::PauseMs(policy, 2) == 200);
  CHECK(Retrier::PauseMs(policy, 7) == 6400);
  CHECK(Retrier::PauseMs(policy, 8) == 10'000);
  CHECK(Retrier::PauseMs(policy, 1000) == 10'000);
}

TEST_CASE("an error that may pass is repeated until the limit, then thrown") {
  TestHost::Install();
  RetryPolicy policy;
  policy.max_retries = 5;
  Retrier retrier(policy);
  int calls = 0;
  CHECK_THROWS_AS(retrier.Run({}, "asking",
                              [&]() -> int {
                                ++calls;
                                throw Busy();
                              }),
                  Error);
  CHECK(calls == 6);
  CHECK(retrier.Run({}, "asking", [&] { return ++calls; }) == 7);
}

TEST_CASE("an error that stays is thrown at once") {
  TestHost::Install();
  Retrier retrier({});
  int calls = 0;
  CHECK_THROWS_AS(
      retrier.Run({}, "asking",
                  [&]() -> int {
                    ++calls;
                    throw Error(HOPLINE_STATUS_NOT_FOUND, "gone").HttpStatus(404);
                  }),
      Error);
  CHECK(calls == 1);
}

TEST_CASE("a service that has never answered is given up after few attempts") {
  TestHost::Install();
  RetryPolicy policy;
  policy.max_retries = 30;
  policy.max_first_retries = 2;
  Retrier retrier(policy);
  int calls = 0;
  const auto unreachable = [&]() -> int {
    ++calls;
    throw Error(HOPLINE_STATUS_UNAVAILABLE, "connection refused");
  };
  CHECK_THROWS_AS(retrier.Run({}, "asking", unreachable), Error);
  CHECK(calls == 3);
  retrier.Run({}, "asking", [] { return 0; });
  CHECK_THROWS_AS(retrier.Run({}, "asking", unreachable), Error);
  CHECK(calls == 3 + 31);
}

TEST_CASE("the service's own advice lengthens a pause") {
  TestHost::Install();
  Retrier retrier({});
  bool first = true;
  retrier.Run({}, "asking", [&] {
    if (!first) return 0;
    first = false;
    throw Busy().RetryAfterMs(123'456);
  });
  CHECK(TestHost::clock_ms() == TestHost::kStartMs + 123'456);
}

TEST_CASE("the service's time is the machine's plus what replies told") {
  TestHost::Install();
  ServiceClock clock;
  CHECK(!clock.learned());
  CHECK(clock.NowMs() == TestHost::kStartMs);
  clock.Learn(5'000);
  TestHost::clock_ms() += 700;
  CHECK(clock.NowMs() == 5'700);
  CHECK(clock.learned());
}

}  // namespace
}  // namespace hopline::plugins
