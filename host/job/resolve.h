/// \file resolve.h
/// From a script's text to the job that runs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/job/resolved_job.h"
#include "host/registry/catalog.h"
#include "host/services/diagnostic.h"

namespace hopline::job {

using services::Diagnostic;
using services::DocumentError;

/// Looks up an environment variable; nullopt when it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string&)>;
/// The process's own environment.
EnvironmentLookup ProcessEnvironment();

struct ResolveOptions {
  std::string path;  ///< of the script; "-" = `text` was read from standard input
  std::string text;  ///< the script, see ReadScript()

  /// --set k=v, in order, the last wins. The value may hold scheduling expressions.
  std::vector<std::pair<std::string, std::string>> set;
  /// -p "-Dk=v …" texts, values taken literally; --set wins over them.
  std::vector<std::string> defines;
  std::string cyctime;  ///< --cyctime; empty = now_unix_ms in the job's zone
  int64_t now_unix_ms = 0;

  std::string config_path;  ///< of hopline.json (config_file.h finds it); empty = none
  std::string environment;  ///< --env; empty = prod, or the only one
  EnvironmentLookup getenv = ProcessEnvironment();
};

/// Reads a script; "-" = standard input.
///
/// Errors: Failure(kUsage) naming path and reason; also for more than 16 MiB.
std::string ReadScript(const std::string& path);

/// Runs no plugin code: all it needs of connectors is in the catalog.
///
/// Everything that is wrong is reported at once.
/// remarks: gets notes and warnings, also when it throws; may be null.
/// Errors:  DocumentError, exit code 2, or 3 if only plugins are missing;
/// Failure(kPluginRefused)
///          from the catalog.
ResolvedJob Resolve(const ResolveOptions& options, const registry::Catalog& catalog,
                    std::vector<Diagnostic>* remarks);

}  // namespace hopline::job
