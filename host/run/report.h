/// \file report.h
/// What a run did, from its directory: as JSON and as lines for people.
#pragma once

#include <string>

#include "host/run/run_directory.h"

namespace hopline::run {

enum class Outcome { kDone, kAborted, kGivenUp, kFailed };

struct Report {
  std::string json;  ///< one object; docs/run-directory.md
  std::string text;  ///< several lines, ends with a newline
};

/// Reads run, plan and finished tasks. note: why it was aborted or failed, may be empty.
Report BuildReport(const Context& context, RunDirectory& directory, Outcome outcome,
                   const std::string& note);

/// The text of a finished run's report.json, in the job's language.
std::string ReportText(const std::string& json);

}  // namespace hopline::run
