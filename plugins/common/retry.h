#pragma once

#include <hopline/scope.hpp>

#include <atomic>
#include <cstdint>
#include <string_view>
#include <utility>

namespace hopline::plugins {

/// How often and how far apart one request is sent again.
///
/// Units: milliseconds. The pause before the n-th repetition is min(base × 2^(n−1), cap),
/// the second half of it random, so that tasks do not come back all at once; longer if
/// the service asked for that.
struct RetryPolicy {
  uint32_t max_retries = 9;
  uint64_t base_ms = 300;
  uint64_t cap_ms = 10'000;
  /// Repetitions while the service has never answered in this process: a wrong endpoint
  /// should be reported soon.
  uint32_t max_first_retries = 3;
};

/// Repeats requests of one service.
///
/// Threads: any.
class Retrier {
 public:
  explicit Retrier(RetryPolicy policy) : policy_(policy) {}

  /// Calls send() until it returns. Errors that say so (THROTTLED, UNAVAILABLE, TIMEOUT,
  /// IO, or the retryable flag) are repeated with back-off; the last one is thrown, as is
  /// any other. What must not be sent twice does not belong here.
  template <class Send>
  auto Run(const Scope& scope, std::string_view what, Send&& send) {
    for (uint32_t failures = 0;;) {
      try {
        auto result = std::forward<Send>(send)();
        answered_.store(true, std::memory_order_relaxed);
        return result;
      } catch (Error& error) {
        if (error.http_status() != 0) answered_.store(true, std::memory_order_relaxed);
        if (!error.retryable() || ++failures > Limit()) {
          throw;
        }
        WaitBefore(failures, error, scope, what);
      }
    }
  }

  /// The pause before repetition n (from 1), without its random part.
  static uint64_t PauseMs(const RetryPolicy& policy, uint32_t n);

 private:
  uint32_t Limit() const;
  void WaitBefore(uint32_t n, const Error& error, const Scope& scope,
                  std::string_view what) const;

  RetryPolicy policy_;
  std::atomic<bool> answered_{false};
};

}  // namespace hopline::plugins
