/// \file check.h
/// Everything short of moving data: what `hopline check` and `hopline explain` know.
#pragma once

#include <string>
#include <vector>

#include "host/run/context.h"
#include "host/run/guarantee.h"
#include "host/run/records.h"

namespace hopline::run {

enum class CheckDepth {
  kOffline,  ///< opens the connectors; no network
  kConnect,  ///< also asks every source and target whether it can be reached
  kPlan,     ///< also asks the readers for their tasks
};

/// Whether a step's source or target answered.
struct Reached {
  Position step = 0;
  std::string problem;  ///< with the cure; empty = it answered
};

struct Findings {
  Guarantee guarantee;
  std::vector<std::string> losses;    ///< see loss.h
  std::vector<Reached> reached;       ///< from kConnect on: every step
  std::vector<PlanTaskRecord> tasks;  ///< kPlan, when everything was reached
};

/// Opens every step with HOPLINE_JOB_CHECK_ONLY. What a connector logs meanwhile is its
/// opinion of the configuration.
///
/// Errors: Failure(kUsage) for the graph; Error of a connector that refuses its
/// parameters, or whose schema does not fit.
Findings Check(const Context& context, const job::ResolvedJob& job, CheckDepth depth);

}  // namespace hopline::run
