/// \file references.h
/// Values that stand outside the documents: `${env:NAME}` and `${file:PATH}`.
#pragma once

#include <string>

#include "host/job/resolve.h"
#include "host/job/source_text.h"

namespace hopline::job {

/// True for "env:NAME" and "file:PATH".
bool IsExternalReference(const std::string& name);

/// Reads "env:NAME" or "file:PATH" (without `${}`); a file without its last line end, at
/// most 64 KiB, a relative path taken from `base_directory` (empty = the working
/// directory).
VariableValue ReadExternalReference(const std::string& name,
                                    const EnvironmentLookup& getenv,
                                    const std::string& base_directory);

/// The same reference with a file's path made absolute, so that another process can read
/// it.
std::string AbsoluteReference(const std::string& name, const std::string& base_directory);

/// Replaces `${env:…}` and `${file:…}` in a text of hopline.json. *reference becomes
/// "env:…" or "file:…" when the text is one reference and nothing else; *problem what is
/// wrong, if anything.
std::string ExpandReferences(const std::string& text, const EnvironmentLookup& getenv,
                             const std::string& base_directory, std::string* reference,
                             std::string* problem);

}  // namespace hopline::job
