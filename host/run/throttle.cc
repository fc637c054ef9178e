#include "host/run/throttle.h"

#include <algorithm>

namespace hopline::run {
namespace {

constexpr double kBatchSeconds = 0.05;

uint64_t PerBatch(double rate) {
  return rate > 0 ? std::max<uint64_t>(1, static_cast<uint64_t>(rate * kBatchSeconds))
                  : 0;
}

}  // namespace

Throttle::Throttle(services::Clock& clock, double bytes_per_second,
                   double rows_per_second)
    : clock_(clock),
      bytes_per_second_(bytes_per_second),
      rows_per_second_(rows_per_second) {}

uint64_t Throttle::BatchBytes() const { return PerBatch(bytes_per_second_); }
uint64_t Throttle::BatchRows() const { return PerBatch(rows_per_second_); }

uint64_t Throttle::Charge(uint64_t bytes, uint64_t rows, services::CancelSignal& cancel) {
  if (!limited()) return 0;
  double seconds = 0;
  if (bytes_per_second_ > 0) seconds = static_cast<double>(bytes) / bytes_per_second_;
  if (rows_per_second_ > 0) {
    seconds = std::max(seconds, static_cast<double>(rows) / rows_per_second_);
  }
  int64_t wait_ns = 0;
  {
    const services::MutexLock lock(mutex_);
    const int64_t now = clock_.MonotonicNs();
    free_at_ns_ =
        std::max(free_at_ns_, now - kBurstNs) + static_cast<int64_t>(seconds * 1e9);
    wait_ns = free_at_ns_ - now;
  }
  if (wait_ns < 1'000'000) return 0;  // less than the clock can wait; stays booked
  clock_.WaitMs(static_cast<uint64_t>(wait_ns / 1'000'000), &cancel);
  return static_cast<uint64_t>(wait_ns);
}

}  // namespace hopline::run
