#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "wire/maxcompute/column.h"

/// Single values of stored columns, for SQL.

namespace hopline::emulator::maxcompute {

/// What SQL computes with; monostate is NULL.
using Value = std::variant<std::monostate, bool, int64_t, double, std::string>;

/// Numbers as numbers (decimals as double), BOOLEAN as bool, everything else as its text.
Value CellValue(const wire::maxcompute::ColumnView& column, int64_t row);

/// The text of a value that is not NULL, as results in CSV show it. Moments are UTC;
/// containers are JSON.
std::string CellText(const wire::maxcompute::ColumnView& column, int64_t row);

/// Appends a copy of a value, or NULL. Both have the same type and layout.
void AppendCell(const wire::maxcompute::ColumnView& column, int64_t row,
                wire::maxcompute::ColumnData* out);

/// Appends the value of a partition column: a whole number or a text.
void AppendPartitionValue(const std::string& text, wire::maxcompute::ColumnData* out);

}  // namespace hopline::emulator::maxcompute
