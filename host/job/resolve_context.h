/// \file resolve_context.h
/// What the parts of resolving share.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "host/job/config_file.h"
#include "host/job/lexer.h"
#include "host/job/resolve.h"
#include "host/registry/catalog.h"
#include "host/services/diagnostic.h"

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

}  // namespace hopline::job
