#include "wire/tablestore/row.h"

#include <algorithm>

namespace hopline::wire::tablestore {

Row ToRow(const RowView& view) {
  Row row;
  row.key.reserve(view.key.size());
  for (const CellView& cell : view.key) {
    row.key.push_back({std::string(cell.name), Value(cell.value)});
  }
  row.cells.reserve(view.cells.size());
  for (const CellView& cell : view.cells) {
    Cell& copy = row.cells.emplace_back();
    copy.name = cell.name;
    if (cell.has_value) copy.value.emplace(cell.value);
    if (cell.has_timestamp) copy.timestamp_ms = cell.timestamp_ms;
    copy.operation = cell.operation;
  }
  row.delete_marker = view.delete_marker;
  if (view.has_sequence) row.sequence = view.sequence;
  return row;
}

std::strong_ordering CompareKeys(const PrimaryKey& a, const PrimaryKey& b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    const auto order = CompareKeyValues(a[i].value.view(), b[i].value.view());
    if (order != std::strong_ordering::equal) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace hopline::wire::tablestore
