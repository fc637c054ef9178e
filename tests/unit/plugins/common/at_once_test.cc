#include "plugins/common/at_once.h"

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

namespace hopline::plugins {
namespace {

std::vector<size_t> Numbers(size_t count) {
  std::vector<size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), size_t{0});
  return numbers;
}

TEST_CASE("every item is done once, whatever runs at once") {
  for (const size_t most : {1U, 3U, 8U, 1000U}) {
    for (const size_t count : {0U, 1U, 2U, 500U}) {
      std::vector<std::atomic<int>> done(count);
      ForEachAtOnce(Numbers(count), most, [&](size_t i) { ++done[i]; });
      for (const auto& times : done) CHECK(times == 1);
    }
  }
}

TEST_CASE("as many as allowed are in work at once, and no more") {
  constexpr size_t kMost = 4;
  std::barrier meeting(kMost);  // would never open for fewer
  std::atomic<size_t> now = 0;
  std::atomic<size_t> peak = 0;
  ForEachAtOnce(Numbers(10 * kMost), kMost, [&](size_t) {
    const size_t seen = ++now;
    for (size_t known = peak; known < seen && !peak.compare_exchange_weak(known, seen);) {
    }
    meeting.arrive_and_wait();
    --now;
  });
  CHECK(peak == kMost);
}

TEST_CASE("a failure is thrown when those in work have ended, and no item follows") {
  constexpr int kMost = 3;
  std::atomic<bool> failed = false;
  std::atomic<int> begun = 0;
  std::atomic<int> ended = 0;
  const auto run = [&] {
    ForEachAtOnce(Numbers(1000), kMost, [&](size_t i) {
      ++begun;
      if (i == 0) {
        while (begun < kMost) std::this_thread::yield();
        failed = true;
      }
      while (!failed) std::this_thread::yield();
      ++ended;
      throw std::runtime_error("gone");
    });
  };
  CHECK_THROWS_WITH(run(), "gone");
  CHECK(begun == kMost);
  CHECK(ended == kMost);
}

TEST_CASE("a failure of the only thread leaves the rest") {
  const std::map<std::string, int> items = {{"a", 1}, {"b", 2}, {"c", 3}};
  int sum = 0;
  const auto run = [&] {
    ForEachAtOnce(items, 1, [&](const auto& item) {
      if (item.second == 2) throw std::runtime_error(item.first);
      sum += item.second;
    });
  };
  CHECK_THROWS_WITH(run(), "b");
  CHECK(sum == 1);
}

}  // namespace
}  // namespace hopline::plugins
