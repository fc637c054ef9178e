/// \file charset.h
/// Between UTF-8, which everything inside uses, and the charsets of files, by Java's
/// names and Java's rules for what cannot be mapped.
#pragma once

#include "plugins/common/text_buffer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::plugins {

/// Whether a charset name means UTF-8.
bool IsUtf8(std::string_view name);

/// Bytes of the smallest character: 2 for UTF-16, 4 for UTF-32.
size_t UnitBytes(std::string_view charset);

/// Characters of UTF-8 text as Java counts them: UTF-16 units.
uint64_t CountUtf16(std::string_view utf8);

/// UTF-8 to a charset. What the charset lacks becomes "?".
///
/// Threads: one at a time.
class CharsetEncoder {
 public:
  /// Errors: INVALID_ARGUMENT for a name that the system does not know.
  explicit CharsetEncoder(const std::string& charset);
  ~CharsetEncoder();
  CharsetEncoder(const CharsetEncoder&) = delete;
  CharsetEncoder& operator=(const CharsetEncoder&) = delete;

  /// What stands at the beginning of each encoded block: the byte order mark of UTF-16.
  std::string_view Mark() const { return mark_; }
  /// Appends whole characters.
  void Append(TextBuffer& out, std::string_view utf8);

 private:
  void* converter_;
  std::string_view mark_;
};

/// A charset to UTF-8. Malformed bytes become U+FFFD, one for each maximal broken piece.
///
/// Threads: one at a time.
class CharsetDecoder {
 public:
  /// Errors: as CharsetEncoder.
  explicit CharsetDecoder(const std::string& charset);
  ~CharsetDecoder();
  CharsetDecoder(const CharsetDecoder&) = delete;
  CharsetDecoder& operator=(const CharsetDecoder&) = delete;

  /// Appends the text of `bytes`. A character cut off at the end stays for the next call,
  /// unless this is the last: returns the number of bytes used.
  size_t Append(TextBuffer& out, std::string_view bytes, bool last);

 private:
  size_t AppendUtf8(TextBuffer& out, std::string_view bytes, bool last);
  size_t AppendOther(TextBuffer& out, std::string_view bytes, bool last);

  void TakeMark(std::string_view bytes, size_t& used);

  void* converter_ = nullptr;  ///< null for UTF-8
  std::string charset_;
  size_t unit_bytes_ = 1;  ///< the smallest that a character has
  bool marked_ = false;    ///< a byte order mark, still to come, decides
};

}  // namespace hopline::plugins
