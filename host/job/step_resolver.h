/// \file step_resolver.h
/// One step: its connector, its data source, its parameters. Used by resolve.cc.
#pragma once

#include "host/job/model.h"
#include "host/job/resolve_context.h"
#include "host/job/resolved_job.h"

namespace hopline::job {

/// Errors: to context->list; the result is then incomplete.
ResolvedStep ResolveStep(const ModelStep& step, ResolveContext* context);

}  // namespace hopline::job
