/// \file run.h
/// The commands: a whole run in one process, and the same run in pieces over the same
/// functions.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/run/context.h"
#include "host/run/guarantee.h"
#include "host/run/run_store.h"
#include "host/services/exit_code.h"

namespace hopline::run {

/// Runs one task in a process of its own (hopline task RUN --index K) and waits for it.
///
/// Errors: Error with UNAVAILABLE when a signal killed it (a retry makes sense); Failure
/// with
///         its exit code otherwise.
using SpawnTask = std::function<void(const std::string& run_directory, uint32_t task,
                                     services::CancelSource& cancel)>;

struct RunOptions {
  bool resume = false;
  bool wait = false;        ///< for another run of the window
  bool take_over = false;   ///< of an unfinished run in pieces
  std::string run_id = {};  ///< empty = a new one
  /// Told the directory of the run as soon as there is one: begun, resumed or recovered.
  std::function<void(const std::string& run_directory)> on_directory = {};
  SpawnTask spawn_task = {};  ///< set for --isolate
};

struct RunResult {
  std::string directory;
  std::string report_json;
  std::string report_text;
};

/// Plan, tasks and commit; first deals with an unfinished run of the same window:
/// finishes its commit and then starts nothing anew, or resumes it, or withdraws it.
///
/// Errors: Failure with the documented exit code; Error of a connector (exit code 1; the
/// run
///         stands for --resume).
RunResult Run(const Context& context, const job::ResolvedJob& job,
              const RunOptions& options);

/// Plans a run in pieces and returns its directory.
///
/// Errors: as Run(); Failure(kJobFailed) for an unfinished run in pieces without
/// take_over.
std::string Plan(const Context& context, const job::ResolvedJob& job,
                 const RunOptions& options);

/// The functions below work on the directory of an existing run. `job` is restored from
/// its run.json, see job/restore.h.

/// What run.json holds. Errors: Failure(kUsage) when the path is no run directory.
RunRecord ReadRunRecord(const Context& context, const std::string& run_directory);

/// Runs one task; one that is finished is left alone.
void Task(const Context& context, const job::ResolvedJob& job,
          const std::string& run_directory, uint32_t task);

/// Precommit (a refusal is Failure(kJobFailed), after withdrawing the run), commit,
/// acknowledge, report. Of a finished run it gives the report again.
RunResult Commit(const Context& context, const job::ResolvedJob& job,
                 const std::string& run_directory, bool wait);

/// give_up: a writer's step name, or empty.
void Abort(const Context& context, const job::ResolvedJob& job,
           const std::string& run_directory, const std::string& give_up);

/// The report of a run that failed and stands, for --report. nullopt when there is no
/// run.json.
std::optional<RunResult> FailedReport(const Context& context,
                                      const std::string& run_directory,
                                      const std::string& note);

}  // namespace hopline::run
