#include "plugins/odps/column_names.h"

#include "wire/common/encoding.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

int64_t FindColumn(const std::vector<mc::Column>& columns, const std::string& name) {
  const std::string lower = wire::ToLower(name);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (wire::ToLower(columns[i].name) == lower) return static_cast<int64_t>(i);
  }
  return -1;
}

std::string ListColumns(const std::vector<mc::Column>& columns) {
  std::string text;
  for (const mc::Column& column : columns) {
    if (!text.empty()) text += ", ";
    text += column.name;
  }
  return text;
}

}  // namespace hopline::plugins::odps
