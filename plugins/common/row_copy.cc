#include "plugins/common/row_copy.h"

#include <hopline/builder.hpp>

#include <array>
#include <cstring>
#include <utility>

namespace hopline::plugins {
namespace {

void AppendVariant(ColumnBuilder& out, const Cell& cell) {
  switch (cell.type) {
    case Type::kInt64:
      return out.VariantInt64(cell.integer);
    case Type::kDouble:
      return out.VariantDouble(cell.real);
    case Type::kUtf8:
      return out.VariantUtf8(cell.bytes);
    case Type::kBool:
      return out.VariantBool(cell.integer != 0);
    case Type::kBinary:
      return out.VariantBinary(cell.bytes);
    case Type::kTimestamp:
      return out.VariantTimestampMs(cell.integer);
    default:
      return out.VariantNull();
  }
}

void AppendCell(ColumnBuilder& out, const Cell& cell) {
  if (out.type() == Type::kVariant) return AppendVariant(out, cell);
  if (cell.is_null) return out.AppendNull();
  switch (cell.type) {
    case Type::kBool:
      return out.AppendBool(cell.integer != 0);
    case Type::kFloat:
      return out.AppendFixed(static_cast<float>(cell.real));
    case Type::kDouble:
      return out.AppendFixed(cell.real);
    case Type::kDecimal128: {
      std::array<char, 16> value{};
      std::memcpy(value.data(), cell.bytes.data(), value.size());
      return out.AppendFixed(value);
    }
    case Type::kInt8:
    case Type::kUint8:
      return out.AppendFixed(static_cast<int8_t>(cell.integer));
    case Type::kInt16:
    case Type::kUint16:
      return out.AppendFixed(static_cast<int16_t>(cell.integer));
    case Type::kInt32:
    case Type::kUint32:
    case Type::kDate32:
    case Type::kTime32:
      return out.AppendFixed(static_cast<int32_t>(cell.integer));
    case Type::kInt64:
    case Type::kUint64:
    case Type::kTimestamp:
      return out.AppendFixed(cell.integer);
    default:
      return out.AppendBytes(cell.bytes);
  }
}

}  // namespace

Field CopiedField(const Field& field) {
  if (field.type != Type::kLargeUtf8 && field.type != Type::kLargeBinary) return field;
  const Type type = field.type == Type::kLargeUtf8 ? Type::kUtf8 : Type::kBinary;
  Field copied = Field::Of(field.name, type, field.kind);
  copied.nullable = field.nullable;
  copied.role = field.role;
  return copied;
}

ColumnPtr CopyColumn(const ColumnView& column, const std::vector<int64_t>& rows) {
  ColumnBuilder builder(CopiedField(column.field()).type);
  for (const int64_t row : rows) AppendCell(builder, column.At(row));
  return builder.Finish();
}

CopiedRows CopyRows(const BatchView& batch, const Fields& fields,
                    const std::vector<int64_t>& rows) {
  Fields copied;
  std::vector<ColumnSlice> columns;
  for (size_t i = 0; i < fields.size(); ++i) {
    copied.push_back(CopiedField(fields[i]));
    columns.push_back({CopyColumn(batch.column(i), rows), 0});
  }
  return {MakeBatch(columns, static_cast<int64_t>(rows.size())), MakeSchema(copied)};
}

void ReportDirtyRows(const Scope& scope, const BatchView& batch, const Fields& fields,
                     std::vector<DirtyReason> reasons) {
  std::vector<int64_t> rows;
  for (DirtyReason& reason : reasons) {
    rows.push_back(reason.row);
    reason.row = static_cast<int64_t>(rows.size()) - 1;
  }
  CopiedRows copied = CopyRows(batch, fields, rows);
  scope.ReportDirty(std::move(copied.batch), *copied.schema, reasons);
}

}  // namespace hopline::plugins
