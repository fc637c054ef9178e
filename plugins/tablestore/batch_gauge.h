#pragma once

#include <hopline/connector.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hopline::plugins::tablestore {

/// Tells when a batch of rows is large enough.
///
/// To add up a batch's bytes costs about as much as making a row, so that is done for
/// every so many rows only, and sooner where they are made of much.
///
/// Threads: one at a time.
class BatchGauge {
 public:
  explicit BatchGauge(const TaskContext& context)
      : most_rows_(std::clamp<int64_t>(context.max_batch_rows, 1, kBatchRows)),
        most_bytes_(std::min<uint64_t>(kBatchBytes, context.max_batch_bytes)) {}

  int64_t most_rows() const { return most_rows_; }

  /// Whether a batch of `rows` is full. `input`: the size of what the newest of them were
  /// made of; `bytes()` adds up the batch. After true the next batch is looked at.
  template <class Bytes>
  bool IsFull(int64_t rows, size_t input, Bytes&& bytes) {
    unseen_bytes_ += input;
    bool full = rows >= most_rows_;
    if (!full && (rows - seen_rows_ >= kRowsPerLook || unseen_bytes_ >= kBytesPerLook)) {
      seen_rows_ = rows;
      unseen_bytes_ = 0;
      full = bytes() >= most_bytes_;
    }
    if (full) {
      seen_rows_ = 0;
      unseen_bytes_ = 0;
    }
    return full;
  }

 private:
  // A batch large enough to make its fixed cost small, small enough to stay in the
  // caches.
  static constexpr int64_t kBatchRows = 16'384;
  static constexpr uint64_t kBatchBytes = uint64_t{2} << 20;
  static constexpr int64_t kRowsPerLook = 64;
  static constexpr uint64_t kBytesPerLook = uint64_t{64} << 10;

  const int64_t most_rows_;
  const uint64_t most_bytes_;
  int64_t seen_rows_ = 0;
  uint64_t unseen_bytes_ = 0;
};

}  // namespace hopline::plugins::tablestore
