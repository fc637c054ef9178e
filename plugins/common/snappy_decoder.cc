#include <snappy-c.h>

#include <algorithm>
#include <cstring>

#include "plugins/common/compression.h"
#include "plugins/common/little_endian.h"
#include "plugins/common/packed_input.h"
#include "wire/common/crc32c.h"

namespace hopline::plugins {
namespace {

// A chunk that claims more is damaged; Hadoop's writers make blocks of 256 KiB.
constexpr uint64_t kMostChunkBytes = uint64_t{64} << 20;

/// CRC-32C as the framing format masks it.
uint32_t MaskedCrc32c(std::string_view bytes) {
  const uint32_t crc = wire::Crc32c(0, bytes);
  return (crc >> 15 | crc << 17) + 0xA282EAD8U;
}

/// Source: snappy's framing_format.txt; BlockDecompressorStream of Hadoop.
class SnappyDecoder final : public ByteSource {
 public:
  explicit SnappyDecoder(ByteSource& packed) : in_(packed, "snappy") {}

  size_t Read(char* out, size_t most) override {
    while (done_ == plain_.size()) {
      if (in_.Window().empty()) {
        if (block_left_ > 0) in_.ThrowCutOff();
        return 0;
      }
      // A block of Hadoop's would have to be 4 GB long to begin with this byte.
      if (in_.offset() == 0) framed_ = in_.Window().front() == '\xFF';
      plain_.clear();
      done_ = 0;
      if (framed_) {
        ReadFrame();
      } else {
        ReadBlock();
      }
    }
    const size_t n = std::min(most, plain_.size() - done_);
    std::memcpy(out, plain_.data() + done_, n);
    done_ += n;
    return n;
  }

 private:
  void ReadFrame() {
    const std::string head = in_.Take(4);
    const auto kind = static_cast<unsigned char>(head[0]);
    const std::string chunk = in_.Take(LittleEndian(std::string_view(head).substr(1), 3));
    const std::string_view body(chunk);
    if (kind == 0xFF) {
      if (body != "sNaPpY") in_.ThrowDamaged("the stream does not begin as it should");
    } else if (kind <= 1) {
      if (body.size() < 4) in_.ThrowDamaged("a chunk is too short");
      if (kind == 0) {
        Unpack(body.substr(4));
      } else {
        plain_ = body.substr(4);
      }
      if (MaskedCrc32c(plain_) != LittleEndian(body, 4)) {
        in_.ThrowDamaged("a chunk does not fit its CRC");
      }
    } else if (kind < 0x80) {
      in_.ThrowDamaged("a chunk is of a kind that must not be skipped");
    }
  }

  /// A block is its plain size and chunks, each with its packed size in front.
  void ReadBlock() {
    if (block_left_ == 0) {
      block_left_ = BigEndian(in_.Take(4));
      return;
    }
    const uint64_t size = BigEndian(in_.Take(4));
    if (size > kMostChunkBytes) in_.ThrowDamaged("a chunk is too long");
    Unpack(in_.Take(size));
    if (plain_.size() > block_left_) in_.ThrowDamaged("a block is longer than it says");
    block_left_ -= plain_.size();
  }

  void Unpack(std::string_view chunk) {
    size_t size = 0;
    if (snappy_uncompressed_length(chunk.data(), chunk.size(), &size) != SNAPPY_OK ||
        size > kMostChunkBytes) {
      in_.ThrowDamaged("a chunk has no sound length");
    }
    plain_.resize(size);
    if (snappy_uncompress(chunk.data(), chunk.size(), plain_.data(), &size) !=
        SNAPPY_OK) {
      in_.ThrowDamaged("a chunk cannot be unpacked");
    }
  }

  static uint64_t BigEndian(std::string bytes) {
    std::reverse(bytes.begin(), bytes.end());
    return LittleEndian(bytes, bytes.size());
  }

  PackedInput in_;
  bool framed_ = false;
  uint64_t block_left_ = 0;  ///< plain bytes that Hadoop's block still owes
  std::string plain_;
  size_t done_ = 0;  ///< of plain_
};

}  // namespace

std::unique_ptr<ByteSource> MakeSnappyDecoder(ByteSource& packed) {
  return std::make_unique<SnappyDecoder>(packed);
}

}  // namespace hopline::plugins
