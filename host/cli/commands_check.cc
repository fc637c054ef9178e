#include <fmt/format.h>

#include <hopline/error.hpp>

#include "host/cli/commands.h"
#include "host/cli/explain.h"
#include "host/cli/help_parts.h"
#include "host/job/schedule_params.h"
#include "host/job/zone.h"
#include "host/run/run.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

/// Which connector serves the step, and why.
std::string ServedBy(const job::ResolvedStep& step) {
  std::string line =
      fmt::format("{:<9} {:<20} {} {}: {}\n", registry::KindName(step.kind), step.name,
                  step.connector_id, step.plugin_version, step.choice);
  if (!step.datasource.empty()) {
    line += fmt::format("{:<30} data source {}\n", "", step.datasource);
  }
  return line;
}

/// Remarks that are warnings, and jobs that would lose data, into the log.
void Warn(App& app, const run::Findings& findings,
          const std::vector<services::Remark>& remarks) {
  for (const services::Remark& remark : remarks) {
    const std::string line = fmt::format("step '{}': {}", remark.step, remark.message);
    if (remark.level >= HOPLINE_LOG_WARN) {
      app.log().Warn(line);
    } else {
      app.log().Debug(line);
    }
  }
  for (const std::string& loss : findings.losses) app.log().Warn(loss);
}

/// One line per step; throws when one could not be reached.
void TellReached(App& app, const job::ResolvedJob& job, const run::Findings& findings) {
  size_t failed = 0;
  for (const run::Reached& reached : findings.reached) {
    const job::ResolvedStep& step = job.steps[reached.step];
    const std::string source = step.datasource.empty()
                                   ? std::string()
                                   : fmt::format(": data source {}", step.datasource);
    if (reached.problem.empty()) {
      app.Print(fmt::format("reached   {}{}\n", step.name, source));
      continue;
    }
    ++failed;
    app.Print(fmt::format("failed    {}{}\n", step.name, source));
    app.log().Error(reached.problem);
  }
  if (failed == 0) return;
  throw Failure(ExitCode::kJobFailed,
                fmt::format("{} of {} steps cannot reach their data, see above", failed,
                            findings.reached.size()));
}

}  // namespace

void CheckCommand(App& app) {
  const job::ResolvedJob job = app.ResolveJob();
  for (const job::ResolvedStep& step : job.steps) app.Print(ServedBy(step));
  std::vector<services::Remark> remarks;
  const run::Findings findings = app.Check(
      job, app.options().connect ? run::CheckDepth::kConnect : run::CheckDepth::kOffline,
      &remarks);
  Warn(app, findings, remarks);
  app.Print(fmt::format("guarantee {}\n", findings.guarantee.text));
  if (findings.guarantee.promise == run::Promise::kNothing) {
    app.log().Warn(findings.guarantee.text);
  }
  TellReached(app, job, findings);
}

void ExplainCommand(App& app) {
  const job::ResolvedJob job = app.ResolveJob();
  std::vector<services::Remark> remarks;
  const run::Findings findings = app.Check(
      job, app.options().connect ? run::CheckDepth::kPlan : run::CheckDepth::kOffline,
      &remarks);
  app.Print(Explain({job, app.catalog(), findings, remarks, app.options().set}));
  if (app.options().connect) TellReached(app, job, findings);
}

void ParamsCommand(App& app) {
  if (app.options().arguments.empty()) {
    throw Failure(ExitCode::kUsage,
                  "hopline params needs an expression, for example '$[yyyymmdd-1]'");
  }
  const job::WallTime now =
      job::WallTimeIn(job::kDefaultZone, services::SystemClock().UnixMs());
  const job::WallTime cyctime =
      app.options().cyctime.empty() ? now : job::ParseWallTime(app.options().cyctime);
  for (const std::string& expression : app.options().arguments) {
    app.Print(job::EvaluateSchedule(expression, cyctime, now) + "\n");
  }
}

void CompletionCommand(App& app) {
  const std::vector<std::string>& words = app.options().arguments;
  if (words.empty()) {
    throw Failure(ExitCode::kUsage,
                  "hopline completion needs a shell: bash, zsh or fish");
  }
  app.Print(CompletionScript(words[0]));
}

void ManCommand(App& app) {
  const std::vector<std::string>& words = app.options().arguments;
  app.Print(ManPage(words.empty() ? "" : words[0]));
}

}  // namespace hopline::cli
