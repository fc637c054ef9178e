#include <snappy.h>

#include <algorithm>

#include "wire/common/crc32c.h"
#include "wire/maxcompute/compressors.h"

namespace hopline::wire::maxcompute {
namespace {

// The framing format: chunks of one type byte, three bytes of length (little endian), and
// that many bytes. Data chunks begin with a masked CRC-32C of what they decompress to.
constexpr std::string_view kStreamId("\xff\x06\x00\x00sNaPpY", 10);
constexpr size_t kHeadBytes = 4;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kMaxDataBytes = 65536;
constexpr uint8_t kCompressedChunk = 0x00;
constexpr uint8_t kPlainChunk = 0x01;
constexpr uint8_t kFirstSkippable = 0x80;
constexpr uint8_t kStreamIdChunk = 0xff;

uint32_t MaskedCrc(std::string_view bytes) {
  const uint32_t crc = Crc32c(0, bytes);
  return (crc >> 15 | crc << 17) + 0xa282ead8U;
}

void AppendNumber(uint32_t value, size_t size, std::string* out) {
  for (size_t i = 0; i < size; ++i)
    out->push_back(static_cast<char>(value >> (8 * i) & 255));
}

uint32_t ReadNumber(std::string_view bytes, size_t size) {
  uint32_t value = 0;
  for (size_t i = 0; i < size; ++i) {
    value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
  }
  return value;
}

class SnappyCompressor : public Compressor {
 public:
  void Write(std::string_view bytes, std::string* out) override {
    Begin(out);
    while (!bytes.empty()) {
      // Small pieces are gathered: a chunk a piece would cost ten bytes each.
      const std::string_view piece = bytes.substr(0, kMaxDataBytes - pending_.size());
      bytes.remove_prefix(piece.size());
      pending_.append(piece);
      if (pending_.size() == kMaxDataBytes) WriteChunk(out);
    }
  }

  void Finish(std::string* out) override {
    Begin(out);
    if (!pending_.empty()) WriteChunk(out);
  }

 private:
  void Begin(std::string* out) {
    if (!begun_) out->append(kStreamId);
    begun_ = true;
  }

  void WriteChunk(std::string* out) {
    snappy::Compress(pending_.data(), pending_.size(), &compressed_);
    const bool smaller = compressed_.size() < pending_.size();
    const std::string& data = smaller ? compressed_ : pending_;
    out->push_back(static_cast<char>(smaller ? kCompressedChunk : kPlainChunk));
    AppendNumber(static_cast<uint32_t>(data.size() + kChecksumBytes), 3, out);
    AppendNumber(MaskedCrc(pending_), kChecksumBytes, out);
    out->append(data);
    pending_.clear();
  }

  bool begun_ = false;
  std::string pending_;
  std::string compressed_;
};

class SnappyDecompressor : public Decompressor {
 public:
  Status Write(std::string_view* bytes, size_t enough, std::string* out) override {
    while (!bytes->empty() && out->size() < enough) {
      if (!Gather(kHeadBytes, bytes)) break;
      if (!Gather(kHeadBytes + ReadNumber(std::string_view(chunk_).substr(1), 3), bytes))
        break;
      Status status = TakeChunk(out);
      chunk_.clear();
      if (!status.ok()) return status;
    }
    return {};
  }

  Status Finish() override {
    return begun_ && chunk_.empty() ? Status()
                                    : Status::Error("the snappy stream is not complete");
  }

 private:
  /// Fills the chunk up to `size` bytes; false when *bytes ends first.
  bool Gather(size_t size, std::string_view* bytes) {
    const std::string_view piece = bytes->substr(0, size - std::min(size, chunk_.size()));
    chunk_.append(piece);
    bytes->remove_prefix(piece.size());
    return chunk_.size() >= size;
  }

  Status TakeChunk(std::string* out) {
    const auto kind = static_cast<uint8_t>(chunk_[0]);
    if (kind == kStreamIdChunk) {
      begun_ = true;
      return chunk_ == kStreamId ? Status() : Bad();
    }
    if (!begun_) return Bad();
    if (kind >= kFirstSkippable) return {};
    if (kind > kPlainChunk || chunk_.size() < kHeadBytes + kChecksumBytes) return Bad();
    const uint32_t checksum =
        ReadNumber(std::string_view(chunk_).substr(kHeadBytes), kChecksumBytes);
    const std::string_view data =
        std::string_view(chunk_).substr(kHeadBytes + kChecksumBytes);
    size_t size = data.size();
    if (kind == kCompressedChunk &&
        !snappy::GetUncompressedLength(data.data(), data.size(), &size)) {
      return Bad();
    }
    if (size > kMaxDataBytes) return Bad();
    const size_t before = out->size();
    Room room(size, out);
    if (kind == kPlainChunk) {
      std::copy(data.begin(), data.end(), room.data());
    } else if (!snappy::RawUncompress(data.data(), data.size(), room.data())) {
      return Bad();
    }
    if (MaskedCrc(std::string_view(*out).substr(before)) == checksum) return {};
    return Status::Error("the checksum of a snappy chunk does not fit its bytes");
  }

  static Status Bad() { return Status::Error("the body is not a framed snappy stream"); }

  bool begun_ = false;
  std::string chunk_;  // begun, not whole yet
};

}  // namespace

std::unique_ptr<Compressor> NewSnappyCompressor() {
  return std::make_unique<SnappyCompressor>();
}
std::unique_ptr<Decompressor> NewSnappyDecompressor() {
  return std::make_unique<SnappyDecompressor>();
}

}  // namespace hopline::wire::maxcompute
