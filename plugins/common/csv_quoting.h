/// \file csv_quoting.h
/// One csv field: trimming, the decision to quote, and quoting. The usual field needs
/// none of it and is copied and looked at in one pass.
#pragma once

#include "plugins/common/marked_copy.h"
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
  void AppendField(TextBuffer& out, std::string_view text, bool first) const {
    if (simple_ && text.empty() && !first) return;
    if (!simple_ || text.empty() || IsBlank(text.front()) || IsBlank(text.back()) ||
        (first && text.front() == rules_.comment[0]) || !CopyPlain(out, text)) {
      AppendCarefully(out, text, first);
    }
  }

  /// Whether text made of these characters alone is always copied as it is.
  bool IsPlain(std::string_view characters) const;

  /// What Java's trim() drops at both ends: everything up to U+0020.
  static bool IsBlank(char c) { return static_cast<unsigned char>(c) <= 0x20; }

 private:
  bool CopyPlain(TextBuffer& out, std::string_view text) const {
    char* to = out.Reserve(text.size() + Marks::kLanes);
    if (MarkedCopy(marks_)(to, text.data(), text.size())) return false;
    out.Commit(text.size());
    return true;
  }
  void AppendCarefully(TextBuffer& out, std::string_view text, bool first) const;
  bool NeedsQuotes(std::string_view text, bool first) const;
  void AppendEscaped(TextBuffer& out, std::string_view text, bool quoted,
                     bool first) const;
  void AppendBackslashed(TextBuffer& out, std::string_view text, bool quoted,
                         bool first) const;

  CsvRules rules_;
  std::string field_delimiter_, record_delimiter_;
  bool simple_;  ///< single-byte marks, quoting on but not forced, no backslashes
  Marks marks_;  ///< qualifier, field delimiter, record delimiter
};

}  // namespace hopline::plugins
