#include "host/registry/refusal.h"

#include <algorithm>

namespace hopline::registry {
namespace {

/// Names and loader messages come from outside: they must not break the line.
std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

}  // namespace

const char* StepName(Step step) {
  switch (step) {
    case Step::kManifest:
      return "manifest";
    case Step::kOpen:
      return "open";
    case Step::kTrust:
      return "trust";
    case Step::kPin:
      return "pin";
    case Step::kObject:
      return "object check";
    case Step::kPassport:
      return "passport";
    case Step::kLoad:
      return "load";
    case Step::kOrigin:
      return "origin";
    case Step::kDescription:
      return "description";
    case Step::kInit:
      return "init";
  }
  return "unknown step";
}

void Refuse(Step step, const std::string& file, const std::string& reason) {
  throw services::Failure(
      services::ExitCode::kPluginRefused,
      OneLine("plugin " + file + " refused (" + StepName(step) + "): " + reason));
}

}  // namespace hopline::registry
