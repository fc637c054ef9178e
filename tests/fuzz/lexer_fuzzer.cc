/// \file lexer_fuzzer.cc
/// Any text, with variables, through the lexer and the shapes. What the lexer accepts
/// must come back unchanged from strict JSON, and each accepted value must have a place
/// in the text.

#include <cstdlib>
#include <hopline/error.hpp>
#include <string>

#include "host/job/lexer.h"
#include "host/job/model.h"
#include "host/job/schedule_params.h"
#include "host/services/json.h"

namespace {

using hopline::job::VariableValue;
using hopline::services::Json;

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequirePlaces(const Json& value) {
  Require(value.place.known());
  for (const Json& item : value.items) RequirePlaces(item);
  for (const auto& member : value.members) RequirePlaces(member.value);
}

VariableValue Look(const std::string& name) {
  if (name == "startTime") return {"20230423175000", ""};
  if (name == "list") return {"[1,{\"a\":'x'}]", ""};
  if (name == "quote") return {"\"'\\\n", ""};
  return {};
}

void RequireSameAgain(const Json& root) {
  const std::string text = WriteJson(root);
  try {
    Require(WriteJson(hopline::services::ParseJson(text)) == text);
  } catch (const hopline::Error& e) {
    // The strict reader refuses numbers beyond a double's range; the lexer keeps them.
    Require(e.message().find("Number too big") != std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  hopline::services::DiagnosticList list("fuzz");
  const hopline::job::Document document =
      hopline::job::ParseDocument(text, 0, Look, &list);
  if (!document.root.is_null()) {
    RequirePlaces(document.root);
    RequireSameAgain(document.root);
    hopline::job::BuildModel(document.root, &list);
  }
  try {
    hopline::job::EvaluateSchedule(text, {1682276400}, {1682276400});
  } catch (const hopline::services::Failure&) {
    // Refused with a reason, which is all that is asked.
  }
  return 0;
}
