/// \file places.h
/// Where plugins are looked for.
#pragma once

#include <string>
#include <vector>

#include "host/registry/catalog.h"

namespace hopline::registry {

/// The places in the order in which they win:
///   1. `plugin_dirs`: --plugin-dir of the command line; made absolute here
///   2. HOPLINE_PLUGIN_PATH, colon separated; ignored when the process runs with raised
///   rights
///   3. `configured_dirs`: plugin_dirs of hopline.json; absolute only
///   4. <prefix>/lib/hopline/plugins, where this executable is <prefix>/bin/…
/// Never the working directory by itself, no recursion, never the system's library path.
///
/// Errors: Failure(kUsage) for a configured directory that is not absolute.
std::vector<SearchPlace> SearchPlaces(const std::vector<std::string>& plugin_dirs,
                                      const std::vector<std::string>& configured_dirs);

/// A catalog of all these places.
Catalog ReadCatalog(const std::vector<SearchPlace>& places);

}  // namespace hopline::registry
