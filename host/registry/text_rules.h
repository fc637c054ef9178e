/// \file text_rules.h
/// Rules for the strings of manifests and descriptions.
#pragma once

#include <string_view>

namespace hopline::registry {

/// Valid UTF-8: shortest form, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

/// Of plugins, connectors and modules: [a-z0-9][a-z0-9.-]*
bool IsId(std::string_view text);

/// Words that a job may use for a connector: [A-Za-z0-9_-]+
bool IsStepType(std::string_view text);

/// How deep objects and arrays of a JSON text are nested, at most; brackets in strings do
/// not count. Looked at before parsing, because trees are walked by recursion afterwards.
size_t JsonDepth(std::string_view text);

/// No manifest and no schema is nested deeper.
inline constexpr size_t kMaxJsonDepth = 64;

}  // namespace hopline::registry
