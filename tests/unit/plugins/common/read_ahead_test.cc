#include "plugins/common/read_ahead.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

namespace hopline::plugins {
namespace {

TEST_CASE("results come in order, and nothing behind the last") {
  int made = 0;
  ReadAhead<int> ahead([&]() -> std::optional<int> {
    if (made == 100) return std::nullopt;
    return made++;
  });
  for (int i = 0; i < 100; ++i) CHECK(ahead.Next() == i);
  CHECK_FALSE(ahead.Next().has_value());
  CHECK_FALSE(ahead.Next().has_value());
}

TEST_CASE("a failure comes behind the results before it, every time") {
  int made = 0;
  ReadAhead<int> ahead([&]() -> std::optional<int> {
    if (made == 2) throw std::runtime_error("gone");
    return made++;
  });
  CHECK(ahead.Next() == 0);
  CHECK(ahead.Next() == 1);
  CHECK_THROWS_AS(ahead.Next(), std::runtime_error);
  CHECK_THROWS_AS(ahead.Next(), std::runtime_error);
}

TEST_CASE("a caller that leaves does not take what is ready") {
  std::atomic<int> made = 0;
  {
    ReadAhead<int> ahead([&]() -> std::optional<int> { return ++made; });
    CHECK(ahead.Next() == 1);
    while (made < 4) std::this_thread::yield();  // two wait, one is in the hand
  }
  CHECK(made == 4);
}

}  // namespace
}  // namespace hopline::plugins
