#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <future>
#include <iterator>
#include <mutex>
#include <vector>

namespace hopline::plugins {

/// Calls each(item) for the items of a range, up to `most` of them at once, the caller's
/// thread being one of those that do. For requests that wait for a service: threads live
/// for this call only.
///
/// Threads: each() runs on any of them.
/// Errors:  after the first failure no item is begun; those in work end, and then what
///          the first one threw is thrown.
template <class Range, class Each>
void ForEachAtOnce(const Range& range, size_t most, const Each& each) {
  std::mutex mutex;
  auto next = std::begin(range);  // guarded by mutex, as is failure
  std::exception_ptr failure;
  const auto work = [&] {
    std::unique_lock lock(mutex);
    while (failure == nullptr && next != std::end(range)) {
      const auto& item = *next++;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        each(item);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      if (failure == nullptr) failure = thrown;
    }
  };
  std::vector<std::future<void>> others;
  for (size_t i = 1; i < std::min(most, std::size(range)); ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& other : others) other.get();
  if (failure != nullptr) std::rethrow_exception(failure);
}

}  // namespace hopline::plugins
