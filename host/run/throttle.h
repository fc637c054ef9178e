/// \file throttle.h
/// The job's rate limit. Charged once per batch, at the reader, whatever the fan-out.
#pragma once

#include <cstdint>

#include "host/services/clock.h"
#include "host/services/thread_annotations.h"

namespace hopline::run {

/// Lets batches pass at a steady rate: each one books the time that it is worth and waits
/// for its turn. Idle time is not saved up beyond kBurstNs.
///
/// Units:   bytes as DataX counts them; 0 = not limited.
/// Threads: any.
class Throttle {
 public:
  static constexpr int64_t kBurstNs = 50'000'000;

  Throttle(services::Clock& clock, double bytes_per_second, double rows_per_second);

  bool limited() const { return bytes_per_second_ > 0 || rows_per_second_ > 0; }
  /// Most bytes and rows of a batch, so that one is worth at most 50 ms. 0 = no wish.
  uint64_t BatchBytes() const;
  uint64_t BatchRows() const;

  /// Returns when the batch may go on, with the time waited in nanoseconds; at once when
  /// cancelled.
  uint64_t Charge(uint64_t bytes, uint64_t rows, services::CancelSignal& cancel)
      HOPLINE_EXCLUDES(mutex_);

 private:
  services::Clock& clock_;
  const double bytes_per_second_, rows_per_second_;
  services::Mutex mutex_;
  int64_t free_at_ns_ HOPLINE_GUARDED_BY(mutex_) = 0;  ///< when all that passed is paid
};

}  // namespace hopline::run
