/// \file record_reader.h
/// Records of a stream of bytes in any charset.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/byte_source.h"
#include "plugins/common/charset.h"
#include "plugins/common/csv_parser.h"
#include "plugins/common/text_buffer.h"

namespace hopline::plugins {

/// Reads, decodes and parses. Holds one window of text: as long as a piece, or as the
/// longest record.
///
/// Threads: one at a time.
class RecordReader {
 public:
  /// Borrows `source`. With `skip_header` the first physical line is dropped (up to CR,
  /// LF or CRLF, quotes or not). Errors: INVALID_ARGUMENT for an unknown charset.
  RecordReader(ByteSource& source, CsvReadRules rules, const std::string& charset,
               bool skip_header);

  /// Moves to the next record; false at the end.
  bool Next();
  /// Live until the next call of Next().
  const std::vector<std::string_view>& fields() const { return parser_.fields(); }

 private:
  void Fill();
  void SkipLine();

  ByteSource& source_;
  CsvParser parser_;
  CharsetDecoder decoder_;
  std::string bytes_;  ///< read, not yet decoded: the piece and a cut character before it
  size_t bytes_size_ = 0;
  TextBuffer text_;
  size_t done_ = 0;  ///< of text_
  bool last_ = false;
};

}  // namespace hopline::plugins
