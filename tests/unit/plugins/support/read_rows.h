/// \file read_rows.h
/// What a reader reads, as text.
#pragma once

#include <hopline/connector.hpp>
#include <hopline/view.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_text.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins {

using TextRows = std::vector<std::string>;

/// Reads a task to its end; appends its rows, cells joined by '|', null as <null>.
inline void ReadTask(Reader& reader, const PlanTask& task, TestScope& scope,
                     TextRows& rows) {
  const Schema schema = reader.ReadSchema();
  const Fields fields = Fields::Read(*schema);
  TaskContext context;
  context.task = task.entry;
  context.scope = scope;
  const auto source = reader.OpenTask(std::move(context));
  ColumnText text(ColumnFormats{}, {});
  for (Batch batch = source->Next(); batch; batch = source->Next()) {
    const BatchView view(*batch, fields);
    for (int64_t row = 0; row < view.rows(); ++row) {
      TextBuffer line;
      for (size_t i = 0; i < view.column_count(); ++i) {
        if (i > 0) line.Append('|');
        const Cell cell = view.column(i).At(row);
        if (cell.is_null) {
          line.Append("<null>");
        } else {
          text.Append(line, cell, fields[i]);
        }
      }
      rows.emplace_back(line.view());
    }
  }
}

/// Reads every task of a plan, each on a handle of its own, which `open` makes.
template <class Open>
TextRows ReadAll(const Open& open, TestScope& scope, uint32_t tasks = 1) {
  const Plan plan = open()->MakePlan({tasks, 0});
  TextRows rows;
  for (const PlanTask& task : plan.tasks) ReadTask(*open(), task, scope, rows);
  return rows;
}

}  // namespace hopline::plugins
