#include "wire/maxcompute/arrow_frame.h"

#include <algorithm>

#include "wire/common/crc32c.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr size_t kNumberBytes = 4;

void AppendBigEndian(uint32_t value, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(value >> shift & 255));
  }
}

uint32_t ReadBigEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) {
    value = value << 8 | static_cast<uint8_t>(bytes[i]);
  }
  return value;
}

}  // namespace

ArrowFrameWriter::ArrowFrameWriter(std::string* out, size_t chunk_bytes)
    : out_(out), chunk_bytes_(chunk_bytes) {
  AppendBigEndian(static_cast<uint32_t>(chunk_bytes), out_);
}

void ArrowFrameWriter::Write(std::string_view payload) {
  total_crc_ = Crc32c(total_crc_, payload);
  while (!payload.empty()) {
    const std::string_view piece = payload.substr(0, chunk_bytes_ - in_chunk_);
    payload.remove_prefix(piece.size());
    chunk_crc_ = Crc32c(chunk_crc_, piece);
    out_->append(piece);
    in_chunk_ += piece.size();
    if (in_chunk_ < chunk_bytes_) return;
    AppendBigEndian(chunk_crc_, out_);
    in_chunk_ = 0;
    chunk_crc_ = 0;
  }
}

void ArrowFrameWriter::Finish() { AppendBigEndian(total_crc_, out_); }

Status ArrowFrameReader::Write(std::string_view bytes, std::string* payload) {
  if (!has_chunk_bytes_) {
    const size_t missing = kNumberBytes - pending_.size();
    pending_.append(bytes.substr(0, missing));
    bytes.remove_prefix(std::min(missing, bytes.size()));
    if (pending_.size() < kNumberBytes) return {};
    chunk_bytes_ = ReadBigEndian(pending_);
    has_chunk_bytes_ = true;
    pending_.clear();
    if (chunk_bytes_ > kMaxChunkBytes) {
      return Status::Error("arrow stream: a chunk size of " +
                           std::to_string(chunk_bytes_) + " bytes");
    }
  }
  if (chunk_bytes_ == 0) {
    // Four zero bytes are an empty stream; whatever follows is none.
    if (bytes.empty()) return {};
    return Status::Error("arrow stream: a chunk size of 0 bytes");
  }
  const size_t whole = chunk_bytes_ + kNumberBytes;
  while (!bytes.empty()) {
    const size_t missing = whole - pending_.size();
    std::string_view chunk = bytes.substr(0, missing);
    bytes.remove_prefix(chunk.size());
    // A chunk that lies whole in the bytes is not copied.
    if (!pending_.empty() || chunk.size() < whole) {
      pending_.append(chunk);
      if (pending_.size() < whole) return {};
      chunk = pending_;
    }
    const std::string_view content = chunk.substr(0, chunk_bytes_);
    if (Crc32c(0, content) != ReadBigEndian(chunk.substr(chunk_bytes_))) {
      return Status::Error(
          "arrow stream: the checksum of a chunk does not fit its bytes");
    }
    total_crc_ = Crc32c(total_crc_, content);
    payload->append(content);
    pending_.clear();
  }
  return {};
}

Status ArrowFrameReader::Finish(std::string* payload) {
  if (!has_chunk_bytes_ && pending_.empty()) return {};
  if (has_chunk_bytes_ && chunk_bytes_ == 0) return {};
  if (!has_chunk_bytes_ || pending_.size() < kNumberBytes) {
    return Status::Error("arrow stream: it ends before its last checksum");
  }
  const std::string_view rest = pending_;
  const std::string_view content = rest.substr(0, rest.size() - kNumberBytes);
  total_crc_ = Crc32c(total_crc_, content);
  if (total_crc_ != ReadBigEndian(rest.substr(content.size()))) {
    return Status::Error("arrow stream: the last checksum does not fit the whole stream");
  }
  payload->append(content);
  return {};
}

}  // namespace hopline::wire::maxcompute
