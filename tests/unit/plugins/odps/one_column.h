/// \file one_column.h
/// A column of MaxCompute of a type given as text, and cells to put into it.
#pragma once

#include <doctest/doctest.h>
#include <hopline/view.hpp>

#include <cstring>
#include <string>
#include <string_view>

#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

struct OneColumn {
  explicit OneColumn(std::string_view type,
                     wire::maxcompute::TimestampForm form =
                         wire::maxcompute::TimestampForm::kSecondsAndNanos)
      : data(TypeOf(type), form) {}

  static wire::maxcompute::Type TypeOf(std::string_view text) {
    wire::maxcompute::Type type;
    REQUIRE(ParseType(text, &type).ok());
    return type;
  }

  /// The last value, of a fixed width.
  template <class T>
  T Last() const {
    return LastOf<T>(data);
  }
  template <class T>
  static T LastOf(const wire::maxcompute::ColumnData& column) {
    T value{};
    REQUIRE(column.values.size() >= sizeof value);
    std::memcpy(&value, column.values.data() + column.values.size() - sizeof value,
                sizeof value);
    return value;
  }
  std::string LastBytes() const {
    const auto from = static_cast<size_t>(data.offsets.at(data.offsets.size() - 2));
    return {reinterpret_cast<const char*>(data.values.data()) + from,
            data.values.size() - from};
  }
  bool LastIsNull() const { return data.View().IsNull(data.rows - 1); }

  wire::maxcompute::ColumnData data;
};

inline Cell ValueCell(Type type, ColumnKind kind) {
  Cell cell;
  cell.type = type;
  cell.kind = kind;
  cell.is_null = false;
  return cell;
}
inline Cell Whole(int64_t value) {
  Cell cell = ValueCell(Type::kInt64, ColumnKind::kLong);
  cell.integer = value;
  return cell;
}
inline Cell Real(double value) {
  Cell cell = ValueCell(Type::kDouble, ColumnKind::kDouble);
  cell.real = value;
  return cell;
}
inline Cell Text(std::string_view value) {
  Cell cell = ValueCell(Type::kUtf8, ColumnKind::kString);
  cell.bytes = value;
  return cell;
}
inline Cell Truth(bool value) {
  Cell cell = ValueCell(Type::kBool, ColumnKind::kBool);
  cell.integer = value ? 1 : 0;
  return cell;
}
inline Cell Bytes(std::string_view value) {
  Cell cell = ValueCell(Type::kBinary, ColumnKind::kBytes);
  cell.bytes = value;
  return cell;
}
inline Cell Instant(int64_t value, TimeUnit unit = TimeUnit::kMilli) {
  Cell cell = ValueCell(Type::kTimestamp, ColumnKind::kDatetime);
  cell.unit = unit;
  cell.integer = value;
  return cell;
}
inline Cell Day(int32_t value) {
  Cell cell = ValueCell(Type::kDate32, ColumnKind::kDate);
  cell.integer = value;
  return cell;
}

/// A field that holds a cell; instants are UTC.
inline Field FieldFor(const Cell& cell) {
  if (cell.type != Type::kTimestamp) return Field::Of("c", cell.type, cell.kind);
  Field field = Field::Of("c", Type::kTimestamp);
  detail::ParseFormat("tsm:UTC", field);
  return field;
}

}  // namespace hopline::plugins::odps
