#include "tests/unit/plugins/transform/step_run.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "plugins/common/column_text.h"

namespace hopline::plugins::transform {
namespace {

void Append(ColumnBuilder& column, const char* text) {
  if (text == nullptr) return column.AppendNull();
  switch (column.type()) {
    case Type::kInt64:
    case Type::kTimestamp:
      return column.AppendFixed(static_cast<int64_t>(std::strtoll(text, nullptr, 10)));
    case Type::kDouble:
      return column.AppendFixed(std::strtod(text, nullptr));
    case Type::kBool:
      return column.AppendBool(std::string(text) == "true");
    default:
      return column.AppendBytes(text);
  }
}

std::vector<std::string> TextRows(const Batch& batch, const Fields& fields) {
  const BatchView view(*batch, fields);
  ColumnText text{ColumnFormats{}, {}};
  std::vector<std::string> rows;
  for (int64_t row = 0; row < view.rows(); ++row) {
    std::string line;
    for (size_t i = 0; i < fields.size(); ++i) {
      const Cell cell = view.column(i).At(row);
      TextBuffer value;
      if (!cell.is_null) text.Append(value, cell, fields[i]);
      if (i != 0) line += "|";
      line += cell.is_null ? "<null>" : std::string(value.view());
    }
    rows.push_back(line);
  }
  return rows;
}

}  // namespace

JobContext StepJob(const std::string& config) {
  TestHost::Install();
  JobContext context;
  context.config = Config(config);
  context.settings = Config("{}");
  return context;
}

TestRows TestRows::Text(std::vector<std::vector<const char*>> rows) {
  TestRows table;
  for (size_t i = 0; i < rows.at(0).size(); ++i) {
    table.fields.push_back(Field::Of("c" + std::to_string(i), Type::kUtf8));
  }
  table.rows = std::move(rows);
  return table;
}

StepResult RunStep(Processor& step, const TestRows& rows) {
  BatchBuilder builder(rows.fields);
  for (const auto& row : rows.rows) {
    for (size_t i = 0; i < row.size(); ++i) Append(builder.column(i), row[i]);
    builder.EndRow();
  }
  const Schema in = MakeSchema(rows.fields);
  const Schema out = step.Bind(*in);
  TestScope scope;
  TaskContext context;
  context.scope = scope;
  const auto task = step.OpenTask(std::move(context));
  task->Push(builder.Finish());
  StepResult result;
  result.fields = Fields::Read(*out);
  if (const Batch batch = task->Pull()) result.rows = TextRows(batch, result.fields);
  CHECK_FALSE(task->Pull());
  task->Finish();
  CHECK_FALSE(task->Pull());
  for (const TestScope::Dirty& dirty : scope.dirty) {
    result.dirty.push_back(dirty.column + ": " + dirty.reason);
  }
  CHECK(scope.dirty_rows == static_cast<int64_t>(scope.dirty.size()));
  return result;
}

}  // namespace hopline::plugins::transform
