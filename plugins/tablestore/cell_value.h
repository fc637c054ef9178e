#pragma once

#include <hopline/view.hpp>

#include "plugins/common/column_formats.h"
#include "plugins/common/column_text.h"
#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"
#include "plugins/tablestore/column_type.h"
#include "wire/tablestore/value.h"

namespace hopline::plugins::tablestore {

/// Turns cells of any batch into values that a table can store, by DataX's rules of
/// conversion. Nulls are the caller's.
///
/// Source: job.md §4.2.
/// Threads: one at a time.
class CellValueConverter {
 public:
  /// Errors: INVALID_ARGUMENT for a zone, pattern or charset that is not known.
  explicit CellValueConverter(const ColumnFormats& formats);

  /// The cell as a value of `type`. Returns nullptr, or why it cannot be converted. The
  /// value's bytes point into the batch, or into this object until the next call.
  const char* Convert(const Cell& cell, const Field& field, ColumnType type,
                      wire::tablestore::ValueView* out);

  /// The cell as a value of its own kind. Returns why it has none (dates, for example).
  const char* ConvertAsIs(const Cell& cell, const Field& field,
                          wire::tablestore::ValueView* out);

 private:
  const char* ToText(const Cell& cell, const Field& field,
                     wire::tablestore::ValueView* out);
  const char* ToInteger(const Cell& cell, const Field& field,
                        wire::tablestore::ValueView* out);
  const char* ToReal(const Cell& cell, const Field& field,
                     wire::tablestore::ValueView* out);
  const char* ToTruth(const Cell& cell, const Field& field,
                      wire::tablestore::ValueView* out);
  int64_t UnixMs(const Cell& cell, const Field& field);

  ColumnText text_;
  TimeZone zone_;
  TextBuffer buffer_;
};

}  // namespace hopline::plugins::tablestore
