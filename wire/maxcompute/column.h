#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wire/maxcompute/type.h"

/// Columns of values as both encodings take and give them: the buffers of Arrow's
/// columnar layout, without its C structs.

namespace hopline::wire::maxcompute {

/// How TIMESTAMP and TIMESTAMP_NTZ lie in memory. Nanoseconds in an int64 end in 1677 and
/// 2262; the other form holds every moment of the service.
enum class TimestampForm : uint8_t { kNanoseconds, kSecondsAndNanos };

/// What the buffers of a column hold.
enum class Layout : uint8_t {
  kBool,        // one bit a value, lowest first
  kInt8,        // TINYINT
  kInt16,       // SMALLINT
  kInt32,       // INT, DATE (days since 1970-01-01)
  kInt64,       // BIGINT, DATETIME (ms), timestamps (ns), INTERVAL_YEAR_MONTH (months)
  kFloat32,     // FLOAT
  kFloat64,     // DOUBLE
  kDecimal128,  // DECIMAL(p,s): 16 bytes, little endian, two's complement
  kBytes,       // texts, BINARY, JSON, and legacy DECIMAL as text; offsets and bytes
  kSecondsAndNanos,  // children: int64 seconds, int32 nanoseconds (0 to 999999999)
  kList,             // offsets; child: the elements
  kMap,              // offsets; children: the keys, the values
  kStruct,           // children: the fields
};

Layout LayoutOf(const Type& type, TimestampForm form);
/// Bytes of one value; 0 for bits, bytes and everything with children.
size_t WidthOf(Layout layout);

/// A column somebody else owns.
///
/// Shape:   row i is at index offset + i of validity (bits, lowest first; null: no
/// nulls),
///          values and offsets. A child of a kStruct or kSecondsAndNanos is read at the
///          index offset + i of *its own* rows, to which its own offset is added; a child
///          of a kList or kMap at the indices that the offsets tell.
/// Owns:    nothing.
struct ColumnView {
  const Type* type = nullptr;
  Layout layout = Layout::kBytes;
  int64_t rows = 0;
  int64_t offset = 0;
  const uint8_t* validity = nullptr;
  const uint8_t* values = nullptr;
  const int32_t* offsets = nullptr;
  std::vector<ColumnView> children;

  bool IsNull(int64_t row) const {
    const int64_t i = offset + row;
    return validity != nullptr && (validity[i >> 3] >> (i & 7) & 1) == 0;
  }
};

/// A column that owns its buffers and grows at the end.
///
/// Shape:   as ColumnView with offset 0; validity has a bit for every row; offsets, where
///          the layout has them, begin with 0 and have rows + 1 entries.
struct ColumnData {
  ColumnData(const Type& column_type, TimestampForm form);

  Type type;
  Layout layout;
  int64_t rows = 0;
  int64_t null_count = 0;
  std::vector<uint8_t> validity;
  std::vector<uint8_t> values;
  std::vector<int32_t> offsets;
  std::vector<ColumnData> children;

  void AppendNull();
  /// Notes one more row that is not null; its value is appended by the caller.
  void AppendValid();
  void AppendBytes(const void* bytes, size_t size) {
    const auto* first = static_cast<const uint8_t*>(bytes);
    values.insert(values.end(), first, first + size);
  }
  void AppendBool(bool value);
  /// Notes where a value of kBytes, kList or kMap ends.
  void CloseOffset(int64_t end) { offsets.push_back(static_cast<int32_t>(end)); }

  /// Forgets the rows behind the first `count`, and what was appended for a row that was
  /// not finished.
  void Truncate(int64_t count);
  /// Bytes in all buffers.
  size_t SizeBytes() const;
  /// Valid until the column changes or moves.
  ColumnView View() const;

 private:
  void AppendBit(bool value);
};

using Columns = std::vector<ColumnData>;

Columns MakeColumns(const std::vector<Type>& types, TimestampForm form);
std::vector<ColumnView> ViewsOf(const Columns& columns);
/// Rows [first, first + count) of a view.
ColumnView Slice(const ColumnView& column, int64_t first, int64_t count);

}  // namespace hopline::wire::maxcompute
