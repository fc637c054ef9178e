#include <fmt/format.h>

#include <hopline/error.hpp>

#include "host/cli/commands.h"
#include "host/job/schedule_params.h"
#include "host/job/zone.h"
#include "host/run/run.h"
#include "host/services/exit_code.h"
#include "host/services/json.h"

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

/// One parameter per line, and whether somebody gave it.
std::string Parameters(const job::ResolvedStep& step) {
  std::string text;
  const services::Json stored = services::ParseJson(step.stored_json);
  const services::Json given = services::ParseJson(step.key_json);
  for (const services::JsonMember& member : stored.members) {
    const bool secret = member.value.Find("$secret") != nullptr;
    const bool is_given = secret || given.Find(member.name) != nullptr;
    text += fmt::format("    {} = {}{}\n", member.name,
                        secret ? "***" : services::WriteJson(member.value),
                        is_given ? "" : "  (default)");
  }
  return text;
}

}  // namespace

void CheckCommand(App& app) {
  const job::ResolvedJob job = app.ResolveJob();
  for (const job::ResolvedStep& step : job.steps) app.Print(ServedBy(step));
  const run::Guarantee guarantee = run::Check(app.context(), job, app.options().connect);
  app.Print(fmt::format("guarantee {}\n", guarantee.text));
  if (guarantee.promise == run::Promise::kNothing) app.log().Warn(guarantee.text);
}

void ExplainCommand(App& app) {
  const job::ResolvedJob job = app.ResolveJob();
  if (!job.environment.empty()) {
    app.Print(fmt::format("environment {}\n", job.environment));
  }
  for (const auto& [name, value] : job.variables) {
    app.Print(fmt::format("variable {} = {}\n", name, value));
  }
  for (const job::ResolvedStep& step : job.steps) {
    app.Print(ServedBy(step));
    app.Print(Parameters(step));
  }
  const job::Setting& setting = job.setting;
  app.Print(fmt::format("tasks at once: at most {}\n", setting.concurrent));
  app.Print(setting.bytes_per_second == 0
                ? "no rate limit\n"
                : fmt::format("at most {} bytes per second\n", setting.bytes_per_second));
  if (setting.error_record) {
    app.Print(fmt::format("at most {} dirty rows\n", *setting.error_record));
  } else if (setting.error_percentage) {
    app.Print(fmt::format("at most {} % dirty rows\n", *setting.error_percentage * 100));
  } else {
    app.Print("any number of dirty rows\n");
  }
  app.Print(fmt::format("guarantee {}\n", run::Check(app.context(), job, false).text));
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

}  // namespace hopline::cli
