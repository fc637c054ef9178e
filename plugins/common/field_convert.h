/// \file field_convert.h
/// Fields of text records into columns.
#pragma once

#include <hopline/builder.hpp>
#include <hopline/schema.hpp>

#include <optional>
#include <string_view>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/read_format.h"
#include "plugins/common/time_zone.h"

namespace hopline::plugins {

/// The columns that a format gives. `width` = fields of a record, for all_columns().
///
/// Shape: string, and every field of all_columns(), is utf8; long and double stay decimal
///        text (utf8 with their kind), for they are unbounded; bool; date is a timestamp
///        in ms, UTC, of kind datetime.
Fields FieldsOf(const ReadFormat& format, size_t width);

/// Appends one record to a batch.
///
/// Source: oss.md §4.4, job.md §4.5.
/// Threads: one at a time.
class FieldConverter {
 public:
  /// Borrows `format`. Errors: INVALID_ARGUMENT for a zone or pattern that is not known.
  FieldConverter(const ReadFormat& format, const ColumnFormats& formats, size_t width);

  /// Appends a row; or, when a field does not fit, appends nothing and says why.
  struct Problem {
    size_t column;
    const char* reason;
  };
  std::optional<Problem> Append(const std::vector<std::string_view>& record,
                                BatchBuilder& out);

 private:
  const char* AppendField(const ReadColumn& column, size_t i, std::string_view text,
                          ColumnBuilder& out);
  std::optional<Problem> AppendAll(const std::vector<std::string_view>& record,
                                   BatchBuilder& out) const;
  bool IsNull(std::string_view text) const {
    return format_.null_text.has_value() && text == *format_.null_text;
  }

  const ReadFormat& format_;
  size_t width_;
  TimeZone zone_;
  /// Per column, tried in order; empty for columns that are no dates.
  std::vector<std::vector<DatePattern>> patterns_;
  TextBuffer scratch_;
};

}  // namespace hopline::plugins
