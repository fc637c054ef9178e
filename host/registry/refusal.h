/// \file refusal.h
/// The one line that says why a plugin does not count.
#pragma once

#include <string>

#include "host/services/exit_code.h"

namespace hopline::registry {

/// The steps from a manifest to a usable plugin, in order; docs/plugins.md describes
/// them.
enum class Step {
  kManifest,     ///< read the manifest; versions and platform
  kOpen,         ///< open the object: a regular file, beside its manifest
  kTrust,        ///< owner and permissions of folder and file
  kPin,          ///< pinned plugins: SHA-256 of the object
  kObject,       ///< the ELF check
  kPassport,     ///< the passport's bytes, read from the file
  kLoad,         ///< dlopen
  kOrigin,       ///< the entry comes from this very file
  kDescription,  ///< the entry's description: valid, and equal to the manifest
  kInit,         ///< the plugin's own set-up
};

/// "manifest", "open", "trust", …
const char* StepName(Step step);

/// Throws Failure(kPluginRefused): "plugin <file> refused (<step>): <reason>". Control
/// characters of file and reason are replaced, so that it is one line whatever they hold.
[[noreturn]] void Refuse(Step step, const std::string& file, const std::string& reason);

}  // namespace hopline::registry
