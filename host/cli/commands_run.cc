#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <hopline/error.hpp>
#include <optional>
#include <string_view>

#include "host/cli/commands.h"
#include "host/cli/spawn.h"
#include "host/cli/ticker.h"
#include "host/run/check.h"
#include "host/run/run.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

/// directory: where the run's directory goes once there is one.
run::RunOptions RunOptionsOf(App& app, std::string* directory) {
  const Options& options = app.options();
  run::RunOptions out;
  out.resume = options.resume;
  out.wait = options.wait;
  out.take_over = options.take_over;
  out.run_id = options.run_id;
  out.on_directory = [directory](const std::string& path) { *directory = path; };
  if (options.isolate) out.spawn_task = MakeSpawn(options, app.context().clock);
  return out;
}

/// Hours before it is written.
void CheckReport(const App& app) {
  const std::filesystem::path path = app.options().report;
  if (path.empty()) return;
  const std::filesystem::path folder =
      path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const bool exists = ::access(path.c_str(), F_OK) == 0;
  if (::access(exists ? path.c_str() : folder.c_str(), W_OK) == 0) return;
  throw Failure(ExitCode::kUsage,
                fmt::format("--report {}: {}", path.string(), std::strerror(errno)));
}

/// A failure is told only: whoever repeats a job that is done, because of it, moves its
/// rows twice.
void SaveReport(App& app, const std::string& json) {
  const std::string& path = app.options().report;
  if (path.empty()) return;
  std::ofstream file(path, std::ios::trunc);
  file << json << "\n";
  file.close();
  if (!file) app.log().Error(fmt::format("writing the report to {} failed", path));
}

void ShowReport(App& app, const run::RunResult& result) {
  app.log().Info(
      fmt::format("run directory {}\n{}", result.directory,
                  result.report_text.substr(0, result.report_text.size() - 1)));
  SaveReport(app, result.report_json);
}

void ShowProgress(App& app, std::optional<Ticker>& ticker) {
  if (app.options().quiet) return;
  const char* kind = std::getenv("TERM");
  const bool dumb = kind != nullptr && std::string_view(kind) == "dumb";
  const bool terminal = ::isatty(STDERR_FILENO) == 1 && !dumb && !app.options().json_log;
  ticker.emplace(app.progress(), app.log(), app.context().clock, terminal);
}

/// A run that failed before its commit stands: says so, and writes the report of the
/// failure.
void TellWhatStands(App& app, const std::string& directory, const std::string& why) {
  if (directory.empty()) return;
  if (run::RunDirectory(app.context(), directory).State() == run::RunState::kPlanned) {
    app.log().Info(
        fmt::format("the run stands in {}: hopline run … --resume goes on, a "
                    "plain run or hopline abort withdraws it\n"
                    "Current task status: ERROR",
                    directory));
  }
  if (const auto result = run::FailedReport(app.context(), directory, why)) {
    SaveReport(app, result->report_json);
  }
}

}  // namespace

void RunCommand(App& app) {
  CheckReport(app);
  const job::ResolvedJob job = app.ResolveJob();
  std::string directory;
  const run::RunOptions options = RunOptionsOf(app, &directory);
  run::Context& context = app.context();
  if (job.setting.check_only) {
    app.log().Info("dryRun: the job is checked and nothing is moved");
    run::Check(context, job, run::CheckDepth::kOffline);
    return;
  }
  try {
    std::optional<Ticker> ticker;
    ShowProgress(app, ticker);
    const run::RunResult result = run::Run(context, job, options);
    ticker.reset();
    ShowReport(app, result);
  } catch (const std::exception& error) {
    // Whatever fails here must not hide what failed first.
    try {
      TellWhatStands(app, directory, error.what());
    } catch (const std::exception& second) {
      app.log().Warn(second.what());
    }
    throw;
  }
}

void PlanCommand(App& app) {
  const job::ResolvedJob job = app.ResolveJob();
  std::string directory;
  app.Print(run::Plan(app.context(), job, RunOptionsOf(app, &directory)) + "\n");
}

void TaskCommand(App& app) {
  const std::string directory = app.RunDirectory();
  if (!app.options().index) {
    throw Failure(ExitCode::kUsage,
                  "hopline task needs --index K, the number of the task");
  }
  run::Task(app.context(), app.RestoreJob(directory), directory, *app.options().index);
}

void CommitCommand(App& app) {
  CheckReport(app);
  const std::string directory = app.RunDirectory();
  ShowReport(app, run::Commit(app.context(), app.RestoreJob(directory), directory,
                              app.options().wait));
}

void AbortCommand(App& app) {
  if (!app.options().older_than_ms) {
    const std::string directory = app.RunDirectory();
    run::Abort(app.context(), app.RestoreJob(directory), directory,
               app.options().give_up);
    return;
  }
  const int64_t before = app.context().clock.UnixMs() - *app.options().older_than_ms;
  int left = 0;
  for (const run::RunSummary& run : run::ListRuns(app.context())) {
    if (run.state == run::RunState::kFinished ||
        run.state == run::RunState::kCommitting || run.record.started_unix_ms > before) {
      continue;
    }
    try {
      run::Abort(app.context(), app.RestoreJob(run.path), run.path, "");
      app.log().Info(fmt::format("withdrawn: {}", run.path));
    } catch (const std::exception& error) {
      app.log().Warn(fmt::format("{}: {}", run.path, error.what()));
      ++left;
    }
  }
  if (left > 0) {
    throw Failure(ExitCode::kJobFailed,
                  fmt::format("{} run{} could not be withdrawn, see above", left,
                              left == 1 ? "" : "s"));
  }
}

void RunsCommand(App& app) {
  std::optional<job::ResolvedJob> job;
  if (!app.options().arguments.empty()) job = app.ResolveJob();
  const auto state = [](const run::RunSummary& run) -> std::string {
    switch (run.state) {
      case run::RunState::kFinished:
        return run.outcome;
      case run::RunState::kCommitting:
        return "committing";
      case run::RunState::kAborting:
        return "aborting";
      case run::RunState::kPlanned:
        return "unfinished";
      default:
        return "begun";
    }
  };
  for (const run::RunSummary& run : run::ListRuns(app.context(), job ? &*job : nullptr)) {
    app.Print(fmt::format("{}  {:>3}  {:<10}  {}  {}\n",
                          services::FormatInstant(run.record.started_unix_ms),
                          run.record.incarnation, state(run), run.record.run_id,
                          run.path));
  }
}

}  // namespace hopline::cli
