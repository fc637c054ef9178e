/// \file parsed.h
/// The lexer's answer to a text, for tests.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "host/job/lexer.h"

namespace hopline::job {

using VariableTexts = std::map<std::string, std::string>;

struct Parsed {
  Document document;
  std::string errors, warnings;  ///< "line:column: message", newline separated
};

inline Parsed Parse(const std::string& text, const VariableTexts& variables = {}) {
  DiagnosticList list("");
  Parsed parsed;
  parsed.document = ParseDocument(
      text, 0,
      [&](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? VariableValue{}
                                        : VariableValue{found->second, ""};
      },
      &list);
  for (const auto& one : list.all()) {
    std::string& to =
        one.severity == services::Severity::kError ? parsed.errors : parsed.warnings;
    to += (to.empty() ? "" : "\n") + services::FormatDiagnostic(one);
  }
  return parsed;
}

inline std::string Canonical(const std::string& text,
                             const VariableTexts& variables = {}) {
  const Parsed parsed = Parse(text, variables);
  CHECK_MESSAGE(parsed.errors.empty(), parsed.errors);
  return services::WriteJson(parsed.document.root);
}

}  // namespace hopline::job
