#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <span>
#include <thread>

#include "plugins/ots/delivery.h"
#include "plugins/ots/pending_batch.h"

namespace hopline::plugins::ots {

/// What one request may hold.
struct BatchLimits {
  size_t rows = 100;
  size_t bytes = size_t{1} << 20;
};

/// Sends the changes of some keys in order: one batch in flight, some waiting, one being
/// filled. A key stands in a batch at most once, so a later change of it always goes out
/// after the earlier one has been written.
///
/// A task that met a full lane goes on when half of it has been sent: it fills several
/// batches at a go instead of taking turns with the lanes batch by batch.
///
/// Threads: all members belong to the task's thread; sending has a thread of its own.
class Lane {
 public:
  /// Batches that exist at once.
  static constexpr size_t kBatches = 5;

  /// Borrows the delivery.
  Lane(Delivery& delivery, BatchLimits limits);
  /// Waits for a request in flight; what has not been sent is given up.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Waits while the lane is full. Throws what sending threw.
  void Add(const RowChange& change, std::span<const SourceRow> sources);
  /// Hands over what is being filled if it holds records of batches before `number`.
  void SealOlderThan(uint64_t number);
  /// Hands over what is being filled.
  void Seal();
  /// Waits until everything handed over has been written. Throws what sending threw.
  void Drain();

 private:
  void Run();
  void AwaitSent(std::unique_lock<std::mutex>& lock, uint64_t left);
  PendingBatch& filling() { return batches_[filled_ % kBatches]; }

  Delivery& delivery_;
  BatchLimits limits_;
  // A ring: the batches [sent_, filled_) are under way, the next is being filled.
  std::array<PendingBatch, kBatches> batches_;
  uint64_t filled_ = 0;  // written by the task's thread, with mutex_
  std::mutex mutex_;
  std::condition_variable work_;  // for the lane's thread
  std::condition_variable room_;  // for the task's thread
  uint64_t sent_ = 0;             // guarded by mutex_
  uint64_t awaited_ = 0;          // guarded by mutex_; room_ is told from here on
  bool stop_ = false;             // guarded by mutex_
  std::exception_ptr failure_;    // guarded by mutex_
  std::thread thread_;
};

}  // namespace hopline::plugins::ots
