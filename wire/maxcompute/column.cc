#include "wire/maxcompute/column.h"

#include <algorithm>

namespace hopline::wire::maxcompute {
namespace {

bool IsStructLike(Layout layout) {
  return layout == Layout::kStruct || layout == Layout::kSecondsAndNanos;
}

bool HasOffsets(Layout layout) {
  return layout == Layout::kBytes || layout == Layout::kList || layout == Layout::kMap;
}

Type PlainType(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

/// Keeps the first `count` bits, and zeros behind them.
void TruncateBits(int64_t count, std::vector<uint8_t>* bits) {
  bits->resize(static_cast<size_t>((count + 7) / 8));
  if (count % 8 != 0) {
    bits->back() = static_cast<uint8_t>(bits->back() & ((1U << (count % 8)) - 1));
  }
}

}  // namespace

Layout LayoutOf(const Type& type, TimestampForm form) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return Layout::kBool;
    case TypeKind::kTinyint:
      return Layout::kInt8;
    case TypeKind::kSmallint:
      return Layout::kInt16;
    case TypeKind::kInt:
    case TypeKind::kDate:
      return Layout::kInt32;
    case TypeKind::kBigint:
    case TypeKind::kDatetime:
    case TypeKind::kIntervalYearMonth:
      return Layout::kInt64;
    case TypeKind::kFloat:
      return Layout::kFloat32;
    case TypeKind::kDouble:
      return Layout::kFloat64;
    case TypeKind::kDecimal:
      return type.IsLegacyDecimal() ? Layout::kBytes : Layout::kDecimal128;
    case TypeKind::kTimestamp:
    case TypeKind::kTimestampNtz:
      return form == TimestampForm::kNanoseconds ? Layout::kInt64
                                                 : Layout::kSecondsAndNanos;
    case TypeKind::kIntervalDayTime:
      return Layout::kSecondsAndNanos;
    case TypeKind::kArray:
      return Layout::kList;
    case TypeKind::kMap:
      return Layout::kMap;
    case TypeKind::kStruct:
      return Layout::kStruct;
    default:
      return Layout::kBytes;
  }
}

size_t WidthOf(Layout layout) {
  switch (layout) {
    case Layout::kInt8:
      return 1;
    case Layout::kInt16:
      return 2;
    case Layout::kInt32:
    case Layout::kFloat32:
      return 4;
    case Layout::kInt64:
    case Layout::kFloat64:
      return 8;
    case Layout::kDecimal128:
      return 16;
    default:
      return 0;
  }
}

ColumnData::ColumnData(const Type& column_type, TimestampForm form)
    : type(column_type), layout(LayoutOf(column_type, form)) {
  if (HasOffsets(layout)) offsets.push_back(0);
  if (layout == Layout::kSecondsAndNanos) {
    children.emplace_back(PlainType(TypeKind::kBigint), form);
    children.emplace_back(PlainType(TypeKind::kInt), form);
  }
  for (const Type& child : type.children) children.emplace_back(child, form);
}

void ColumnData::AppendBit(bool value) {
  if (rows % 8 == 0) validity.push_back(0);
  if (value) validity.back() = static_cast<uint8_t>(validity.back() | 1U << (rows % 8));
  ++rows;
}

void ColumnData::AppendValid() { AppendBit(true); }

void ColumnData::AppendNull() {
  if (layout == Layout::kBool && rows % 8 == 0) values.push_back(0);
  AppendBit(false);
  ++null_count;
  values.resize(values.size() + WidthOf(layout));
  if (HasOffsets(layout)) offsets.push_back(offsets.back());
  if (!IsStructLike(layout)) return;
  for (ColumnData& child : children) child.AppendNull();
}

void ColumnData::AppendBool(bool value) {
  if (rows % 8 == 0) values.push_back(0);
  if (value) values.back() = static_cast<uint8_t>(values.back() | 1U << (rows % 8));
  AppendBit(true);
}

void ColumnData::Truncate(int64_t count) {
  // Children may be ahead of the last row when a value was cut off while it was read.
  count = std::min(count, rows);
  for (int64_t i = count; i < rows; ++i) {
    if ((validity[static_cast<size_t>(i >> 3)] >> (i & 7) & 1) == 0) --null_count;
  }
  rows = count;
  TruncateBits(count, &validity);
  if (layout == Layout::kBool) TruncateBits(count, &values);
  if (const size_t width = WidthOf(layout); width != 0) {
    values.resize(static_cast<size_t>(count) * width);
  }
  if (HasOffsets(layout)) {
    offsets.resize(static_cast<size_t>(count) + 1);
    if (layout == Layout::kBytes) values.resize(static_cast<size_t>(offsets.back()));
    for (ColumnData& child : children) child.Truncate(offsets.back());
  }
  if (!IsStructLike(layout)) return;
  for (ColumnData& child : children) child.Truncate(count);
}

size_t ColumnData::SizeBytes() const {
  size_t size = validity.size() + values.size() + offsets.size() * sizeof(int32_t);
  for (const ColumnData& child : children) size += child.SizeBytes();
  return size;
}

ColumnView ColumnData::View() const {
  ColumnView view;
  view.type = &type;
  view.layout = layout;
  view.rows = rows;
  view.validity = null_count == 0 ? nullptr : validity.data();
  view.values = values.data();
  view.offsets = offsets.data();
  for (const ColumnData& child : children) view.children.push_back(child.View());
  return view;
}

Columns MakeColumns(const std::vector<Type>& types, TimestampForm form) {
  Columns columns;
  columns.reserve(types.size());
  for (const Type& type : types) columns.emplace_back(type, form);
  return columns;
}

std::vector<ColumnView> ViewsOf(const Columns& columns) {
  std::vector<ColumnView> views;
  views.reserve(columns.size());
  for (const ColumnData& column : columns) views.push_back(column.View());
  return views;
}

ColumnView Slice(const ColumnView& column, int64_t first, int64_t count) {
  ColumnView slice = column;
  slice.offset += first;
  slice.rows = count;
  return slice;
}

}  // namespace hopline::wire::maxcompute
