// What a refusal of the service becomes, and what follows from it.
#include "plugins/odps/errors.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <utility>

#include "plugins/common/retry.h"
#include "tests/unit/plugins/support/test_host.h"
#include "wire/maxcompute/error.h"

namespace hopline::plugins::odps {
namespace {

Error Exceeded(int64_t hold_ms) {
  return MakeServiceError({429,
                           {},
                           wire::maxcompute::FormatErrorJson(
                               {"FlowExceeded", "too much", "id", "host", hold_ms})},
                          "uploading");
}

TEST_CASE("a repetition waits as long as Tunnel asks for, ten seconds at the most") {
  RetryPolicy policy;
  policy.base_ms = 1;
  policy.cap_ms = 1;
  for (const auto& [asked_ms, waited_ms] : {std::pair<int64_t, int64_t>{2'500, 2'500},
                                            {10'001, 10'000},
                                            {1LL << 40, 10'000}}) {
    TestHost::Install();
    int calls = 0;
    Retrier(policy).Run({}, "uploading", [&, asked = asked_ms] {
      if (++calls < 3) throw Exceeded(asked);
      return true;
    });
    CHECK(calls == 3);
    CHECK(TestHost::clock_ms() - TestHost::kStartMs == 2 * waited_ms);
  }
}

TEST_CASE("without such a wish the pauses are our own") {
  CHECK(Exceeded(0).retry_after_ms() == 0);
  CHECK(MakeServiceError({502, {}, "<html>bad gateway</html>"}, "uploading")
            .retry_after_ms() == 0);
}

}  // namespace
}  // namespace hopline::plugins::odps
