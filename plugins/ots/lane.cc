#include "plugins/ots/lane.h"

#include <utility>

namespace hopline::plugins::ots {

Lane::Lane(Delivery& delivery, BatchLimits limits)
    : delivery_(delivery), limits_(limits), thread_([this] { Run(); }) {}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void Lane::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stop_ || sent_ < filled_; });
    if (stop_) return;
    PendingBatch& batch = batches_[sent_ % kBatches];
    lock.unlock();
    std::exception_ptr failure;
    try {
      delivery_.Deliver(batch);
    } catch (...) {
      failure = std::current_exception();
    }
    batch.Clear();
    lock.lock();
    ++sent_;
    failure_ = failure;
    if (failure_ != nullptr || filled_ - sent_ <= awaited_) room_.notify_one();
    if (failure_ != nullptr) return;
  }
}

void Lane::Add(const RowChange& change, std::span<const SourceRow> sources) {
  const bool repeats = !change.is_new_key && filling().HasKey(change.key_hash);
  const bool overflows = filling().bytes() + change.row.size() > limits_.bytes;
  if (!filling().empty() && (repeats || overflows)) Seal();
  filling().Add(change, sources);
  if (filling().size() >= limits_.rows) Seal();
}

void Lane::SealOlderThan(uint64_t number) {
  if (!filling().empty() && filling().oldest_source() < number) Seal();
}

void Lane::Seal() {
  if (filling().empty()) return;
  std::unique_lock lock(mutex_);
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  ++filled_;
  work_.notify_one();
  if (filled_ - sent_ == kBatches) AwaitSent(lock, kBatches / 2);
}

void Lane::Drain() {
  std::unique_lock lock(mutex_);
  AwaitSent(lock, 0);
}

/// Waits until at most `left` batches are under way. Throws what sending threw.
void Lane::AwaitSent(std::unique_lock<std::mutex>& lock, uint64_t left) {
  awaited_ = left;
  room_.wait(lock, [&] { return failure_ != nullptr || filled_ - sent_ <= left; });
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

}  // namespace hopline::plugins::ots
