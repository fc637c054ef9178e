/// \file task_attempt.h
/// One attempt of one task: rows from its reader through processors into its writers.
#pragma once

#include <exception>
#include <memory>
#include <thread>
#include <vector>

#include "host/run/channel.h"
#include "host/run/dirty_file.h"
#include "host/run/open_job.h"
#include "host/run/records.h"
#include "host/run/throttle.h"

namespace hopline::run {

/// How much a task may hold. Units: bytes.
struct TaskLimits {
  uint64_t max_batch_bytes = 8 << 20;
  uint32_t max_batch_rows = 65536;
  uint64_t memory_budget = 0;  ///< per step
  uint64_t channel_bytes = 0;
};

/// What an attempt works with. All references outlive it.
struct AttemptArgs {
  const Context& context;
  OpenJob& job;
  const PlanRecord& plan;
  Throttle& throttle;
  services::CancelSource& cancel;
  TaskLimits limits;
  uint32_t task = 0, attempt = 0;
};

/// The reader and the processors run on the calling thread, each writer on one of its
/// own, with a channel in between. A fan-out shares batches by reference count.
class TaskAttempt {
 public:
  TaskAttempt(const AttemptArgs& args, DirtyFile& dirty);
  /// Closes all tasks. Neither withdraws nor keeps anything.
  ~TaskAttempt();
  TaskAttempt(const TaskAttempt&) = delete;
  TaskAttempt& operator=(const TaskAttempt&) = delete;

  /// Moves all rows and has every writer prepare. Once.
  ///
  /// Errors: Error of the step that failed first; the attempt is withdrawn then.
  TaskRecord Run();
  /// task_abort on all writers, for an attempt that failed or lost the race. Best effort:
  /// what remains is logged, and removed by the commit or the abort of the run.
  void Withdraw();

 private:
  struct Node;

  void Open();
  void OpenNode(Node& node);
  void Pump();
  void ReadAll();
  void FinishProcessors();
  void Process(Node& node, Batch batch);
  void PullAll(Node& node);
  void Deliver(Node& from, Batch batch);
  void WriteLoop(Node& node);
  SizedBatch Size(Node& from, Batch batch);
  void RethrowFirst(const std::exception_ptr& reader_error);
  TaskRecord Prepare();
  void AddCounts(TaskRecord& record, const DirtyFile::Summary& dirty);
  Node& at(Position step);

  const AttemptArgs args_;
  DirtyFile& dirty_;
  std::vector<std::unique_ptr<Node>> nodes_;  ///< of the reader's tree, the reader first
  int64_t started_unix_ms_;
  uint64_t throttled_ns_ = 0;
};

}  // namespace hopline::run
