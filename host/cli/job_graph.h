/// \file job_graph.h
/// Pictures of a job: its steps and the ways of the rows between them.
#pragma once

#include <string>

#include "host/job/resolved_job.h"

namespace hopline::cli {

/// One tree for each reader, steps indented below the one that feeds them.
std::string GraphAsText(const job::ResolvedJob& job);

/// A drawing that stands alone: readers at the left, writers at the right; light and dark
/// follow the viewer.
std::string GraphAsSvg(const job::ResolvedJob& job);

}  // namespace hopline::cli
