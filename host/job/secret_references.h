/// \file secret_references.h
/// What stands for secrets in run.json: `{"$secret": "<reference>"}` in their place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/job/config_file.h"
#include "host/job/model.h"
#include "host/job/resolve_context.h"
#include "host/services/json.h"
#include "host/services/schema_check.h"

namespace hopline::job {

/// No parameter may be called $secret. Errors: to *list.
void RefuseSecretMember(const services::Json& value, const std::string& pointer,
                        services::DiagnosticList* list);

/// Puts into the place of each secret of a step where it can be read again. Values and
/// the variables that gave them are noted in *context. `source`: the step's data source.
void StoreReferences(const std::vector<services::SecretValue>& secrets,
                     const ModelStep& step, const std::optional<DataSource>& source,
                     ResolveContext* context, services::Json* config);

}  // namespace hopline::job
