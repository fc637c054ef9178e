#include "plugins/common/retry.h"

#include <algorithm>
#include <random>
#include <string>

namespace hopline::plugins {

uint64_t Retrier::PauseMs(const RetryPolicy& policy, uint32_t n) {
  const uint32_t doublings = std::min(n - 1, 20U);
  return std::min(policy.base_ms << doublings, policy.cap_ms);
}

uint32_t Retrier::Limit() const {
  if (answered_.load(std::memory_order_relaxed)) return policy_.max_retries;
  return std::min(policy_.max_retries, policy_.max_first_retries);
}

void Retrier::WaitBefore(uint32_t n, const Error& error, const Scope& scope,
                         std::string_view what) const {
  const hopline_clock_service& clock = Host::Clock();
  std::minstd_rand random(static_cast<uint32_t>(clock.monotonic_ns(clock.ctx)));
  const uint64_t pause = PauseMs(policy_, n);
  uint64_t wait = pause / 2;
  wait += std::uniform_int_distribution<uint64_t>(0, pause - wait)(random);
  wait = std::max<uint64_t>(wait, error.retry_after_ms());
  scope.Log(HOPLINE_LOG_DEBUG, "retry",
            std::string(what) + " failed (" + error.message() + "), repetition " +
                std::to_string(n) + " in " + std::to_string(wait) + " ms");
  scope.Wait(wait);
}

}  // namespace hopline::plugins
