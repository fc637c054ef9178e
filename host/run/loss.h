/// \file loss.h
/// Jobs that would lose data by design, told from what the connectors say of themselves
/// (SPARSE, REPLACES, NULL_ERASES, STAGED) and from how their parameters change from run
/// to run.
#pragma once

#include <string>
#include <vector>

#include "host/run/open_job.h"

namespace hopline::run {

/// One line each: which steps, what would be lost, the cure. Empty = nothing was found.
std::vector<std::string> DataLosses(OpenJob& job);

}  // namespace hopline::run
