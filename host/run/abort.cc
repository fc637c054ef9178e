#include "host/run/abort.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "host/run/report.h"
#include "host/run/writer_calls.h"
#include "host/services/exit_code.h"

namespace hopline::run {
namespace {

using services::ExitCode;
using services::Failure;

/// A task that another process is running would stage more after it was removed.
void RefuseWhileTasksRun(RunDirectory& directory, const PlanRecord& plan) {
  const auto tasks = static_cast<uint32_t>(plan.tasks.size());
  const std::optional<RunDirectory::TaskAtWork> at_work = directory.FindTaskAtWork(tasks);
  if (!at_work) return;
  throw Failure(
      ExitCode::kJobFailed,
      fmt::format("withdrawing run {}: its task {} is still being run by {}; stop "
                  "that process first",
                  directory.path(), at_work->task, at_work->holder));
}

}  // namespace

void AbortRun(const Context& context, const RunIdentity& run, const job::ResolvedJob& job,
              RunDirectory& directory, const std::string& reason) {
  const RunState state = directory.State();
  if (state == RunState::kFinished || state == RunState::kEmpty) return;
  if (state == RunState::kCommitting) {
    throw Failure(
        ExitCode::kJobFailed,
        fmt::format("run {} is being committed and cannot be withdrawn: finish it "
                    "with hopline commit {}",
                    directory.path(), directory.path()));
  }
  // Attempts without a plan: its record is damaged, and with it the token.
  if (state != RunState::kBegun || !directory.Started().empty()) {
    const PlanRecord plan = directory.NeedPlan();
    RefuseWhileTasksRun(directory, plan);
    // From here on finished tasks must not be taken for whole: --resume, task and commit
    // keep away, whatever becomes of this process.
    directory.WriteAborting();
    RefuseWhileTasksRun(directory, plan);
    for (const job::ResolvedStep& step : job.steps) {
      if (step.kind != registry::Kind::kWriter) continue;
      try {
        CallAbort(context, run, job, step, CollectStaged(directory, plan, step.index));
      } catch (const Error& error) {
        throw Failure(ExitCode::kJobFailed,
                      fmt::format("withdrawing run {}: {}; try again later",
                                  directory.path(), error.what()));
      }
    }
  }
  directory.WriteReport(BuildReport(context, directory, Outcome::kAborted, reason).json);
}

void GiveUpWriter(const Context& context, const RunIdentity& run,
                  const job::ResolvedJob& job, RunDirectory& directory,
                  const std::string& step_name) {
  const auto step = std::find_if(job.steps.begin(), job.steps.end(), [&](const auto& s) {
    return s.name == step_name && s.kind == registry::Kind::kWriter;
  });
  const RunState state = directory.State();
  if (state == RunState::kFinished && step != job.steps.end() &&
      directory.Abandoned(step->index)) {
    return;  // by a process that died right after
  }
  if (state != RunState::kCommitting) {
    throw Failure(
        ExitCode::kJobFailed,
        fmt::format("run {} is not being committed: there is nothing to give up",
                    directory.path()));
  }
  if (step == job.steps.end() || directory.Committed(step->index)) {
    throw Failure(ExitCode::kUsage, fmt::format("--give-up {}: no writer of the run that "
                                                "waits for its commit has this name",
                                                step_name));
  }
  const PlanRecord plan = directory.NeedPlan();
  try {
    CallAbort(context, run, job, *step, CollectStaged(directory, plan, step->index));
  } catch (const Error& error) {
    context.log.Warn(
        fmt::format("giving up: {}; what it staged stays behind", error.what()));
  }
  directory.WriteAbandoned(step->index);
  const bool all_settled =
      std::all_of(job.steps.begin(), job.steps.end(), [&](const auto& s) {
        return s.kind != registry::Kind::kWriter || directory.Committed(s.index) ||
               directory.Abandoned(s.index);
      });
  if (all_settled) {
    directory.WriteReport(BuildReport(context, directory, Outcome::kGivenUp, "").json);
  }
}

}  // namespace hopline::run
