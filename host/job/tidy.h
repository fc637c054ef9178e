/// \file tidy.h
/// Brings the structural keys of a script to their documented spelling.
#pragma once

#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

/// Renames structural keys that have blanks around them or other capitals, and trims the
/// keys of parameters. Everything else stays, in its order.
void TidyKeys(services::Json* root, services::DiagnosticList* list);

/// Trims the keys of a value, at every depth.
void TrimKeys(services::Json* value);

}  // namespace hopline::job
