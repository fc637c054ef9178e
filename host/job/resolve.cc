#include "host/job/resolve.h"

#include <fmt/format.h>

#include <hopline/connector.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "host/job/config_file.h"
#include "host/job/digest.h"
#include "host/job/graph.h"
#include "host/job/lexer.h"
#include "host/job/model.h"
#include "host/job/periods.h"
#include "host/job/setting.h"
#include "host/job/step_resolver.h"
#include "host/job/variables.h"
#include "host/job/zone.h"

namespace hopline::job {

using services::DiagnosticList;
using services::ExitCode;
using services::Failure;

namespace {

/// Stops beyond the limit, so that the caller sees that it is exceeded.
std::string ReadStream(std::istream* in) {
  std::string text;
  char chunk[16384];
  while (text.size() <= kMaxScriptBytes && *in) {
    in->read(chunk, sizeof chunk);
    text.append(chunk, static_cast<size_t>(in->gcount()));
  }
  return text;
}

/// The job's zone before any variable has a value; needed for "now".
std::string ProbeZone(const std::string& script) {
  DiagnosticList unheard("");
  const Document document = ParseDocument(
      script, 0, [](const std::string&) { return VariableValue{}; }, &unheard);
  for (const char* pointer :
       {"/setting/common/column/timeZone",
        "/configuration/setting/common/column/timeZone",
        "/job/setting/common/column/timeZone", "/common/column/timeZone"}) {
    const Json* zone = services::FindPointer(document.root, pointer);
    // A wrong zone is reported, with its place, when the setting is read.
    if (zone != nullptr && zone->is_string() && IsKnownZone(zone->text))
      return zone->text;
  }
  return kDefaultZone;
}

class Resolver {
 public:
  Resolver(const ResolveOptions& options, const registry::Catalog& catalog,
           DiagnosticList* list)
      : options_(options), catalog_(catalog), list_(*list) {}

  ResolvedJob Run() {
    job_.document_path = options_.path;
    job_.document_digest = Sha256Hex(options_.text);
    const ConfigFile config(options_.config_path, &list_);
    job_.config_path = config.path();
    Variables variables = MakeVariables();
    const Document document = ParseDocument(
        options_.text, 0, [&](const std::string& name) { return variables.Look(name); },
        &list_);
    if (document.root.is_null()) list_.ThrowIfFailed();
    WarnUnused(variables);
    const Model model = BuildModel(document.root, &list_);
    job_.setting = ReadSetting(model, UserLocale(options_.getenv), &list_);
    job_.environment = config.ChooseEnvironment(options_.environment);
    job_.environment_choice = config.WhyEnvironment(options_.environment);
    ResolveContext context{options_, catalog_, config, job_.environment,
                           document, list_,    {},     {}};
    for (const ModelStep& step : model.steps) {
      job_.steps.push_back(ResolveStep(step, &context));
    }
    // A step that could not be read would only be missed again.
    if (!list_.failed()) job_.edges = BuildGraph(model, &list_);
    list_.ThrowIfFailed();
    Finish(variables, context);
    return std::move(job_);
  }

  /// The scheduled time, after Run().
  WallTime cyctime() const { return cyctime_; }

 private:
  Variables MakeVariables() {
    const auto tells_time = [](const auto& one) {
      return one.second.find("$bizmonth") != std::string::npos;
    };
    WallTime now;
    if (options_.cyctime.empty() ||
        std::any_of(options_.set.begin(), options_.set.end(), tells_time)) {
      now = WallTimeIn(ProbeZone(options_.text), options_.now_unix_ms);
    }
    cyctime_ = options_.cyctime.empty() ? now : ParseWallTime(options_.cyctime);
    return Variables(options_.set, options_.defines, cyctime_, now, options_.getenv);
  }

  void WarnUnused(const Variables& variables) {
    for (const std::string& name : variables.Unused()) {
      list_.Warn(
          {}, "",
          fmt::format("variable {} is given, but the script has no ${{{}}}", name, name));
    }
  }

  void Finish(const Variables& variables, const ResolveContext& context) {
    job_.variables = variables.used();
    std::set<std::string> secret = context.secret_variables;
    // Also of values that something else replaced, a data source's key say.
    for (const auto& [place, origin] : context.document.origins) {
      if (origin.secret) secret.insert(origin.names.begin(), origin.names.end());
    }
    job_.secrets = context.secrets;
    for (auto& [name, value] : job_.variables) {
      if (!secret.contains(name)) continue;
      if (std::ranges::find(job_.secrets, value) == job_.secrets.end()) {
        job_.secrets.push_back(value);
      }
      value = "***";
    }
    Json key = Json::Array();
    for (const ResolvedStep& step : job_.steps) {
      key.items.push_back(Json::String(step.connector_id));
      key.items.push_back(Json::String(step.key_json));
    }
    job_.job_key = Sha256Hex(WriteJson(key));
  }

  const ResolveOptions& options_;
  const registry::Catalog& catalog_;
  DiagnosticList& list_;
  WallTime cyctime_;
  ResolvedJob job_;
};

}  // namespace

std::string ReadScript(const std::string& path) {
  const auto fail = [&](const std::string& reason) {
    return Failure(ExitCode::kUsage, fmt::format("{}: {}", path, reason));
  };
  std::string text;
  if (path == "-") {
    text = ReadStream(&std::cin);
  } else {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      throw fail("is a directory, not a file");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) throw fail(std::string("cannot be read: ") + std::strerror(errno));
    text = ReadStream(&file);
    if (file.bad()) throw fail(std::string("reading failed: ") + std::strerror(errno));
  }
  if (text.size() > kMaxScriptBytes) throw fail("is larger than 16 MiB");
  return text;
}

namespace {

/// Only of use where a target is replaced: it costs as much as resolving five times.
bool WantsPeriods(const ResolvedJob& job, const registry::Catalog& catalog) {
  return std::any_of(job.steps.begin(), job.steps.end(), [&](const ResolvedStep& step) {
    const registry::ConnectorInfo* info = catalog.FindById(step.connector_id);
    return info != nullptr && (info->capabilities & HOPLINE_CAP_REPLACES) != 0;
  });
}

}  // namespace

ResolvedJob Resolve(const ResolveOptions& options, const registry::Catalog& catalog,
                    std::vector<Diagnostic>* remarks) {
  DiagnosticList list(options.path);
  const auto hand_over = [&] {
    if (remarks == nullptr) return;
    const auto found = list.Remarks();
    remarks->insert(remarks->end(), found.begin(), found.end());
  };
  try {
    Resolver resolver(options, catalog, &list);
    ResolvedJob job = resolver.Run();
    if (WantsPeriods(job, catalog)) {
      FindPeriods(
          [&](const std::string& cyctime) {
            ResolveOptions other = options;
            other.cyctime = cyctime;
            DiagnosticList unheard(options.path);
            return Resolver(other, catalog, &unheard).Run();
          },
          resolver.cyctime(), &job);
    }
    hand_over();
    return job;
  } catch (const Failure&) {
    hand_over();
    throw;
  }
}

}  // namespace hopline::job
