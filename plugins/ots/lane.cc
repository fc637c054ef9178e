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
  changed_.notify_all();
  thread_.join();
}

void Lane::Run() {
  PendingBatch batch;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return;
    std::swap(batch, waiting_);
    sending_ = true;
    changed_.notify_all();
    lock.unlock();
    std::exception_ptr failure;
    try {
      delivery_.Deliver(batch);
    } catch (...) {
      failure = std::current_exception();
    }
    batch.Clear();
    lock.lock();
    sending_ = false;
    failure_ = failure;
    changed_.notify_all();
    if (failure_ != nullptr) return;
  }
}

void Lane::Add(const RowChange& change, std::span<const SourceRow> sources) {
  const bool repeats = !change.is_new_key && filling_.HasKey(change.key_hash);
  const bool overflows = filling_.bytes() + change.row.size() > limits_.bytes;
  if (!filling_.empty() && (repeats || overflows)) Seal();
  filling_.Add(change, sources);
  if (filling_.size() >= limits_.rows) Seal();
}

void Lane::SealOlderThan(uint64_t number) {
  if (!filling_.empty() && filling_.oldest_source() < number) Seal();
}

void Lane::Seal() {
  if (filling_.empty()) return;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.empty() || failure_ != nullptr; });
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    std::swap(filling_, waiting_);
  }
  changed_.notify_all();
}

void Lane::Drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(
      lock, [this] { return failure_ != nullptr || (waiting_.empty() && !sending_); });
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

}  // namespace hopline::plugins::ots
