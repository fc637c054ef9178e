#include "host/run/channel.h"

#include <chrono>
#include <utility>

namespace hopline::run {
namespace {

/// Adds the time from its making to its end to a counter. How long a thread was blocked
/// is a measurement, not a decision, so this is the machine's own clock.
class Stopwatch {
 public:
  explicit Stopwatch(uint64_t& total) : total_(total) {}
  ~Stopwatch() {
    const auto waited = std::chrono::steady_clock::now() - start_;
    total_ += static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(waited).count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  uint64_t& total_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

// A producer that has met the limit sleeps until half of it is free, and a consumer is
// woken only by the first batch: otherwise the two would take turns for every batch.

bool Channel::Push(SizedBatch batch) {
  const services::MutexLock lock(mutex_);
  if (!broken_ && !Fits(batch.arrow_bytes)) {
    const Stopwatch watch(push_wait_ns_);
    while (!broken_ && !(Fits(batch.arrow_bytes) && HalfFree())) changed_.Wait(mutex_);
  }
  if (broken_) return false;
  bytes_ += batch.arrow_bytes;
  queue_.push_back(std::move(batch));
  if (queue_.size() == 1) changed_.NotifyAll();
  return true;
}

void Channel::Finish() {
  const services::MutexLock lock(mutex_);
  finished_ = true;
  changed_.NotifyAll();
}

std::optional<SizedBatch> Channel::Pop() {
  const services::MutexLock lock(mutex_);
  if (!broken_ && !finished_ && queue_.empty()) {
    const Stopwatch watch(pop_wait_ns_);
    while (!broken_ && !finished_ && queue_.empty()) changed_.Wait(mutex_);
  }
  if (broken_ || queue_.empty()) return std::nullopt;
  SizedBatch batch = std::move(queue_.front());
  queue_.pop_front();
  bytes_ -= batch.arrow_bytes;
  if (HalfFree()) changed_.NotifyAll();
  return batch;
}

void Channel::Break() {
  const services::MutexLock lock(mutex_);
  broken_ = true;
  queue_.clear();
  bytes_ = 0;
  changed_.NotifyAll();
}

bool Channel::broken() const {
  const services::MutexLock lock(mutex_);
  return broken_;
}

uint64_t Channel::push_wait_ns() const {
  const services::MutexLock lock(mutex_);
  return push_wait_ns_;
}

uint64_t Channel::pop_wait_ns() const {
  const services::MutexLock lock(mutex_);
  return pop_wait_ns_;
}

}  // namespace hopline::run
