/// \file row_encoder.h
/// Rows of csv and text, in UTF-8.
#pragma once

#include <hopline/schema.hpp>
#include <hopline/scope.hpp>
#include <hopline/view.hpp>

#include "plugins/common/column_formats.h"
#include "plugins/common/column_text.h"
#include "plugins/common/csv_quoting.h"
#include "plugins/common/object_format.h"
#include "plugins/common/text_buffer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hopline::plugins {

/// Renders rows by the rules of RowFormat. No allocation per cell.
///
/// Source: oss.md §3.9.
/// Threads: one at a time.
class RowEncoder {
 public:
  /// Borrows `fields`. Errors: as ColumnText; SCHEMA_MISMATCH for nested columns.
  RowEncoder(const RowFormat& format, const Fields& fields, const ColumnFormats& formats);

  /// Appends the header record, if the format has one.
  void AppendHeader(TextBuffer& out);

  /// Appends rows from `row` on and stops after the row with which `out` reaches
  /// `stop_size`. Returns the row after the last one done. A row that cannot be rendered
  /// appends nothing and is noted in dirty().
  int64_t AppendRows(const BatchView& batch, int64_t row, size_t stop_size,
                     TextBuffer& out);

  /// Text of one cell without quoting; null gives "null".
  std::string PlainText(const BatchView& batch, int64_t row, size_t column);

  /// Rows noted so far; the caller empties it.
  std::vector<DirtyReason>& dirty() { return dirty_; }

 private:
  /// How the cells of a column are rendered; all but the last are short cuts.
  enum class Way : uint8_t { kText, kInt64, kBool, kInstantMs, kAny };
  struct Column {
    Way way = Way::kAny;
    bool is_plain = false;  ///< its text never needs quoting or trimming
  };

  bool AppendRow(const BatchView& batch, int64_t row, TextBuffer& out);
  const char* AppendCell(const ColumnView& column, int64_t row, size_t i,
                         TextBuffer& out);
  const char* AppendRendered(const ColumnView& column, int64_t row, size_t i,
                             TextBuffer& out);
  void AppendField(TextBuffer& out, std::string_view text, bool first) {
    if (format_.csv) return quoting_.AppendField(out, text, first);
    out.Append(text);
  }

  const RowFormat format_;
  const Fields& fields_;
  CsvQuoting quoting_;
  ColumnText text_;
  std::vector<Column> columns_;
  TextBuffer null_first_, null_later_;  ///< the null text, quoted if it has to be
  TextBuffer scratch_;
  std::vector<DirtyReason> dirty_;
};

}  // namespace hopline::plugins
