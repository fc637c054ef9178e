/// \file csv_quoting.h
/// One csv field: trimming, the decision to quote, and quoting. The usual field needs
/// none of it and is copied and looked at in one go, 16 bytes at a time.
#pragma once

#include "plugins/common/object_format.h"
#include "plugins/common/text_buffer.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::plugins {

/// The rules of one csv output, prepared.
///
/// Source: oss.md §3.9; tests/data/vectors/oss/csv_writer.json.
/// Threads: any; nothing changes after construction.
class CsvQuoting {
 public:
  CsvQuoting(const CsvRules& rules, std::string field_delimiter,
             std::string record_delimiter);

  /// Appends one field. `first` = it is the first of its record.
  void AppendField(TextBuffer& out, std::string_view text, bool first) const;

  /// Whether text made of these characters alone is always copied as it is.
  bool IsPlain(std::string_view characters) const;

 private:
  bool CopyPlain(TextBuffer& out, std::string_view text) const;
  void AppendCarefully(TextBuffer& out, std::string_view text, bool first) const;
  bool NeedsQuotes(std::string_view text, bool first) const;
  void AppendEscaped(TextBuffer& out, std::string_view text, bool quoted,
                     bool first) const;
  void AppendBackslashed(TextBuffer& out, std::string_view text, bool quoted,
                         bool first) const;

  CsvRules rules_;
  std::string field_delimiter_, record_delimiter_;
  bool simple_;    ///< single-byte marks, quoting on but not forced, no backslashes
  char marks_[3];  ///< qualifier, field delimiter, record delimiter
};

}  // namespace hopline::plugins
