#pragma once

#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace hopline::plugins {

/// Starts `n` threads that share some work; `start` returns one. A system that has no
/// more gives fewer, but one at least. To be joined by the caller.
///
/// Errors: std::system_error when there is none at all.
template <class Start>
std::vector<std::thread> StartHelpers(size_t n, Start&& start) {
  std::vector<std::thread> threads;
  threads.reserve(n);
  try {
    while (threads.size() < n) threads.push_back(start());
  } catch (const std::system_error&) {
    if (threads.empty()) throw;
  }
  return threads;
}

}  // namespace hopline::plugins
