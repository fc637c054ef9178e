/// \file graph.h
/// From steps and hops to the edges along which rows go.
#pragma once

#include <vector>

#include "host/job/model.h"
#include "host/job/resolved_job.h"
#include "host/services/diagnostic.h"

namespace hopline::job {

/// Edges between indices of model.steps.
///
/// Without hops there is one reader and one writer. Processing steps that no hop names go
/// between them in array order; that is refused where it would be ambiguous. Every step
/// lies on a way from a reader to a writer, there is no cycle, and no writer is reached
/// twice from one reader.
///
/// Errors: to `list`, with the names.
std::vector<Edge> BuildGraph(const Model& model, services::DiagnosticList* list);

}  // namespace hopline::job
