#pragma once

#include <hopline/column.hpp>

#include <cstdint>

#include "plugins/common/column_formats.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"
#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// Appends values of MaxCompute's columns to columns of a batch (FieldOf), and writes
/// containers as JSON text: finite numbers as numbers, anything else as text, DATETIME as
/// yyyy-MM-dd HH:mm:ss in the job's zone, BINARY as Base64, intervals as objects.
///
/// Source: maxcompute.md §6.
/// Threads: one at a time.
class CellReader {
 public:
  CellReader(const ColumnFormats& formats, bool empty_as_null);

  /// Rows from … to - 1 of `column`, which may be null. Returns nullptr, or why one
  /// cannot be said: those before it are appended then.
  const char* Append(const wire::maxcompute::ColumnView& column, int64_t from, int64_t to,
                     ColumnBuilder& out);

 private:
  using View = wire::maxcompute::ColumnView;
  const char* AppendOne(const View& column, int64_t row, ColumnBuilder& out);
  void AppendJson(const View& column, int64_t row);
  void AppendJsonMap(const View& column, int64_t from, int64_t to);
  void AppendInstant(int64_t unix_ms, int32_t nanos);
  void AppendLocal(int64_t local_ms, int32_t nanos);
  void AppendText(const View& column, int64_t row);

  bool empty_as_null_;
  TimeZone zone_;
  DatePattern day_, moment_;
  TextBuffer text_;
  const char* reason_ = nullptr;  ///< why the text of the value at hand is none
};

}  // namespace hopline::plugins::odps
