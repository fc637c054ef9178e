#include "host/run/commit.h"

#include <algorithm>
#include <optional>

#include "host/run/report.h"
#include "host/services/exit_code.h"

namespace hopline::run {
namespace {

using services::ExitCode;
using services::Failure;

constexpr int64_t kPatienceNs = int64_t{10} * 60 * 1'000'000'000;
constexpr uint64_t kFirstBackOffMs = 500;
constexpr uint64_t kLongestBackOffMs = 30'000;
/// A process whose task is on record still says goodbye to its services.
constexpr int64_t kPartingNs = int64_t{10} * 1'000'000'000;
constexpr uint64_t kPartingPollMs = 100;

/// Pauses that double, until patience ends.
class BackOff {
 public:
  explicit BackOff(services::Clock& clock)
      : clock_(clock), end_ns_(clock.MonotonicNs() + kPatienceNs) {}
  /// False when it is time to give up.
  bool Pause(uint64_t advice_ms) {
    if (clock_.MonotonicNs() >= end_ns_) return false;
    clock_.WaitMs(std::max(advice_ms, pause_ms_), nullptr);
    pause_ms_ = std::min(2 * pause_ms_, kLongestBackOffMs);
    return true;
  }

 private:
  services::Clock& clock_;
  const int64_t end_ns_;
  uint64_t pause_ms_ = kFirstBackOffMs;
};

/// Errors that no repetition of the same call can cure.
bool IsHopeless(const Error& error) {
  switch (error.code()) {
    case HOPLINE_STATUS_INVALID_ARGUMENT:
    case HOPLINE_STATUS_INVALID_STATE:
    case HOPLINE_STATUS_NOT_IMPLEMENTED:
    case HOPLINE_STATUS_UNAUTHENTICATED:
    case HOPLINE_STATUS_PERMISSION_DENIED:
      return !error.retryable();
    default:
      return false;
  }
}

bool Has(const std::vector<int32_t>& outcomes, int32_t outcome) {
  return std::count(outcomes.begin(), outcomes.end(), outcome) > 0;
}

bool AllCommitted(const std::vector<int32_t>& outcomes) {
  return std::all_of(outcomes.begin(), outcomes.end(), [](int32_t o) {
    return o == HOPLINE_OUTCOME_COMMITTED || o == HOPLINE_OUTCOME_ALREADY_COMMITTED;
  });
}

/// "in the target: tasks 0, 2; not: 1; unknown: 3".
std::string TargetState(const StagedWork& staged, const std::vector<int32_t>& outcomes) {
  std::string in, out, unknown;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    std::string& list = outcomes[i] <= HOPLINE_OUTCOME_ALREADY_COMMITTED ? in
                        : outcomes[i] == HOPLINE_OUTCOME_UNKNOWN         ? unknown
                                                                         : out;
    list += fmt::format("{}{}", list.empty() ? "" : ", ", staged.of[i].task_index);
  }
  const auto or_none = [](const std::string& list) {
    return list.empty() ? "none" : list;
  };
  return fmt::format("tasks in the target: {}; not: {}; unknown: {}", or_none(in),
                     or_none(out), or_none(unknown));
}

[[noreturn]] void Incomplete(const RunDirectory& directory, const std::string& why) {
  throw Failure(ExitCode::kCommitIncomplete,
                fmt::format("commit incomplete, run it again (or: hopline commit {}): {}",
                            directory.path(), why));
}

[[noreturn]] void Stuck(const RunDirectory& directory, const job::ResolvedStep& step,
                        const StagedWork& staged, const CommitAnswer& answer) {
  throw Failure(
      ExitCode::kCommitIncomplete,
      fmt::format(
          "commit incomplete: {}{}; {}. Running it again asks the target once more. "
          "If that cannot help, a person must decide: hopline abort {} --give-up {}",
          answer.error ? "" : StepPrefix(step),
          answer.error ? answer.error->what() : "failed for good",
          TargetState(staged, answer.outcomes), directory.path(), step.name));
}

void CommitWriter(const Context& context, const RunIdentity& run,
                  const job::ResolvedJob& job, const job::ResolvedStep& step,
                  RunDirectory& directory, const PlanRecord& plan) {
  BackOff back_off(context.clock);
  for (;;) {
    const StagedWork staged = CollectStaged(directory, plan, step.index);
    CommitAnswer answer;
    try {
      answer = CallCommit(context, run, job, step, staged);
    } catch (const Error& error) {  // of job_open
      answer.outcomes.assign(staged.messages.size(), HOPLINE_OUTCOME_RETRY_LATER);
      answer.error = error;
    }
    for (int32_t& outcome : answer.outcomes) {
      if (outcome < HOPLINE_OUTCOME_COMMITTED || outcome > HOPLINE_OUTCOME_UNKNOWN) {
        context.log.Error(
            fmt::format("{}job_commit answered the outcome {}, which does not "
                        "exist; taken as unknown",
                        StepPrefix(step), outcome));
        outcome = HOPLINE_OUTCOME_UNKNOWN;
      }
    }
    if (!answer.error && AllCommitted(answer.outcomes)) {
      directory.WriteCommitted(step.index, std::move(answer.outcomes));
      return;
    }
    if (Has(answer.outcomes, HOPLINE_OUTCOME_FAILED) ||
        Has(answer.outcomes, HOPLINE_OUTCOME_UNKNOWN)) {
      Stuck(directory, step, staged, answer);
    }
    const std::string why = answer.error ? answer.error->what()
                                         : StepPrefix(step) + "not all is committed yet";
    if (answer.error && IsHopeless(*answer.error)) Incomplete(directory, why);
    context.log.Debug(fmt::format("committing: {}; trying again", why));
    const uint64_t advice = answer.error ? answer.error->retry_after_ms() : 0;
    if (!back_off.Pause(advice)) Incomplete(directory, why);
  }
}

void CallAcknowledge(const Context& context, const RunIdentity& run,
                     const job::ResolvedJob& job, const job::ResolvedStep& step,
                     RunDirectory& directory, const PlanRecord& plan) {
  std::vector<std::string> kept;  // checkpoints, which `checkpoints` points into
  kept.reserve(plan.tasks.size());
  std::vector<hopline_bytes> entries, checkpoints;
  const auto as_bytes = [](const std::string& text) {
    return hopline_bytes{reinterpret_cast<const uint8_t*>(text.data()), text.size()};
  };
  for (uint32_t task = 0; task < plan.tasks.size(); ++task) {
    if (plan.tasks[task].reader != step.index) continue;
    kept.push_back(std::move(directory.ReadTask(task)->checkpoint));
    entries.push_back(as_bytes(plan.tasks[task].entry));
    checkpoints.push_back(as_bytes(kept.back()));
  }
  const hopline_reader* table = context.connectors.Load(step).reader;
  ReaderHandle handle(context, run, job, step, table, nullptr);
  CallStep(step, [&](hopline_error* e) {
    return table->job_acknowledge(handle.job(), entries.data(), checkpoints.data(),
                                  entries.size(), e);
  });
}

void AcknowledgeReader(const Context& context, const RunIdentity& run,
                       const job::ResolvedJob& job, const job::ResolvedStep& step,
                       RunDirectory& directory, const PlanRecord& plan) {
  BackOff back_off(context.clock);
  for (;;) {
    try {
      CallAcknowledge(context, run, job, step, directory, plan);
      directory.WriteAcknowledged(step.index);
      return;
    } catch (const Error& error) {
      const std::string why =
          fmt::format("all rows are in the target, the source does not know it yet: {}",
                      error.what());
      if (!error.retryable() || !back_off.Pause(error.retry_after_ms())) {
        Incomplete(directory, why);
      }
      context.log.Debug(why + "; trying again");
    }
  }
}

/// A service that is down for a moment has refused nothing.
void PrecommitWriter(const Context& context, const RunIdentity& run,
                     const job::ResolvedJob& job, const job::ResolvedStep& step,
                     const StagedWork& staged) {
  constexpr int kTries = 5;
  BackOff back_off(context.clock);
  for (int tries = 1;; ++tries) {
    try {
      return CallPrecommit(context, run, job, step, staged);
    } catch (const Error& error) {
      if (!error.retryable()) throw PrecommitRefused(error.what());
      if (tries == kTries || !back_off.Pause(error.retry_after_ms())) throw;
    }
  }
}

void CheckErrorLimit(const job::Setting& setting, RunDirectory& directory,
                     const PlanRecord& plan) {
  uint64_t dirty = 0, read = 0;
  for (uint32_t task = 0; task < plan.tasks.size(); ++task) {
    const std::optional<TaskRecord> record = directory.ReadTask(task);
    if (!record) {
      throw Failure(
          ExitCode::kJobFailed,
          fmt::format("committing {}: task {} of {} is not finished; run it first: "
                      "hopline task {} --index {}",
                      directory.path(), task, plan.tasks.size(), directory.path(), task));
    }
    dirty += record->dirty_rows;
    for (const StepCounts& counts : record->steps) {
      if (counts.step == plan.tasks[task].reader) read += counts.rows + counts.dirty;
    }
  }
  if (setting.error_record && dirty > *setting.error_record) {
    throw Failure(
        ExitCode::kDirtyLimit,
        fmt::format("{} dirty rows, errorLimit.record allows {}; they are kept in "
                    "{}/dirty",
                    dirty, *setting.error_record, directory.path()));
  }
  // A limit in rows makes the one in percent void. Source: DataX core,
  // ErrorRecordChecker.
  if (!setting.error_record && setting.error_percentage && read > 0 &&
      static_cast<double>(dirty) >
          *setting.error_percentage * static_cast<double>(read)) {
    throw Failure(
        ExitCode::kDirtyLimit,
        fmt::format("{} of {} rows are dirty, errorLimit.percentage allows {}; they "
                    "are kept in {}/dirty",
                    dirty, read, *setting.error_percentage, directory.path()));
  }
}

/// An attempt that lost the race for its task goes on staging until it notices. A target
/// that commits whatever it holds would take that along.
void AwaitLosers(const Context& context, RunDirectory& directory,
                 const PlanRecord& plan) {
  const int64_t end_ns = context.clock.MonotonicNs() + kPartingNs;
  const auto tasks = static_cast<uint32_t>(plan.tasks.size());
  while (const auto at_work = directory.FindTaskAtWork(tasks)) {
    if (context.clock.MonotonicNs() >= end_ns) {
      throw Failure(
          ExitCode::kJobFailed,
          fmt::format("committing {}: another attempt of its finished task {} is still "
                      "at work: {}; let that process end, or stop it",
                      directory.path(), at_work->task, at_work->holder));
    }
    context.clock.WaitMs(kPartingPollMs, nullptr);
  }
}

void CommitAll(const Context& context, const RunIdentity& run,
               const job::ResolvedJob& job, RunDirectory& directory) {
  directory.WriteCommitting();
  const PlanRecord plan = directory.NeedPlan();
  for (uint32_t task = 0; task < plan.tasks.size(); ++task) {
    if (!directory.TaskDone(task)) {
      Incomplete(directory, fmt::format("tasks/{}.json is missing or damaged", task));
    }
  }
  bool abandoned = false;
  for (const job::ResolvedStep& step : job.steps) {
    if (step.kind != registry::Kind::kWriter) continue;
    if (directory.Abandoned(step.index)) {
      abandoned = true;
    } else if (!directory.Committed(step.index)) {
      CommitWriter(context, run, job, step, directory, plan);
    }
  }
  // A source whose rows are missing in a target that was given up must not forget them.
  for (const job::ResolvedStep& step : job.steps) {
    if (step.kind != registry::Kind::kReader || abandoned) continue;
    if (!directory.Acknowledged(step.index)) {
      AcknowledgeReader(context, run, job, step, directory, plan);
    }
  }
  directory.WriteReport(
      BuildReport(context, directory, abandoned ? Outcome::kGivenUp : Outcome::kDone, "")
          .json);
}

}  // namespace

void Precommit(const Context& context, const RunIdentity& run,
               const job::ResolvedJob& job, RunDirectory& directory) {
  directory.SyncNames();
  const PlanRecord plan = directory.NeedPlan();
  CheckErrorLimit(job.setting, directory, plan);
  AwaitLosers(context, directory, plan);
  for (const job::ResolvedStep& step : job.steps) {
    if (step.kind != registry::Kind::kWriter) continue;
    PrecommitWriter(context, run, job, step, CollectStaged(directory, plan, step.index));
  }
}

void FinishCommit(const Context& context, const RunIdentity& run,
                  const job::ResolvedJob& job, RunDirectory& directory) {
  context.progress.committing = true;
  try {
    CommitAll(context, run, job, directory);
  } catch (const Error& error) {  // the run directory itself
    context.progress.committing = false;
    Incomplete(directory, error.what());
  } catch (...) {
    context.progress.committing = false;
    throw;
  }
  context.progress.committing = false;
}

}  // namespace hopline::run
