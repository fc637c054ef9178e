/// \file connector_docs.h
/// What a connector takes, told from its schema: for the terminal, for documentation
/// pages, for programs. docs/connectors/*.md hold the markdown form
/// (scripts/generate-docs).
#pragma once

#include <string>
#include <vector>

#include "host/cli/options.h"
#include "host/registry/catalog.h"

namespace hopline::cli {

/// width: of the text form, in characters.
std::string DescribeConnector(const registry::ConnectorInfo& connector,
                              OutputFormat format, size_t width);

/// Several connectors as one JSON list, without their parameters.
std::string ListAsJson(const std::vector<const registry::ConnectorInfo*>& connectors);

}  // namespace hopline::cli
