#pragma once

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

/// Sends the changes of some keys in order: one batch in flight, one waiting, one being
/// filled. A key stands in a batch at most once, so a later change of it always goes out
/// after the earlier one has been written.
///
/// Threads: all members belong to the task's thread; sending has a thread of its own.
class Lane {
 public:
  /// Batches that exist at once.
  static constexpr size_t kBatches = 3;

  /// Borrows the delivery.
  Lane(Delivery& delivery, BatchLimits limits);
  /// Waits for a request in flight; what has not been sent is given up.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Waits while two batches are under way. Throws what sending threw.
  void Add(const RowChange& change, std::span<const SourceRow> sources);
  /// Hands over what is being filled if it holds records of batches before `number`.
  void SealOlderThan(uint64_t number);
  /// Hands over what is being filled.
  void Seal();
  /// Waits until everything handed over has been written. Throws what sending threw.
  void Drain();

 private:
  void Run();

  Delivery& delivery_;
  BatchLimits limits_;
  PendingBatch filling_;
  std::mutex mutex_;
  std::condition_variable changed_;
  PendingBatch waiting_;        // guarded by mutex_
  bool sending_ = false;        // guarded by mutex_
  bool stop_ = false;           // guarded by mutex_
  std::exception_ptr failure_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace hopline::plugins::ots
