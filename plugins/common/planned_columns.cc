#include "plugins/common/planned_columns.h"

#include <hopline/error.hpp>

#include <cstdint>

namespace hopline::plugins {

std::string ColumnsOf(const ArrowSchema& in) {
  std::string columns;
  for (int64_t i = 0; i < in.n_children; ++i) {
    if (i > 0) columns += '|';
    columns += in.children[i]->format;
  }
  return columns;
}

void NeedPlannedColumns(const std::string& planned, const ArrowSchema& in) {
  const std::string columns = ColumnsOf(in);
  if (planned == columns) return;
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
              "the run was planned for columns " + planned + ", the task has " + columns);
}

}  // namespace hopline::plugins
