/// \file column_text.h
/// The text of a cell, as DataX gives it: one renderer for every writer that prints text.
#pragma once

#include <hopline/schema.hpp>
#include <hopline/view.hpp>

#include "plugins/common/column_formats.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hopline::plugins {

class CharsetDecoder;

/// What a writer may choose beyond the job's formats.
struct TextChoices {
  std::string date_format;    ///< for all three date kinds; empty = each its own
  bool base64_bytes = false;  ///< else decoded with the job's column charset
};

/// Renders cells. Nulls are the caller's.
///
/// Source: oss.md §3.8, §3.9.
/// Threads: one at a time.
class ColumnText {
 public:
  /// Errors: INVALID_ARGUMENT for a zone, pattern or charset that is not known.
  ColumnText(const ColumnFormats& formats, const TextChoices& choices);
  ~ColumnText();
  ColumnText(const ColumnText&) = delete;
  ColumnText& operator=(const ColumnText&) = delete;

  /// Appends the text of a cell that is not null. Returns nullptr, or why the cell has no
  /// text; then nothing is appended and the row is dirty.
  const char* Append(TextBuffer& out, const Cell& cell, const Field& field);

  /// Appends an instant in the form of its kind (date, time or datetime).
  void AppendInstant(TextBuffer& out, ColumnKind kind, int64_t unix_ms) {
    Pattern(kind).Append(out, unix_ms, zone_);
  }

 private:
  DatePattern& Pattern(ColumnKind kind) {
    return kind == ColumnKind::kDate   ? date_
           : kind == ColumnKind::kTime ? time_
                                       : datetime_;
  }
  void AppendTimestamp(TextBuffer& out, const Cell& cell, const Field& field);
  void AppendLocal(TextBuffer& out, ColumnKind kind, int64_t local_ms);
  void AppendBinary(TextBuffer& out, std::string_view bytes);

  TimeZone zone_;
  DatePattern datetime_, date_, time_;
  bool base64_bytes_;
  std::unique_ptr<CharsetDecoder> bytes_;
};

/// A timestamp in milliseconds, rounded towards the past.
int64_t FloorToMs(int64_t value, TimeUnit unit);

/// Standard Base64 with padding.
void AppendBase64(TextBuffer& out, std::string_view bytes);

}  // namespace hopline::plugins
