#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "wire/maxcompute/content_encoding.h"

/// The compressors behind content_encoding.h, a library each; included by the sources of
/// this folder only.

namespace hopline::wire::maxcompute {

std::unique_ptr<Compressor> NewZlibCompressor();
std::unique_ptr<Decompressor> NewZlibDecompressor();
std::unique_ptr<Compressor> NewSnappyCompressor();
std::unique_ptr<Decompressor> NewSnappyDecompressor();
/// Frames of independent blocks: the Java SDK reads no others.
std::unique_ptr<Compressor> NewLz4Compressor();
std::unique_ptr<Decompressor> NewLz4Decompressor();
std::unique_ptr<Compressor> NewZstdCompressor();
std::unique_ptr<Decompressor> NewZstdDecompressor();

/// Room at the end of a string that a library writes into.
class Room {
 public:
  Room(size_t size, std::string* out) : out_(out), used_(out->size()) {
    out->resize(used_ + size);
  }
  char* data() { return out_->data() + used_; }
  size_t size() const { return out_->size() - used_; }
  /// Keeps the first `size` bytes of the room.
  void Keep(size_t size) { out_->resize(used_ + size); }

 private:
  std::string* out_;
  const size_t used_;
};

/// A decompressor whose library turns some input into some output at a time.
class StepDecompressor : public Decompressor {
 public:
  Status Write(std::string_view* bytes, size_t enough, std::string* out) final;
  Status Finish() final;

 protected:
  struct Progress {
    bool good = true;
    bool ended = false;  // the stream is complete
    size_t read = 0;
    size_t written = 0;
  };

  /// Never called behind the end of the stream.
  virtual Progress Step(std::string_view bytes, char* out, size_t out_size) = 0;

 private:
  static constexpr size_t kStepBytes = size_t{64} << 10;

  bool ended_ = false;
};

}  // namespace hopline::wire::maxcompute
