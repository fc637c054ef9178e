#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "plugins/common/column_formats.h"
#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// Values of containers and intervals from JSON text.
///
/// Shape:   lists for ARRAY, objects for MAP and STRUCT (missing fields are null),
/// numbers
///          or text for numbers, text for dates ("2023-04-23", "2023-04-23 17:50:00[.f]"
///          in the job's zone), Base64 for BINARY, {"totalSeconds", "nanos"} and
///          {"years", "months"} for intervals.
/// Source:  maxcompute.md §5.7.
/// Threads: one at a time.
class JsonCellWriter {
 public:
  explicit JsonCellWriter(const ColumnFormats& formats);
  ~JsonCellWriter();
  JsonCellWriter(const JsonCellWriter&) = delete;
  JsonCellWriter& operator=(const JsonCellWriter&) = delete;

  /// Returns nullptr, or why the text does not fit the column's type.
  const char* Append(std::string_view text, wire::maxcompute::ColumnData& out);

 private:
  class Values;
  std::unique_ptr<Values> values_;
};

}  // namespace hopline::plugins::odps
