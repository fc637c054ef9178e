#include "host/run/run.h"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <algorithm>

#include "host/run/abort.h"
#include "host/run/commit.h"
#include "host/run/loss.h"
#include "host/run/plan.h"
#include "host/run/report.h"
#include "host/run/task_phase.h"

namespace hopline::run {
namespace {

using services::ExitCode;
using services::Failure;

/// A run that precommit refused is withdrawn and begun afresh, this often.
constexpr int kFreshStarts = 1;

RunIdentity IdentityOf(const RunRecord& record) {
  return {record.job_key, record.run_id, record.incarnation};
}

RunResult ResultOf(RunDirectory& directory) {
  RunResult result{directory.path(), directory.ReadReport().value_or(""), ""};
  result.report_text = ReportText(result.report_json);
  return result;
}

/// Of a finished run, for whoever asked for its commit.
RunResult CommittedResult(RunDirectory& directory) {
  RunResult result = ResultOf(directory);
  if (OutcomeOf(result.report_json) != "aborted") return result;
  throw Failure(
      ExitCode::kJobFailed,
      fmt::format("run {} was withdrawn, nothing of it is in the target: plan it "
                  "again",
                  directory.path()));
}

/// Instead of a commit.
[[noreturn]] void Withdrawn(const Context& context, const RunIdentity& run,
                            const job::ResolvedJob& job, RunDirectory& directory,
                            const std::string& reason) {
  AbortRun(context, run, job, directory, reason);
  throw Failure(ExitCode::kJobFailed,
                fmt::format("{}; the run is withdrawn, nothing of it is in the target: "
                            "plan it again",
                            reason));
}

/// Commit and abort may be done by another version of a plugin, but not by another
/// connector, nor for a step of another name, which what is staged may be named by.
void CheckConnectors(const RunRecord& record, const job::ResolvedJob& job, bool exactly) {
  const std::vector<StepRecord> now = StepRecords(job);
  const bool same =
      std::equal(now.begin(), now.end(), record.steps.begin(), record.steps.end(),
                 [&](const StepRecord& a, const StepRecord& b) {
                   return exactly ? a == b
                                  : a.index == b.index && a.name == b.name &&
                                        a.connector == b.connector;
                 });
  if (same) return;
  throw Failure(
      ExitCode::kJobFailed,
      fmt::format("run {} was begun with {}; {}", record.run_id,
                  exactly ? "other versions of its plugins, or steps of other names"
                          : "other connectors, or steps of other names",
                  exactly ? "its finished tasks cannot be kept: run without "
                            "--resume to begin anew"
                          : "put them back to finish or withdraw it, or use hopline "
                            "commit or hopline abort"));
}

/// The script may have been edited since the run was planned, in ways that its window
/// does not tell. Finished tasks must have done what those that are left will do.
void CheckSameWork(const Context& context, const RunRecord& record,
                   const job::ResolvedJob& job, bool isolated) {
  rapidjson::Document then, now;
  then.Parse(record.job_json.data(), record.job_json.size());
  const std::string job_json = context.store_job(job);
  now.Parse(job_json.data(), job_json.size());
  for (const char* pointer : {"/edges", "/setting/settings"}) {
    const rapidjson::Value* a = rapidjson::Pointer(pointer).Get(then);
    const rapidjson::Value* b = rapidjson::Pointer(pointer).Get(now);
    if (a == b || (a != nullptr && b != nullptr && *a == *b)) continue;
    throw Failure(ExitCode::kJobFailed,
                  fmt::format("run {} was begun with other hops or column settings; its "
                              "finished tasks cannot be kept: run without --resume to "
                              "begin anew",
                              record.run_id));
  }
  if (isolated && record.document_digest != job.document_digest) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("--isolate: the script has changed since run {} was begun, "
                              "and its tasks' processes would follow the old one; resume "
                              "without --isolate",
                              record.run_id));
  }
}

std::vector<uint32_t> OpenTasks(RunDirectory& directory, const PlanRecord& plan) {
  std::vector<uint32_t> open;
  for (uint32_t task = 0; task < plan.tasks.size(); ++task) {
    if (!directory.TaskDone(task)) open.push_back(task);
  }
  return open;
}

void RunAllTasks(const Context& context, const RunIdentity& run,
                 const job::ResolvedJob& job, const Graph& graph, RunDirectory& directory,
                 const SpawnTask& spawn) {
  const PlanRecord plan = directory.NeedPlan();
  const std::vector<uint32_t> open = OpenTasks(directory, plan);
  context.progress.tasks = static_cast<uint32_t>(plan.tasks.size());
  context.progress.tasks_done = static_cast<uint32_t>(plan.tasks.size() - open.size());
  if (open.empty()) return;
  services::CancelSource cancel(&context.cancel);
  const uint32_t parallel = Parallel(job.setting, plan);
  if (!spawn) {
    TaskPhase phase(context, run, job, graph, directory, plan, Share::kWholeRun, cancel);
    RunTasks(open, parallel, cancel, [&](uint32_t task) { phase.RunTask(task); });
    return;
  }
  RunTasks(open, parallel, cancel, [&](uint32_t task) {
    for (uint32_t tries = 1;; ++tries) {
      try {
        spawn(directory.path(), task, cancel);
        ++context.progress.tasks_done;
        return;
      } catch (const Error& error) {
        if (tries == kMostAttempts || cancel.cancelled() || !error.retryable()) throw;
        // As in one process: what a reader that cannot replay has read would be missing.
        if (!OpenJob(context, run, job, graph, &cancel).AllReplayable()) throw;
        context.log.Debug(fmt::format("task {}: {}; trying again", task, error.what()));
      }
    }
  });
}

/// Opens the job, writes run.json, plans, writes plan.json. Nothing is left behind when
/// the job cannot be opened.
RunDirectory Begin(const Context& context, const job::ResolvedJob& job,
                   const Graph& graph, Window& window, const RunOptions& options,
                   Mode mode) {
  const RunIdentity run{job.job_key, window.FreeRunId(options.run_id),
                        window.NextIncarnation()};
  OpenJob open(context, run, job, graph, &context.cancel);
  for (const std::string& loss : DataLosses(open)) context.log.Warn(loss);
  RunRecord record;
  record.run_id = run.run_id;
  record.job_key = run.job_key;
  record.document_digest = job.document_digest;
  record.incarnation = run.incarnation;
  record.mode = mode;
  record.started_unix_ms = context.clock.UnixMs();
  record.started_by = ThisProcess();
  record.guarantee = StateGuarantee(open).text;
  record.steps = StepRecords(job);
  record.job_json = context.store_job(job);
  RunDirectory directory = window.Directory(run.run_id);
  directory.Create();
  directory.WriteRun(record);
  if (options.on_directory) options.on_directory(directory.path());
  try {
    const PlanRecord plan = MakePlan(context, run, open);
    try {
      directory.WritePlan(plan);
    } catch (...) {
      AbortPrepared(context, run, job, plan);
      throw;
    }
  } catch (const Error& error) {
    // What was prepared is aborted already: there is nothing to resume.
    directory.WriteReport(
        BuildReport(context, directory, Outcome::kAborted, error.what()).json);
    throw;
  }
  return directory;
}

/// Tasks and commit of a planned run. False: precommit refused and the run is withdrawn.
bool Finish(const Context& context, const job::ResolvedJob& job, const Graph& graph,
            RunDirectory& directory, const RunOptions& options) {
  const RunIdentity run = IdentityOf(directory.NeedRun());
  RunAllTasks(context, run, job, graph, directory, options.spawn_task);
  try {
    Precommit(context, run, job, directory);
  } catch (const PrecommitRefused& refusal) {
    context.log.Warn(
        fmt::format("before the commit: {}; withdrawing the run", refusal.what()));
    AbortRun(context, run, job, directory, refusal.what());
    return false;
  }
  if (context.cancel.cancelled()) throw Error(HOPLINE_STATUS_CANCELLED, "cancelled");
  FinishCommit(context, run, job, directory);
  return true;
}

void RefusePieces(const RunSummary& run, bool take_over) {
  if (run.record.mode != Mode::kPieces || take_over) return;
  throw Failure(
      ExitCode::kJobFailed,
      fmt::format("run {} of this window was planned in pieces and is not "
                  "finished: finish it with hopline commit {}, withdraw it with "
                  "hopline abort {}, or take it over with --takeover",
                  run.record.run_id, run.path, run.path));
}

/// Withdraws what an earlier run of the window staged.
void WithdrawEarlier(const Context& context, const job::ResolvedJob& job,
                     const RunSummary& run) {
  context.log.Info(fmt::format("withdrawing the unfinished run {}", run.record.run_id));
  RunDirectory directory(context, run.path);
  CheckConnectors(run.record, job, false);
  AbortRun(context, IdentityOf(run.record), job, directory, "superseded by a new run");
}

/// Deals with unfinished runs. Returns the one to go on with: committing, or to be
/// resumed.
std::optional<RunSummary> Recover(const Context& context, const job::ResolvedJob& job,
                                  Window& window, bool resume, bool take_over) {
  window.RemoveEmpty();
  std::vector<RunSummary> runs = window.Runs();
  std::erase_if(runs, [](const RunSummary& r) { return r.state == RunState::kFinished; });
  for (const RunSummary& run : runs) RefusePieces(run, take_over);
  for (const RunSummary& run : runs) {
    if (run.state == RunState::kCommitting) return run;
  }
  std::optional<RunSummary> kept;
  if (resume && !runs.empty() && runs.back().state == RunState::kPlanned) {
    kept = runs.back();
    runs.pop_back();
  }
  for (const RunSummary& run : runs) WithdrawEarlier(context, job, run);
  return kept;
}

void NameSiblings(const Context& context, Window& window) {
  for (const RunSummary& sibling : window.UnfinishedSiblings()) {
    context.log.Warn(fmt::format(
        "another window of this script has an unfinished run: {}", sibling.path));
  }
}

RunDirectory OpenRun(const Context& context, const std::string& run_directory) {
  RunDirectory directory(context, run_directory);
  if (!context.env.Exists(run_directory + "/run.json")) {
    throw Failure(
        ExitCode::kUsage,
        fmt::format("{} is not a run directory: it holds no run.json (hopline runs "
                    "lists them)",
                    run_directory));
  }
  return directory;
}

}  // namespace

RunResult Run(const Context& context, const job::ResolvedJob& job,
              const RunOptions& options) {
  const Graph graph(job);
  if (!options.run_id.empty()) CheckRunId(options.run_id);
  Window window(context, job.document_digest, job.job_key);
  const WindowLock lock = window.Lock(context, "run", options.wait);
  if (!options.run_id.empty()) {
    const std::optional<RunSummary> same = window.Find(options.run_id);
    if (same && same->state == RunState::kFinished && same->outcome == "done") {
      context.log.Info(fmt::format("run {} is finished already", options.run_id));
      RunDirectory directory(context, same->path);
      return ResultOf(directory);
    }
  }
  NameSiblings(context, window);
  if (const auto unfinished =
          Recover(context, job, window, options.resume, options.take_over)) {
    RunDirectory directory(context, unfinished->path);
    if (options.on_directory) options.on_directory(directory.path());
    if (unfinished->state == RunState::kCommitting) {
      CheckConnectors(unfinished->record, job, false);
      context.log.Info(
          fmt::format("finishing the commit of run {}", unfinished->record.run_id));
      FinishCommit(context, IdentityOf(unfinished->record), job, directory);
      return ResultOf(directory);
    }
    CheckConnectors(unfinished->record, job, true);
    CheckSameWork(context, unfinished->record, job, options.spawn_task != nullptr);
    context.log.Info(fmt::format("resuming run {}", unfinished->record.run_id));
    directory.SyncNames();
    if (Finish(context, job, graph, directory, options)) return ResultOf(directory);
  }
  for (int start = 0;; ++start) {
    RunDirectory directory =
        Begin(context, job, graph, window, options, Mode::kOneProcess);
    if (Finish(context, job, graph, directory, options)) {
      window.Retain();
      return ResultOf(directory);
    }
    if (start == kFreshStarts) {
      throw Failure(ExitCode::kJobFailed,
                    fmt::format("run {} was refused before the commit twice and is "
                                "withdrawn; nothing of it is in the target",
                                directory.name()));
    }
  }
}

std::string Plan(const Context& context, const job::ResolvedJob& job,
                 const RunOptions& options) {
  const Graph graph(job);
  if (!options.run_id.empty()) CheckRunId(options.run_id);
  Window window(context, job.document_digest, job.job_key);
  const WindowLock lock = window.Lock(context, "plan", options.wait);
  NameSiblings(context, window);
  if (const auto unfinished = Recover(context, job, window, false, options.take_over)) {
    throw Failure(ExitCode::kCommitIncomplete,
                  fmt::format("run {} of this window is being committed: finish it first "
                              "with hopline commit {}",
                              unfinished->record.run_id, unfinished->path));
  }
  return Begin(context, job, graph, window, options, Mode::kPieces).path();
}

RunRecord ReadRunRecord(const Context& context, const std::string& run_directory) {
  return OpenRun(context, run_directory).NeedRun();
}

void Task(const Context& context, const job::ResolvedJob& job,
          const std::string& run_directory, uint32_t task) {
  RunDirectory directory = OpenRun(context, run_directory);
  const RunRecord record = directory.NeedRun();
  const PlanRecord plan = directory.NeedPlan();
  if (task >= plan.tasks.size()) {
    throw Failure(ExitCode::kUsage, fmt::format("--index {}: the run has tasks 0 to {}",
                                                task, plan.tasks.size() - 1));
  }
  if (directory.TaskDone(task)) {
    context.log.Info(fmt::format("task {} is finished already", task));
    return;
  }
  CheckConnectors(record, job, true);
  directory.SyncNames();
  const Graph graph(job);
  services::CancelSource cancel(&context.cancel);
  context.progress.tasks = 1;
  TaskPhase phase(context, IdentityOf(record), job, graph, directory, plan,
                  Share::kOneTask, cancel);
  phase.RunTask(task);
}

RunResult Commit(const Context& context, const job::ResolvedJob& job,
                 const std::string& run_directory, bool wait) {
  RunDirectory directory = OpenRun(context, run_directory);
  Window window = Window::Of(context, run_directory);
  const WindowLock lock = window.Lock(context, "commit", wait);
  const RunState state = directory.State();
  if (state == RunState::kFinished) return CommittedResult(directory);
  const RunRecord record = directory.NeedRun();
  CheckConnectors(record, job, false);
  const RunIdentity run = IdentityOf(record);
  if (state == RunState::kAborting) {
    Withdrawn(context, run, job, directory, "its withdrawal had begun");
  }
  if (state != RunState::kCommitting) {
    try {
      Precommit(context, run, job, directory);
    } catch (const PrecommitRefused& refusal) {
      Withdrawn(context, run, job, directory, refusal.what());
    }
  }
  FinishCommit(context, run, job, directory);
  window.Retain();
  return ResultOf(directory);
}

void Abort(const Context& context, const job::ResolvedJob& job,
           const std::string& run_directory, const std::string& give_up) {
  RunDirectory directory = OpenRun(context, run_directory);
  Window window = Window::Of(context, run_directory);
  const WindowLock lock = window.Lock(context, "abort", false);
  const RunRecord record = directory.NeedRun();
  CheckConnectors(record, job, false);
  if (give_up.empty()) {
    AbortRun(context, IdentityOf(record), job, directory, "hopline abort");
  } else {
    GiveUpWriter(context, IdentityOf(record), job, directory, give_up);
  }
}

std::optional<RunResult> FailedReport(const Context& context,
                                      const std::string& run_directory,
                                      const std::string& note) {
  RunDirectory directory(context, run_directory);
  if (!directory.ReadRun()) return std::nullopt;
  const Report report = BuildReport(context, directory, Outcome::kFailed, note);
  return RunResult{run_directory, report.json, report.text};
}

}  // namespace hopline::run
