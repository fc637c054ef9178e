/// \file fake_reader.h
/// A reader of kTasks tasks with kRowsPerTask rows each: (task, row). Replayable; keeps
/// what was acknowledged in the store.
///
/// Formats, so that nothing but bytes connects its phases: entry `1 TASK ROWS`,
/// checkpoint `1 TASK ROWS-READ`.
#pragma once

#include <hopline/hopline.hpp>
#include <memory>
#include <vector>

#include "tests/integration/crash/slot.h"

namespace hopline::crash {

/// The two columns.
Fields RowFields();

class FakeReader : public Reader {
 public:
  explicit FakeReader(JobContext job);
  ~FakeReader() override;

  uint64_t Capabilities(uint64_t declared) override;
  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  void Acknowledge(const std::vector<AcknowledgedTask>& tasks) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext task) override;

 private:
  const JobContext job_;
  const Caller caller_;
  const Store store_;
};

/// The checkpoint at the end of a task.
std::string EndOfTask(uint32_t task);

}  // namespace hopline::crash
