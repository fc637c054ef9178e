#pragma once

#include <hopline/view.hpp>

#include "plugins/common/column_convert.h"
#include "plugins/common/column_formats.h"
#include "plugins/common/text_buffer.h"
#include "plugins/tablestore/column_type.h"
#include "wire/tablestore/value.h"

namespace hopline::plugins::tablestore {

/// Turns cells of any batch into values that a table can store, by DataX's rules of
/// conversion. Nulls are the caller's.
///
/// Both methods return nullptr, or why there is no such value. The value's bytes point
/// into the batch, or into this object until the next call.
///
/// Threads: one at a time.
class CellValueConverter {
 public:
  /// Errors: INVALID_ARGUMENT for a zone, pattern or charset that is not known.
  explicit CellValueConverter(const ColumnFormats& formats) : convert_(formats) {}

  /// The cell as a value of `type`.
  const char* Convert(const Cell& cell, const Field& field, ColumnType type,
                      wire::tablestore::ValueView* out);

  /// The cell as a value of its own kind. Dates have none.
  const char* ConvertAsIs(const Cell& cell, const Field& field,
                          wire::tablestore::ValueView* out);

 private:
  ColumnConverter convert_;
  TextBuffer buffer_;
};

}  // namespace hopline::plugins::tablestore
