#pragma once

#include <hopline/view.hpp>

#include <cstdint>
#include <string_view>

#include "plugins/common/column_convert.h"
#include "plugins/common/column_formats.h"
#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"
#include "plugins/odps/json_cell.h"
#include "plugins/odps/writer_options.h"
#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// Appends cells to columns of MaxCompute's types, by DataX's rules of conversion.
///
/// Source: maxcompute.md §5.7. Different from DataX: INT and SMALLINT out of range are
///         dirty instead of cut, decimals are rounded to their scale before they are
///         sent, JSON, TIMESTAMP_NTZ and intervals are written instead of dropped.
/// Threads: one at a time.
class CellWriter {
 public:
  /// `max_field_bytes` is the session's limit.
  CellWriter(const WriterOptions& options, const ColumnFormats& formats,
             uint64_t max_field_bytes);

  /// Returns nullptr, or why the row is dirty; then what was appended must be taken back.
  const char* Append(const Cell& cell, const Field& field,
                     wire::maxcompute::ColumnData& out);

 private:
  using Column = wire::maxcompute::ColumnData;
  const char* AppendWhole(const Cell& cell, const Field& field, Column& out);
  const char* AppendReal(const Cell& cell, const Field& field, Column& out);
  const char* AppendText(const Cell& cell, const Field& field, Column& out);
  const char* AppendBinary(const Cell& cell, const Field& field, Column& out);
  const char* AppendLong(std::string_view bytes, bool is_text, Column& out);
  const char* PutLimited(std::string_view bytes, Column& out) const;
  const char* AppendDecimal(const Cell& cell, const Field& field, Column& out);
  const char* AppendMoment(const Cell& cell, const Field& field, Column& out);
  const char* AppendDay(const Cell& cell, const Field& field, Column& out);
  const char* AppendDocument(const Cell& cell, const Field& field, Column& out);

  const WriterOptions& options_;
  const uint64_t max_field_bytes_;
  ColumnConverter converter_;
  ColumnConverter wall_converter_;  ///< takes readings of a clock for UTC
  TimeZone job_zone_, day_zone_;
  JsonCellWriter documents_;
  TextBuffer buffer_;
};

}  // namespace hopline::plugins::odps
