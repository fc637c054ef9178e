/// \file manifest.h
/// hopline-<name>.json: what a plugin offers, known without running its code.
#pragma once

#include <string>

#include "host/registry/catalog.h"

namespace hopline::registry {

/// The only manifest_version that this host reads.
inline constexpr uint32_t kManifestVersion = 1;

/// Reads one manifest. Unknown keys are passed over; known ones must have their type.
/// Does not judge versions or platform: WhyNotUsable() does.
///
/// Errors: Failure(kPluginRefused) naming the file and the key.
PluginInfo ReadManifest(const std::string& path);

/// The same for a text that has been read; `path` is where it stands, for messages and
/// for the object's place.
PluginInfo ParseManifest(const std::string& path, const std::string& text);

/// Why this host cannot use the plugin (ABI version, platform, object absent), or empty.
std::string WhyNotUsable(const PluginInfo& plugin);

/// JSON text in a form that does not depend on white space: what manifest and description
/// are compared by. Empty if it is not valid JSON, or nested too deeply.
std::string CompactJson(const std::string& text);

}  // namespace hopline::registry
