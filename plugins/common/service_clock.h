#pragma once

#include <hopline/host.hpp>

#include <atomic>
#include <cstdint>

namespace hopline::plugins {

/// The service's time: the host's clock plus an offset learned from the dates of
/// responses. Requests are signed with it, and windows are judged by it.
///
/// Units:   milliseconds since 1970-01-01T00:00Z.
/// Threads: any.
class ServiceClock {
 public:
  int64_t NowMs() const { return LocalMs() + offset_ms_.load(std::memory_order_relaxed); }

  /// Takes the date of a response that has just arrived.
  void Learn(int64_t service_ms) {
    offset_ms_.store(service_ms - LocalMs(), std::memory_order_relaxed);
    learned_.store(true, std::memory_order_relaxed);
  }
  /// Whether any response has told its date yet.
  bool learned() const { return learned_.load(std::memory_order_relaxed); }

 private:
  static int64_t LocalMs() {
    const hopline_clock_service& clock = Host::Clock();
    return clock.unix_ms(clock.ctx);
  }

  std::atomic<int64_t> offset_ms_{0};
  std::atomic<bool> learned_{false};
};

}  // namespace hopline::plugins
