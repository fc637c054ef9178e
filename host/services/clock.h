/// \file clock.h
/// Time, behind an interface: tests put a clock in front that never waits.
#pragma once

#include <cstdint>

#include "host/services/cancel.h"

namespace hopline::services {

/// Threads: any.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970-01-01T00:00Z.
  virtual int64_t UnixMs() = 0;
  virtual int64_t MonotonicNs() = 0;
  /// Waits; false when `cancel` (may be null) came first.
  virtual bool WaitMs(uint64_t ms, CancelSignal* cancel) = 0;
};

/// The system's clock. Lives for the whole process.
Clock& SystemClock();

}  // namespace hopline::services
