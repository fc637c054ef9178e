#include "plugins/odps/block_stream.h"

#include <utility>

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

BlockStream::BlockStream(Upload upload, const StreamForm& form, BlockMemory memory)
    : form_(form),
      memory_(memory),
      columns_(mc::MakeColumns(form.types, form.timestamps())) {
  uploaded_.upload = std::move(upload);
}

void BlockStream::DropRow() {
  for (mc::ColumnData& data : columns_) data.Truncate(waiting_rows_);
}

size_t BlockStream::WaitingBytes() const {
  size_t bytes = 0;
  for (const mc::ColumnData& data : columns_) bytes += data.SizeBytes();
  return bytes;
}

void BlockStream::Encode() {
  if (encoder_ == nullptr) {
    encoder_ = std::make_unique<BlockEncoder>(form_.body, memory_);
  }
  encoder_->Add(mc::ViewsOf(columns_), waiting_rows_);
  if (!memory_.reused) {
    columns_ = mc::MakeColumns(form_.types, form_.timestamps());
  } else {
    for (mc::ColumnData& data : columns_) data.Truncate(0);
  }
  waiting_rows_ = 0;
}

Block BlockStream::TakeBlock(int64_t id) {
  const std::unique_ptr<BlockEncoder> encoder = std::move(encoder_);
  Block block;
  block.upload = uploaded_.upload;
  block.id = id;
  block.rows = encoder->rows();
  block.body = encoder->Finish();
  uploaded_.rows += block.rows;
  uploaded_.blocks.push_back(id);
  return block;
}

}  // namespace hopline::plugins::odps
