/// \file step_resolver.h
/// One step: its connector, its data source, its parameters. Used by resolve.cc.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "host/job/config_file.h"
#include "host/job/lexer.h"
#include "host/job/model.h"
#include "host/job/resolve.h"
#include "host/registry/catalog.h"
#include "host/services/schema.h"
#include "host/services/schema_check.h"

namespace hopline::job {

/// Everything that the steps of one job share.
struct ResolveContext {
  const ResolveOptions& options;
  const registry::Catalog& catalog;
  const ConfigFile& config;
  const std::string& environment;  ///< name in use, may be empty
  const Document& document;
  services::DiagnosticList& list;
  std::set<std::string> secret_variables;  ///< out: variables that went into secrets
  std::vector<std::string> secrets;        ///< out: values for redaction
};

/// Errors: to context->list; the result is then incomplete.
ResolvedStep ResolveStep(const ModelStep& step, ResolveContext* context);

}  // namespace hopline::job
