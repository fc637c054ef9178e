#include <zstd.h>

#include <stdexcept>

#include "wire/maxcompute/compressors.h"

namespace hopline::wire::maxcompute {
namespace {

class ZstdCompressor : public Compressor {
 public:
  ZstdCompressor() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) {
      throw std::runtime_error("compressing a body: zstd ran out of memory");
    }
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, 1);
  }
  ~ZstdCompressor() override { ZSTD_freeCCtx(context_); }

  void Write(std::string_view bytes, std::string* out) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) Run(&in, ZSTD_e_continue, out);
  }

  void Finish(std::string* out) override {
    ZSTD_inBuffer in{nullptr, 0, 0};
    while (Run(&in, ZSTD_e_end, out) != 0) {
    }
  }

 private:
  /// Returns how much the library still holds.
  size_t Run(ZSTD_inBuffer* in, ZSTD_EndDirective directive, std::string* out) {
    Room room(ZSTD_CStreamOutSize(), out);
    ZSTD_outBuffer output{room.data(), room.size(), 0};
    const size_t result = ZSTD_compressStream2(context_, &output, in, directive);
    room.Keep(output.pos);
    if (ZSTD_isError(result) == 0) return result;
    throw std::runtime_error(std::string("compressing a body: ") +
                             ZSTD_getErrorName(result));
  }

  ZSTD_CCtx* context_;
};

class ZstdDecompressor : public StepDecompressor {
 public:
  ZstdDecompressor() : context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) {
      throw std::runtime_error("decompressing a body: zstd ran out of memory");
    }
  }
  ~ZstdDecompressor() override { ZSTD_freeDCtx(context_); }

 private:
  Progress Step(std::string_view bytes, char* out, size_t out_size) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer output{out, out_size, 0};
    const size_t result = ZSTD_decompressStream(context_, &output, &in);
    return {ZSTD_isError(result) == 0, result == 0, in.pos, output.pos};
  }

  ZSTD_DCtx* context_;
};

}  // namespace

std::unique_ptr<Compressor> NewZstdCompressor() {
  return std::make_unique<ZstdCompressor>();
}
std::unique_ptr<Decompressor> NewZstdDecompressor() {
  return std::make_unique<ZstdDecompressor>();
}

}  // namespace hopline::wire::maxcompute
