/// \file object_pattern.h
/// Names with wildcards, as the readers of objects and files take them.
#pragma once

#include <string>
#include <string_view>

namespace hopline::plugins {

/// Whether a name fits a pattern: `*` any text ("/" too), `?` one character, `[a-z]` a
/// class; everything else stands for itself.
bool MatchesPattern(std::string_view pattern, std::string_view name);
/// Whether a name has a wildcard, and what stands before the first.
bool HasWildcard(std::string_view pattern);
std::string FixedPart(std::string_view pattern);

}  // namespace hopline::plugins
