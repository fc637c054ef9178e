#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/file_handle.h"
#include "plugins/common/net.h"
#include "plugins/odps/staged.h"
#include "plugins/odps/tunnel.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/column.h"
#include "wire/maxcompute/record_writer.h"

namespace hopline::plugins::odps {

/// What a block may hold in memory.
struct BlockMemory {
  size_t body = size_t{16} << 20;  ///< bytes of the body; a larger one goes to a file
  bool reused = true;  ///< what encoding takes is kept; false: this is one of many blocks
};

/// The bytes of one block: in memory up to a limit, then in a file without a name.
///
/// Threads: one at a time; once it is complete, any may read it.
/// Errors:  IO: there is no room in the temporary folder.
class BlockBody final : public BodySource {
 public:
  explicit BlockBody(size_t most_memory = BlockMemory{}.body)
      : most_memory_(most_memory) {}
  void Append(std::string_view bytes);
  uint64_t size() const override { return spooled_bytes_ + memory_.size(); }
  size_t ReadAt(uint64_t offset, char* out, size_t most) const override;

 private:
  void Spool();

  size_t most_memory_;
  std::string memory_;  ///< the end of the body
  std::unique_ptr<FileHandle> file_;
  uint64_t spooled_bytes_ = 0;  ///< the beginning, in file_
};

/// A block that waits to be sent, or is being sent.
struct Block {
  Upload upload;
  int64_t id = 0;
  int64_t rows = 0;
  std::unique_ptr<BlockBody> body;
};

/// Encodes rows into blocks, as records or Arrow messages, compressed as a whole.
///
/// Threads: one at a time.
class BlockEncoder {
 public:
  explicit BlockEncoder(BodyForm form, BlockMemory memory = {});
  ~BlockEncoder();
  BlockEncoder(const BlockEncoder&) = delete;
  BlockEncoder& operator=(const BlockEncoder&) = delete;

  /// Appends all rows of the columns.
  void Add(const std::vector<wire::maxcompute::ColumnView>& columns, int64_t rows);
  int64_t rows() const { return rows_; }
  /// Encoded bytes so far, before compression: what a block's size is counted by.
  uint64_t raw_bytes() const { return raw_bytes_; }
  /// Ends the block and begins the next one. A block without rows is legal.
  std::unique_ptr<BlockBody> Finish();

 private:
  void Begin();
  void Flush();

  const BodyForm form_;
  const BlockMemory memory_;
  std::string raw_;         ///< encoded, not yet compressed
  std::string compressed_;  ///< kept for its memory
  std::unique_ptr<wire::maxcompute::RecordWriter> records_;
  std::unique_ptr<wire::maxcompute::ArrowFrameWriter> frame_;
  std::unique_ptr<wire::maxcompute::Compressor> compressor_;  ///< null: raw
  std::unique_ptr<BlockBody> body_;
  int64_t rows_ = 0;
  uint64_t raw_bytes_ = 0;
};

}  // namespace hopline::plugins::odps
