#include "plugins/odps/block.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

// On a disk by convention, unlike /tmp, which often lies in memory.
constexpr const char* kSpoolFolder = "/var/tmp";
constexpr size_t kPieceBytes = size_t{1} << 20;

}  // namespace

void BlockBody::Append(std::string_view bytes) {
  memory_.append(bytes);
  if (memory_.size() > most_memory_ ||
      (file_ != nullptr && memory_.size() > kPieceBytes)) {
    Spool();
  }
}

void BlockBody::Spool() {
  if (file_ == nullptr) {
    file_ =
        std::make_unique<FileHandle>(FileHandle::Open(kSpoolFolder, O_TMPFILE | O_RDWR));
  }
  file_->Write(memory_);
  spooled_bytes_ += memory_.size();
  memory_.clear();
  memory_.shrink_to_fit();
}

size_t BlockBody::ReadAt(uint64_t offset, char* out, size_t most) const {
  if (offset >= spooled_bytes_) {
    const std::string_view rest = std::string_view(memory_).substr(
        std::min<uint64_t>(offset - spooled_bytes_, memory_.size()));
    return rest.copy(out, most);
  }
  most = static_cast<size_t>(std::min<uint64_t>(most, spooled_bytes_ - offset));
  for (;;) {
    const ssize_t n = ::pread(file_->fd(), out, most, static_cast<off_t>(offset));
    if (n > 0) return static_cast<size_t>(n);
    if (n == 0 || errno != EINTR)
      ThrowErrno("reading", kSpoolFolder, n == 0 ? EIO : errno);
  }
}

BlockEncoder::BlockEncoder(BodyForm form, BlockMemory memory)
    : form_(form), memory_(memory) {
  Begin();
}
BlockEncoder::~BlockEncoder() = default;

void BlockEncoder::Begin() {
  body_ = std::make_unique<BlockBody>(memory_.body);
  if (form_.arrow) {
    frame_ = std::make_unique<mc::ArrowFrameWriter>(&raw_);
  } else {
    records_ = std::make_unique<mc::RecordWriter>(&raw_);
  }
  if (form_.encoding != mc::ContentEncoding::kRaw) {
    compressor_ = mc::Compressor::New(form_.encoding);
  }
  rows_ = 0;
  raw_bytes_ = 0;
}

void BlockEncoder::Add(const std::vector<mc::ColumnView>& columns, int64_t rows) {
  if (form_.arrow) {
    mc::WriteRecordBatch(columns, 0, rows, mc::BufferCompression::kNone,
                         [this](std::string_view bytes) { frame_->Write(bytes); });
  } else {
    records_->Write(columns, 0, rows);
  }
  rows_ += rows;
  Flush();
}

void BlockEncoder::Flush() {
  raw_bytes_ += raw_.size();
  if (compressor_ == nullptr) {
    body_->Append(raw_);
  } else {
    compressed_.clear();
    compressor_->Write(raw_, &compressed_);
    body_->Append(compressed_);
  }
  raw_.clear();
  if (memory_.reused) return;
  raw_.shrink_to_fit();
  compressed_.clear();
  compressed_.shrink_to_fit();
}

std::unique_ptr<BlockBody> BlockEncoder::Finish() {
  if (form_.arrow) {
    frame_->Finish();
  } else {
    records_->Finish();
  }
  Flush();
  if (compressor_ != nullptr) {
    compressed_.clear();
    compressor_->Finish(&compressed_);
    body_->Append(compressed_);
  }
  std::unique_ptr<BlockBody> done = std::move(body_);
  Begin();
  return done;
}

}  // namespace hopline::plugins::odps
