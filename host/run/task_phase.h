/// \file task_phase.h
/// The task phase of a run in this process: some or all tasks, retried, each finished one
/// recorded.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "host/run/run_directory.h"
#include "host/run/task_attempt.h"

namespace hopline::run {

inline constexpr uint32_t kMostAttempts = 3;
/// All that plugins may hold in buffers of their own, over all running tasks. Units:
/// bytes.
inline constexpr uint64_t kMemoryBudget = uint64_t{96} << 20U;

/// Whether this process runs all tasks of the run or one of them, beside other processes.
enum class Share { kWholeRun, kOneTask };

/// Threads: RunTask may be called from several threads for different tasks.
class TaskPhase {
 public:
  /// Opens all steps once for all tasks of the phase. Borrows everything.
  TaskPhase(const Context& context, const RunIdentity& run, const job::ResolvedJob& job,
            const Graph& graph, RunDirectory& directory, const PlanRecord& plan,
            Share share, services::CancelSource& cancel);

  /// Runs attempts until one is recorded; returns at once when one was.
  ///
  /// Errors: Error of the last attempt, which is withdrawn; Failure(kJobFailed) when
  /// another
  ///         process runs the task and a writer is not staged, or the run is past its
  ///         tasks.
  void RunTask(uint32_t task);

 private:
  /// False when the run is past its tasks, or somebody else has recorded this one.
  bool RunAttempt(uint32_t task, const TaskLimits& limits);
  void RefuseIfPast();
  bool MayRetry(const Error& error, uint32_t tries, TaskLimits& limits);

  const Context& context_;
  RunDirectory& directory_;
  const PlanRecord& plan_;
  services::CancelSource& cancel_;
  Throttle throttle_;
  TaskLimits limits_;
  OpenJob job_;
};

/// Runs the tasks, `parallel` at a time, by calling run_task from as many threads. The
/// first one that fails cancels the others; its exception is thrown.
void RunTasks(const std::vector<uint32_t>& tasks, uint32_t parallel,
              services::CancelSource& cancel,
              const std::function<void(uint32_t task)>& run_task);

/// How many tasks run at once. Also what separate processes divide the rate by.
uint32_t Parallel(const job::Setting& setting, const PlanRecord& plan);

}  // namespace hopline::run
