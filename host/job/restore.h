/// \file restore.h
/// The resolved job as run.json keeps it, and back. No secret is in the stored form; they
/// are read again from where they came.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/job/resolve.h"
#include "host/job/resolved_job.h"

namespace hopline::job {

/// One JSON object; see docs/run-directory.md.
std::string ToStoredJson(const ResolvedJob& job);

struct RestoreOptions {
  /// Only for variables that fed secrets and are therefore not stored: --set and -p
  /// again.
  std::vector<std::pair<std::string, std::string>> set;
  std::vector<std::string> defines;
  EnvironmentLookup getenv = ProcessEnvironment();
};

/// Rebuilds the job. Needs no catalog; connectors are named by id, version and digest.
///
/// Errors: Failure(kUsage) for a stored text that is damaged or of another format, and
/// for
///         every secret that cannot be read again: an environment variable not set, a
///         file gone, hopline.json or the script moved or changed; says which and the
///         cure.
ResolvedJob FromStoredJson(const std::string& text, const RestoreOptions& options);

}  // namespace hopline::job
