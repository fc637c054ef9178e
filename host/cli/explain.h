/// \file explain.h
/// A plan in words: `hopline explain`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/job/resolved_job.h"
#include "host/registry/catalog.h"
#include "host/run/check.h"
#include "host/services/host_table.h"

namespace hopline::cli {

struct Explanation {
  const job::ResolvedJob& job;
  const registry::Catalog& catalog;
  const run::Findings& findings;
  const std::vector<services::Remark>& remarks;                 ///< of the connectors
  const std::vector<std::pair<std::string, std::string>>& set;  ///< --set, as typed
};

/// Every parameter with its source, data source and environment of each step, tasks,
/// limits, the guarantee, and at the end what would lose data. No secrets.
std::string Explain(const Explanation& about);

}  // namespace hopline::cli
