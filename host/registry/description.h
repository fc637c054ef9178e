/// \file description.h
/// The description that a plugin's entry returns: judged, and put into the catalog's
/// form.
#pragma once

#include <hopline/plugin.h>

#include <string>

#include "host/registry/registry.h"

namespace hopline::registry {

/// Checks everything that a plugin's description must be (docs/plugins.md) and returns it
/// in the catalog's form; linked, paths, digest and platform are left empty. `source`
/// names the plugin in messages: the object's path. No schema is judged with an empty
/// `check_schema`.
///
/// Errors: Failure(kPluginRefused) naming source, field and rule.
PluginInfo Describe(const hopline_plugin* plugin, const std::string& source,
                    const SchemaCheck& check_schema);

/// Errors: Failure(kPluginRefused) naming the first field in which the two differ.
void RequireEqual(const PluginInfo& manifest, const PluginInfo& described);

}  // namespace hopline::registry
