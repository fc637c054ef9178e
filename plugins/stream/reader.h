/// \file reader.h
/// The generator: batches of constant, random and counted columns.
#pragma once

#include <hopline/connector.hpp>

#include "plugins/stream/column_spec.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hopline::plugins::stream {

extern const char kReaderSchema[];

/// Every task generates sliceRecordCount rows, as many tasks as are wanted (DataX). The
/// values depend on the job key, the task and the row alone, so a task can be replayed.
class StreamReader final : public Reader {
 public:
  explicit StreamReader(JobContext context);

  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override;

 private:
  std::string job_key_;
  std::vector<ColumnSpec> columns_;
  uint64_t rows_per_task_;
};

}  // namespace hopline::plugins::stream
