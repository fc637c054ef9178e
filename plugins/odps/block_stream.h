#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugins/odps/block.h"
#include "plugins/odps/staged.h"
#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// The form of the rows of a stream.
struct StreamForm {
  std::vector<wire::maxcompute::Type> types;
  BodyForm body;

  wire::maxcompute::TimestampForm timestamps() const {
    return body.arrow ? wire::maxcompute::TimestampForm::kNanoseconds
                      : wire::maxcompute::TimestampForm::kSecondsAndNanos;
  }
};

/// A task's rows for one upload: they wait as columns, are encoded into the open block,
/// and leave with it.
///
/// Threads: one at a time.
class BlockStream {
 public:
  /// Borrows form. An upload without a session gets it before the first block leaves.
  BlockStream(Upload upload, const StreamForm& form, BlockMemory memory);

  /// Where the cells of the next row are appended, one to each column; EndRow() makes
  /// them count, DropRow() takes back what came after the last EndRow().
  wire::maxcompute::Columns& columns() { return columns_; }
  void EndRow() { ++waiting_rows_; }
  void DropRow();

  int64_t waiting_rows() const { return waiting_rows_; }
  size_t WaitingBytes() const;
  /// Encodes the waiting rows into the open block, and opens one if there is none.
  void Encode();

  bool has_open_block() const { return encoder_ != nullptr; }
  /// Encoded bytes of the open block, before compression.
  uint64_t block_bytes() const { return encoder_ == nullptr ? 0 : encoder_->raw_bytes(); }
  /// Ends the open block. REQUIRES: has_open_block(), and an upload with a session.
  Block TakeBlock(int64_t id);

  Upload& upload() { return uploaded_.upload; }
  /// What left so far.
  const UploadedBlocks& uploaded() const { return uploaded_; }

 private:
  const StreamForm& form_;
  const BlockMemory memory_;
  UploadedBlocks uploaded_;
  wire::maxcompute::Columns columns_;
  int64_t waiting_rows_ = 0;
  std::unique_ptr<BlockEncoder> encoder_;  ///< null: no block is open
};

}  // namespace hopline::plugins::odps
