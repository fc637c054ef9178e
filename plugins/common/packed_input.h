/// \file packed_input.h
/// The packed side of a decoder: a window onto a source, with its position for errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/byte_source.h"

namespace hopline::plugins {

/// Threads: one at a time.
class PackedInput {
 public:
  /// `format` is the word in errors, static. Borrows `source`.
  PackedInput(ByteSource& source, const char* format)
      : source_(source), format_(format), bytes_(kPieceBytes) {}

  /// The bytes at hand; reads on when there are none. Empty = the end.
  std::string_view Window();
  void Skip(size_t n) { begin_ += n; }
  /// Takes exactly `n` bytes. Errors: DATA_INVALID when the end comes first.
  std::string Take(size_t n);

  /// Position of the window's first byte.
  uint64_t offset() const { return window_offset_ + begin_; }

  [[noreturn]] void ThrowDamaged(std::string_view what) const;
  [[noreturn]] void ThrowCutOff() const;

 private:
  static constexpr size_t kPieceBytes = size_t{64} << 10;

  ByteSource& source_;
  const char* format_;
  std::vector<char> bytes_;
  uint64_t window_offset_ = 0;  ///< of bytes_[0]
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace hopline::plugins
