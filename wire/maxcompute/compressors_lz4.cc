#include <lz4frame.h>

#include <stdexcept>

#include "wire/maxcompute/compressors.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr size_t kPieceBytes = size_t{256} << 10;

LZ4F_preferences_t Preferences() {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.blockMode = LZ4F_blockIndependent;
  return preferences;
}

class Lz4Compressor : public Compressor {
 public:
  Lz4Compressor() : preferences_(Preferences()) {
    if (LZ4F_isError(LZ4F_createCompressionContext(&context_, LZ4F_VERSION)) != 0) {
      throw std::runtime_error("compressing a body: lz4 ran out of memory");
    }
  }
  ~Lz4Compressor() override { LZ4F_freeCompressionContext(context_); }

  void Write(std::string_view bytes, std::string* out) override {
    Begin(out);
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, kPieceBytes);
      bytes.remove_prefix(piece.size());
      Room room(LZ4F_compressBound(piece.size(), &preferences_), out);
      room.Keep(Done(LZ4F_compressUpdate(context_, room.data(), room.size(), piece.data(),
                                         piece.size(), nullptr)));
    }
  }

  void Finish(std::string* out) override {
    Begin(out);
    Room room(LZ4F_compressBound(0, &preferences_), out);
    room.Keep(Done(LZ4F_compressEnd(context_, room.data(), room.size(), nullptr)));
  }

 private:
  void Begin(std::string* out) {
    if (begun_) return;
    begun_ = true;
    Room room(LZ4F_HEADER_SIZE_MAX, out);
    room.Keep(
        Done(LZ4F_compressBegin(context_, room.data(), room.size(), &preferences_)));
  }

  static size_t Done(size_t result) {
    if (LZ4F_isError(result) == 0) return result;
    throw std::runtime_error(std::string("compressing a body: ") +
                             LZ4F_getErrorName(result));
  }

  const LZ4F_preferences_t preferences_;
  LZ4F_cctx* context_ = nullptr;
  bool begun_ = false;
};

class Lz4Decompressor : public StepDecompressor {
 public:
  Lz4Decompressor() {
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) {
      throw std::runtime_error("decompressing a body: lz4 ran out of memory");
    }
  }
  ~Lz4Decompressor() override { LZ4F_freeDecompressionContext(context_); }

 private:
  Progress Step(std::string_view bytes, char* out, size_t out_size) override {
    size_t read = bytes.size();
    size_t written = out_size;
    const size_t result =
        LZ4F_decompress(context_, out, &written, bytes.data(), &read, nullptr);
    return {LZ4F_isError(result) == 0, result == 0, read, written};
  }

  LZ4F_dctx* context_ = nullptr;
};

}  // namespace

std::unique_ptr<Compressor> NewLz4Compressor() {
  return std::make_unique<Lz4Compressor>();
}
std::unique_ptr<Decompressor> NewLz4Decompressor() {
  return std::make_unique<Lz4Decompressor>();
}

}  // namespace hopline::wire::maxcompute
