#include "plugins/common/helper_threads.h"

#include <doctest/doctest.h>

namespace hopline::plugins {
namespace {

/// A system that has `left` more threads.
std::vector<std::thread> StartThree(int left) {
  return StartHelpers(3, [&left] {
    if (left-- == 0) {
      throw std::system_error(
          std::make_error_code(std::errc::resource_unavailable_try_again));
    }
    return std::thread([] {});
  });
}

TEST_CASE("fewer threads do the work where the system has no more") {
  for (const int left : {1, 2, 3}) {
    std::vector<std::thread> threads = StartThree(left);
    CHECK(threads.size() == static_cast<size_t>(left));
    for (std::thread& thread : threads) thread.join();
  }
  CHECK_THROWS_AS(StartThree(0), std::system_error);
}

}  // namespace
}  // namespace hopline::plugins
