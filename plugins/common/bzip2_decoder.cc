#include <bzlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "plugins/common/compression.h"
#include "plugins/common/packed_input.h"

namespace hopline::plugins {
namespace {

class Bzip2Decoder final : public ByteSource {
 public:
  explicit Bzip2Decoder(ByteSource& packed) : in_(packed, "bzip2") {}
  ~Bzip2Decoder() override { End(); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  size_t Read(char* out, size_t most) override {
    const auto room = static_cast<unsigned>(
        std::min<size_t>(most, std::numeric_limits<unsigned>::max()));
    stream_.next_out = out;
    stream_.avail_out = room;
    while (stream_.avail_out == room) {
      const std::string_view window = in_.Window();
      if (window.empty()) {
        if (open_) in_.ThrowCutOff();
        return 0;
      }
      Begin();
      stream_.next_in = const_cast<char*>(window.data());
      stream_.avail_in = static_cast<unsigned>(window.size());
      const int result = BZ2_bzDecompress(&stream_);
      in_.Skip(window.size() - stream_.avail_in);
      if (result == BZ_STREAM_END) {
        End();
      } else if (result == BZ_MEM_ERROR) {
        throw std::bad_alloc();
      } else if (result != BZ_OK) {
        in_.ThrowDamaged(result == BZ_DATA_ERROR_MAGIC ? "no stream begins here"
                                                       : "a block does not fit its sum");
      }
    }
    return room - stream_.avail_out;
  }

 private:
  /// Each stream of the input has a decoder of its own.
  void Begin() {
    if (open_) return;
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
    open_ = true;
  }
  void End() {
    if (open_) BZ2_bzDecompressEnd(&stream_);
    open_ = false;
  }

  PackedInput in_;
  bz_stream stream_{};
  bool open_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> MakeBzip2Decoder(ByteSource& packed) {
  return std::make_unique<Bzip2Decoder>(packed);
}

}  // namespace hopline::plugins
