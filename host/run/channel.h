/// \file channel.h
/// The way from the reader thread of a task to one of its writer threads.
#pragma once

#include <cstdint>
#include <deque>
#include <hopline/arrow.hpp>
#include <optional>

#include "host/services/thread_annotations.h"

namespace hopline::run {

struct SizedBatch {
  Batch batch;
  uint64_t rows = 0;
  uint64_t arrow_bytes = 0;
  uint64_t datax_bytes = 0;
};

/// Keeps the bytes in flight under a limit. One oversized batch is let through alone,
/// otherwise it could never pass.
///
/// Threads: one producer, one consumer; Break() from any thread.
class Channel {
 public:
  explicit Channel(uint64_t most_bytes) : most_bytes_(most_bytes) {}

  /// Waits while the limit is reached. False: the consumer is gone, the batch is dropped.
  bool Push(SizedBatch batch) HOPLINE_EXCLUDES(mutex_);
  /// No more batches come. The consumer still gets those that are under way.
  void Finish() HOPLINE_EXCLUDES(mutex_);

  /// Waits for the next batch; nullopt at the end, or when broken.
  std::optional<SizedBatch> Pop() HOPLINE_EXCLUDES(mutex_);
  /// Nothing goes through any more: one of the sides has failed.
  void Break() HOPLINE_EXCLUDES(mutex_);
  bool broken() const HOPLINE_EXCLUDES(mutex_);

  /// How long either side has waited here. Units: nanoseconds.
  uint64_t push_wait_ns() const HOPLINE_EXCLUDES(mutex_);
  uint64_t pop_wait_ns() const HOPLINE_EXCLUDES(mutex_);

 private:
  bool Fits(uint64_t bytes) const HOPLINE_REQUIRES(mutex_) {
    return queue_.empty() || bytes_ + bytes <= most_bytes_;
  }
  bool HalfFree() const HOPLINE_REQUIRES(mutex_) { return bytes_ <= most_bytes_ / 2; }

  const uint64_t most_bytes_;
  mutable services::Mutex mutex_;
  services::CondVar changed_;
  std::deque<SizedBatch> queue_ HOPLINE_GUARDED_BY(mutex_);
  uint64_t bytes_ HOPLINE_GUARDED_BY(mutex_) = 0;
  bool finished_ HOPLINE_GUARDED_BY(mutex_) = false;
  bool broken_ HOPLINE_GUARDED_BY(mutex_) = false;
  uint64_t push_wait_ns_ HOPLINE_GUARDED_BY(mutex_) = 0;
  uint64_t pop_wait_ns_ HOPLINE_GUARDED_BY(mutex_) = 0;
};

}  // namespace hopline::run
