#include "tests/unit/plugins/support/row_text.h"

#include <algorithm>
#include <utility>

namespace hopline::plugins {

std::string CellText(const Cell& cell) {
  if (cell.is_null) return "null";
  switch (cell.type) {
    case Type::kDouble:
      return "d" + std::to_string(cell.real);
    case Type::kBool:
      return cell.integer != 0 ? "true" : "false";
    case Type::kInt64:
      return std::to_string(cell.integer);
    case Type::kBinary:
      return "b:" + std::string(cell.bytes);
    default:
      return std::string(cell.bytes);
  }
}

void AppendRows(const Batch& batch, const Fields& fields,
                std::vector<std::string>& rows) {
  const BatchView view(*batch, fields);
  for (int64_t row = 0; row < view.rows(); ++row) {
    std::string text;
    for (size_t i = 0; i < view.column_count(); ++i) {
      if (i > 0) text += '|';
      text += CellText(view.column(i).At(row));
    }
    rows.push_back(std::move(text));
  }
}

std::vector<std::string> Sorted(std::vector<std::string> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

bool Says(const Error& error, const std::string& part) {
  return error.message().find(part) != std::string::npos;
}

}  // namespace hopline::plugins
