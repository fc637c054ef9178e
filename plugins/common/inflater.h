/// \file inflater.h
/// zlib's inflate over a packed input, for gzip and zip.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <new>

#include "plugins/common/packed_input.h"

namespace hopline::plugins {

/// Threads: one at a time.
class Inflater {
 public:
  /// `window_bits` as inflateInit2() takes them: 15 + 16 gzip, -15 bare deflate.
  explicit Inflater(int window_bits) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Fills `out` as far as the stream goes; ended() tells whether this was its end.
  /// Errors: DATA_INVALID: damaged, or the input ends first.
  size_t Read(PackedInput& in, char* out, size_t most);
  bool ended() const { return ended_; }
  /// Ready for another stream of the kind.
  void Reset() {
    inflateReset(&stream_);
    ended_ = false;
  }

 private:
  z_stream stream_{};
  bool ended_ = false;
};

}  // namespace hopline::plugins
