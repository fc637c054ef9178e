/// \file csv_parser.h
/// Records out of csv and text, which are read alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/marked_copy.h"

namespace hopline::plugins {

/// The switches of csvReaderConfig, with DataX's defaults. Marks are single bytes but for
/// the delimiter, which may have several characters (fileFormat text).
struct CsvReadRules {
  std::string delimiter = ",";
  char qualifier = '"';
  bool use_qualifier = true;
  bool backslash_escape = false;  ///< escapeMode 2; inside quotes only
  bool trim_blanks = true;        ///< spaces and tabs around fields without quotes
  bool skip_empty_records = true;
  bool use_comments = false;
  char comment = '#';
  /// 0 = LF, CR and CRLF; else this character alone, and line ends are data.
  char record_delimiter = 0;
  /// Longest field (in UTF-16 units) and widest record; 0 = any (safetySwitch off).
  size_t most_field_chars = 0;
  size_t most_fields = 0;
};

/// Takes one record after the other from the front of a text that may still grow.
///
/// Source: oss.md §4.3; tests/data/vectors/oss/csv_reader.json.
/// Threads: one at a time.
class CsvParser {
 public:
  enum class Step : uint8_t {
    kRecord,  ///< fields() is a record
    kMore,    ///< the record may go on beyond the text: call again with more of it
    kEnd,     ///< nothing left
  };

  explicit CsvParser(CsvReadRules rules);

  /// Looks at the front of `text`; `last` = nothing follows it. used() tells how much of
  /// it is done with; with kMore that may be some, too.
  ///
  /// Errors: DATA_INVALID for a field or a record beyond the limits of the rules.
  Step Next(std::string_view text, bool last);

  size_t used() const { return used_; }
  /// Of the last record. They live until the next call, and as long as its text.
  const std::vector<std::string_view>& fields() const { return fields_; }

 private:
  /// A field lies in the text, or, with quotes taken out, in scratch_.
  struct Piece {
    bool in_scratch = false;
    size_t begin = 0, size = 0;
  };
  enum class Stop : uint8_t { kDelimiter, kRecord, kText };

  bool SkipEmptyLines(std::string_view text, bool last);
  bool ReadRecord(std::string_view text, bool last);
  bool ReadField(std::string_view text, bool last, Stop& stop);
  void ReadPlain(std::string_view text, Stop& stop);
  bool ReadQuoted(std::string_view text, bool last, Stop& stop);
  bool ReadEscape(std::string_view text, size_t& at);
  void FindStop(std::string_view text, size_t& at, Stop& stop) const;
  size_t LineEnd(std::string_view text, size_t at) const;
  [[noreturn]] void RefuseLength() const;
  void Add(Piece piece, std::string_view source);

  CsvReadRules rules_;
  Marks stops_;  ///< a field may end at these
  size_t used_ = 0;
  size_t at_ = 0;  ///< in the text, while a record is read
  std::vector<Piece> pieces_;
  std::string scratch_;
  std::vector<std::string_view> fields_;
};

}  // namespace hopline::plugins
