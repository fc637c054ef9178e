#include "host/run/task_phase.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "host/services/exit_code.h"

namespace hopline::run {
namespace {

constexpr uint64_t kFirstBackOffMs = 1000;
constexpr uint64_t kSmallestChannel = 1 << 20;
constexpr uint64_t kLargestChannel = 2 << 20;

TaskLimits MakeLimits(const job::ResolvedJob& job, const PlanRecord& plan,
                      const Throttle& throttle) {
  const uint64_t holders =
      Parallel(job.setting, plan) * std::max<uint64_t>(2, job.steps.size());
  TaskLimits limits;
  limits.memory_budget = kMemoryBudget / holders;
  limits.channel_bytes =
      std::clamp(limits.memory_budget, kSmallestChannel, kLargestChannel);
  limits.max_batch_bytes = std::min(limits.max_batch_bytes, limits.channel_bytes / 4);
  if (throttle.BatchBytes() > 0) {
    limits.max_batch_bytes = std::min(limits.max_batch_bytes, throttle.BatchBytes());
  }
  if (throttle.BatchRows() > 0) {
    limits.max_batch_rows = static_cast<uint32_t>(
        std::min<uint64_t>(limits.max_batch_rows, throttle.BatchRows()));
  }
  return limits;
}

}  // namespace

uint32_t Parallel(const job::Setting& setting, const PlanRecord& plan) {
  return std::max(1U,
                  std::min(setting.concurrent, static_cast<uint32_t>(plan.tasks.size())));
}

TaskPhase::TaskPhase(const Context& context, const RunIdentity& run,
                     const job::ResolvedJob& job, const Graph& graph,
                     RunDirectory& directory, const PlanRecord& plan, Share share,
                     services::CancelSource& cancel)
    : context_(context),
      directory_(directory),
      plan_(plan),
      cancel_(cancel),
      throttle_(context.clock,
                static_cast<double>(job.setting.bytes_per_second) /
                    (share == Share::kOneTask ? Parallel(job.setting, plan) : 1),
                static_cast<double>(job.setting.records_per_second) /
                    (share == Share::kOneTask ? Parallel(job.setting, plan) : 1)),
      limits_(MakeLimits(job, plan, throttle_)),
      job_(context, run, job, graph, &cancel) {}

void TaskPhase::RunTask(uint32_t task) {
  if (directory_.TaskDone(task)) return;
  std::string holder;
  const auto mode =
      job_.AllStaged() ? services::LockMode::kShared : services::LockMode::kExclusive;
  const auto lock = directory_.LockTask(task, mode, &holder);
  if (!lock) {
    throw services::Failure(
        services::ExitCode::kJobFailed,
        mode == services::LockMode::kShared
            ? fmt::format("run {} is being committed or withdrawn by {}",
                          directory_.path(), holder)
            : fmt::format("task {} is being run by {}; two attempts at once are possible "
                          "only with writers that stage",
                          task, holder));
  }
  TaskLimits limits = limits_;
  for (uint32_t tries = 1;; ++tries) {
    try {
      if (!RunAttempt(task, limits)) {
        context_.log.Info(fmt::format("task {}: another attempt was first", task));
      }
      ++context_.progress.tasks_done;
      return;
    } catch (const Error& error) {
      if (cancel_.cancelled() || !MayRetry(error, tries, limits)) throw;
      const uint64_t pause_ms =
          std::max<uint64_t>(error.retry_after_ms(), kFirstBackOffMs << (tries - 1));
      context_.log.Debug(fmt::format("task {}: {}; trying again in {:.1f} s", task,
                                     error.what(), static_cast<double>(pause_ms) / 1000));
      services::CancelSignal cancelled(&cancel_);
      if (!context_.clock.WaitMs(pause_ms, &cancelled)) throw;
    }
  }
}

bool TaskPhase::MayRetry(const Error& error, uint32_t tries, TaskLimits& limits) {
  // A reader that cannot replay would leave out what the failed attempt has read.
  if (!error.retryable() || !job_.AllReplayable()) return false;
  if (error.code() == HOPLINE_STATUS_OUT_OF_MEMORY) {
    limits.max_batch_bytes /= 4;
    limits.max_batch_rows = std::max(1U, limits.max_batch_rows / 4);
    return tries == 1;
  }
  return tries < kMostAttempts;
}

bool TaskPhase::RunAttempt(uint32_t task, const TaskLimits& limits) {
  const uint32_t number = directory_.StartAttempt(task);
  // After the attempt is on record: either a commit that begins now finds it there, or it
  // is found here to have begun.
  RefuseIfPast();
  if (directory_.TaskDone(task)) return false;
  const std::optional<uint64_t> limit = job_.job().setting.error_record;
  DirtyFile dirty(context_, directory_.DirtyPath(task, number), limit);
  TaskAttempt attempt({context_, job_, plan_, throttle_, cancel_, limits, task, number},
                      dirty);
  const TaskRecord record = attempt.Run();
  bool won = false;
  try {
    RefuseIfPast();
    won = directory_.WriteTask(record);
  } catch (...) {
    // The record may have its name although making it durable failed: then it counts.
    const std::optional<TaskRecord> present = directory_.ReadTask(task);
    if (!present || present->attempt != number) attempt.Withdraw();
    throw;
  }
  if (!won) attempt.Withdraw();
  if (won && (directory_.Aborting() ||
              directory_.ReadReport())) {  // aborted in this very moment
    attempt.Withdraw();
    RefuseIfPast();
  }
  return won;
}

void TaskPhase::RefuseIfPast() {
  if (!directory_.Committing() && !directory_.Aborting() && !directory_.ReadReport()) {
    return;
  }
  throw services::Failure(
      services::ExitCode::kJobFailed,
      fmt::format("run {} is being committed or withdrawn, or is finished: it takes no "
                  "more tasks",
                  directory_.path()));
}

void RunTasks(const std::vector<uint32_t>& tasks, uint32_t parallel,
              services::CancelSource& cancel,
              const std::function<void(uint32_t task)>& run_task) {
  std::atomic<size_t> next{0};
  services::Mutex mutex;
  std::exception_ptr first;
  const auto work = [&] {
    for (size_t at = next++; at < tasks.size() && !cancel.cancelled(); at = next++) {
      try {
        run_task(tasks[at]);
      } catch (...) {
        const services::MutexLock lock(mutex);
        if (!first) first = std::current_exception();
        cancel.Cancel();
      }
    }
  };
  std::vector<std::thread> threads;
  const size_t helpers = std::min<size_t>(parallel, tasks.size());
  try {
    for (size_t i = 1; i < helpers; ++i) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // No more threads to be had: those there are do all the work.
  }
  work();
  for (std::thread& thread : threads) thread.join();
  if (first) std::rethrow_exception(first);
  if (cancel.cancelled()) throw Error(HOPLINE_STATUS_CANCELLED, "cancelled");
}

}  // namespace hopline::run
