#pragma once

#include <atomic>
#include <cstdint>

namespace hopline::emulator {

/// The time that all services of one emulator live in: the machine's clock plus an offset
/// that the admin address (POST /clock) moves. Moved, it runs on from there at the usual
/// pace.
///
/// Units:   microseconds since 1970-01-01T00:00:00Z.
/// Threads: all methods, from any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  int64_t NowUnixUs() const;

  /// Makes `unix_us` the present.
  void Set(int64_t unix_us);
  /// Moves the present by `us`; negative values move it back.
  void Advance(int64_t us);
  /// Returns to the machine's own time.
  void UseRealTime();
  /// True when the clock shows the machine's own time.
  bool IsReal() const;

 private:
  std::atomic<int64_t> offset_us_{0};
};

}  // namespace hopline::emulator
