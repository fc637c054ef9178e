#include <zlib.h>

#include <stdexcept>

#include "wire/maxcompute/compressors.h"

namespace hopline::wire::maxcompute {
namespace {

/// zlib counts input in 32 bits.
constexpr size_t kMaxInput = size_t{1} << 30;
constexpr size_t kRoomBytes = size_t{64} << 10;

void Give(std::string_view bytes, z_stream* stream) {
  stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream->avail_in = static_cast<uInt>(bytes.size());
}

class ZlibCompressor : public Compressor {
 public:
  ZlibCompressor() {
    if (deflateInit(&stream_, Z_BEST_SPEED) != Z_OK) {
      throw std::runtime_error("compressing a body: zlib ran out of memory");
    }
  }
  ~ZlibCompressor() override { deflateEnd(&stream_); }

  void Write(std::string_view bytes, std::string* out) override {
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kMaxInput);
      bytes.remove_prefix(piece.size());
      Run(piece, Z_NO_FLUSH, out);
    }
  }
  void Finish(std::string* out) override { Run({}, Z_FINISH, out); }

 private:
  void Run(std::string_view bytes, int flush, std::string* out) {
    Give(bytes, &stream_);
    do {
      Room room(kRoomBytes, out);
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = static_cast<uInt>(room.size());
      deflate(&stream_, flush);
      room.Keep(room.size() - stream_.avail_out);
      // A room that was filled may have been too small.
      if (stream_.avail_out != 0) return;
    } while (true);
  }

  z_stream stream_{};
};

class ZlibDecompressor : public StepDecompressor {
 public:
  ZlibDecompressor() {
    if (inflateInit(&stream_) != Z_OK) {
      throw std::runtime_error("decompressing a body: zlib ran out of memory");
    }
  }
  ~ZlibDecompressor() override { inflateEnd(&stream_); }

 private:
  Progress Step(std::string_view bytes, char* out, size_t out_size) override {
    const std::string_view piece = bytes.substr(0, kMaxInput);
    Give(piece, &stream_);
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(out_size);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    return {result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR,
            result == Z_STREAM_END, piece.size() - stream_.avail_in,
            out_size - stream_.avail_out};
  }

  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Compressor> NewZlibCompressor() {
  return std::make_unique<ZlibCompressor>();
}
std::unique_ptr<Decompressor> NewZlibDecompressor() {
  return std::make_unique<ZlibDecompressor>();
}

}  // namespace hopline::wire::maxcompute
