/// \file step_source.h
/// The data source that a step names.
#pragma once

#include <optional>
#include <string_view>

#include "host/job/config_file.h"
#include "host/job/model.h"
#include "host/job/resolve_context.h"
#include "host/job/resolved_job.h"
#include "host/services/json.h"
#include "host/services/schema.h"

namespace hopline::job {

/// A platform key's value, or nullptr when it is absent or blank.
const services::Json* PlatformValue(const ModelStep& step, std::string_view key);

/// What became of a step's `datasource`.
struct StepSource {
  std::optional<DataSource> found;
  bool failed = false;  ///< the script names one, but its fields are not there
};

/// Looks the data source up, notes it in *out and puts its fields among *parameters,
/// those of the script. The script's value wins, except for secrets, where the data
/// source's does.
///
/// Errors: to context->list.
StepSource MergeDataSource(const ModelStep& step, const services::SchemaNode& schema,
                           ResolveContext* context, ResolvedStep* out,
                           services::Json* parameters);

}  // namespace hopline::job
