/// \file probe.h
/// Loading a plugin in a child process, for `plugins check`: whatever its constructors
/// do, the user gets one line.
#pragma once

#include <chrono>
#include <string>

#include "host/registry/registry.h"

namespace hopline::registry {

/// `hopline --probe-plugin MANIFEST`: how the child is started. Not for people.
inline constexpr const char* kProbeOption = "--probe-plugin";

struct ProbeOptions {
  std::string executable = "/proc/self/exe";  ///< understands kProbeOption
  std::chrono::milliseconds limit = std::chrono::seconds(10);
};

/// Loads the plugin in a child up to and with the check of its description, without init.
///
/// Errors: Failure(kPluginRefused): the child's own refusal, or the signal that ended it,
/// the
///         status it left with, or that it did not come back within the limit.
void Probe(const PluginInfo& plugin, const ProbeOptions& options);

/// The child's side, called by main before anything else. Returns the exit status.
int ProbeMain(const std::string& manifest_path, const SchemaCheck& check_schema);

/// SHA-256 of the plugin's object as it lies on disk, lower-case hex. `plugins check`
/// compares it with the manifest; `plugins pin` writes it down.
///
/// Errors: Failure(kPluginRefused).
std::string ObjectDigest(const PluginInfo& plugin);

}  // namespace hopline::registry
