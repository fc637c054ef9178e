/// \file config_pins.h
/// Writing pins into hopline.json without touching anything else in it.
#pragma once

#include <map>
#include <string>

#include "host/registry/registry.h"

namespace hopline::job {

/// The text of a configuration file with these pins in it: those of `environment`, or of
/// the top level for an empty name. Comments, order and layout of everything else stay;
/// pins of other plugins too, though not the comments among them.
///
/// path: of the file, for messages.
/// Errors: DocumentError, exit code 2, for a text that cannot be read; Failure(kUsage)
/// for
///         an environment that is not in it.
std::string WithPins(const std::string& text, const std::string& path,
                     const std::string& environment,
                     const std::map<std::string, registry::Pin>& pins);

}  // namespace hopline::job
