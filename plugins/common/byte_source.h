/// \file byte_source.h
/// Bytes in order, whoever makes them: a file, an object, a decoder of either.
#pragma once

#include <cstddef>

namespace hopline::plugins {

/// Threads: one at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to `most` bytes; 0 = the end.
  virtual size_t Read(char* out, size_t most) = 0;
};

}  // namespace hopline::plugins
