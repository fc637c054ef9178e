/// \file connector_choice.h
/// Which connector does a step's work.
#pragma once

#include <optional>

#include "host/job/model.h"
#include "host/job/resolve_context.h"
#include "host/job/resolved_job.h"
#include "host/services/schema.h"

namespace hopline::job {

/// Finds the connector of a step by hopline.json or its step type, notes it in *out, and
/// returns the schema of its parameters.
///
/// Errors: to context->list; the result is nothing then.
std::optional<services::SchemaNode> ChooseConnector(const ModelStep& step,
                                                    ResolveContext* context,
                                                    ResolvedStep* out);

}  // namespace hopline::job
