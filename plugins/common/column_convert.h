/// \file column_convert.h
/// From one kind of cell to another, as DataX's columns do it: one set of conversions for
/// every connector that wants a type of its own.
#pragma once

#include <hopline/schema.hpp>
#include <hopline/view.hpp>

#include <cstdint>
#include <memory>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/column_text.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"

namespace hopline::plugins {

class CharsetEncoder;

/// DataX's asLong, asDouble … for any cell. Nulls are the caller's.
///
/// Every method returns nullptr and gives the value, or says why there is none: a static
/// text without the value. Then nothing is appended, and the row is dirty.
///
/// Source: job.md §4.2 to §4.6.
/// Threads: one at a time.
class ColumnConverter {
 public:
  /// Errors: INVALID_ARGUMENT for a zone, pattern or charset that is not known.
  explicit ColumnConverter(const ColumnFormats& formats);
  ~ColumnConverter();
  ColumnConverter(const ColumnConverter&) = delete;
  ColumnConverter& operator=(const ColumnConverter&) = delete;

  const char* ToLong(const Cell& cell, const Field& field, int64_t* out);
  const char* ToDouble(const Cell& cell, const Field& field, double* out);
  const char* ToBool(const Cell& cell, const Field& field, bool* out);
  /// Units: milliseconds since the epoch.
  const char* ToDate(const Cell& cell, const Field& field, int64_t* out);
  const char* ToText(TextBuffer& out, const Cell& cell, const Field& field) {
    return text_.Append(out, cell, field);
  }
  /// Text in the charset of the job's columns.
  const char* ToBytes(TextBuffer& out, const Cell& cell, const Field& field);
  /// A decimal number of any size, as text: sign, digits, point, exponent.
  const char* ToDecimal(TextBuffer& out, const Cell& cell, const Field& field);

 private:
  const char* DecimalTextToLong(std::string_view text, int64_t* out);
  int64_t InstantOf(const Cell& cell, const Field& field);

  ColumnText text_;
  TimeZone zone_;
  std::vector<DatePattern> patterns_;  ///< of text that is a date, in order
  std::unique_ptr<CharsetEncoder> bytes_;
  TextBuffer scratch_;
};

}  // namespace hopline::plugins
