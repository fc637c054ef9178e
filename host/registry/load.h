/// \file load.h
/// From a manifest to a validated description: the only place where foreign code gets in.
#pragma once

#include <hopline/hopline.h>

#include "host/registry/registry.h"

namespace hopline::registry {

/// Runs the steps "open" to "description" of refusal.h for a plugin of the catalog. A
/// static plugin (plugin.linked) has only its description judged. The loaded object stays
/// until the process ends, also when a later step refuses it.
///
/// Threads: one call at a time in the whole process; Registry sees to it.
/// Errors:  Failure(kPluginRefused).
const hopline_plugin* LoadDescription(const PluginInfo& plugin,
                                      const RegistryOptions& options);

}  // namespace hopline::registry
