#pragma once

#include <hopline/column.hpp>

#include <memory>

#include "plugins/common/column_formats.h"
#include "plugins/common/column_text.h"
#include "plugins/common/text_buffer.h"
#include "plugins/tablestore/column_type.h"
#include "wire/tablestore/value.h"

namespace hopline::plugins::tablestore {

/// Appends stored values to columns of a declared type, by DataX's rules of conversion.
///
/// Threads: one at a time.
class ValueConverter {
 public:
  explicit ValueConverter(const ColumnFormats& formats) : text_(formats, {}) {}

  /// Appends the value to a column of `type` (utf8, int64, double, bool or binary).
  /// Returns nullptr, or why it cannot be converted; then nothing is appended.
  const char* Append(ColumnBuilder& column, ColumnType type,
                     const wire::tablestore::ValueView& value);

 private:
  const char* AppendText(ColumnBuilder& column, const wire::tablestore::ValueView& value);
  const char* AppendInt(ColumnBuilder& column, const wire::tablestore::ValueView& value);

  ColumnText text_;
  TextBuffer buffer_;
};

/// Appends a key value to a column of its type (TypeOf(KeyType)). Errors:
/// SCHEMA_MISMATCH for a value of another type.
void AppendKey(ColumnBuilder& column, const wire::tablestore::ValueView& value);

/// Appends a value as it is to a variant column.
void AppendVariant(ColumnBuilder& column, const wire::tablestore::ValueView& value);

}  // namespace hopline::plugins::tablestore
