/// \file convert_fuzzer.cc
/// Any script, written in every shape that fits. What comes out must be read again
/// without a word about its text, and written in that shape a second time unchanged.

#include <cstdlib>
#include <string>
#include <vector>

#include "host/job/convert.h"
#include "host/job/lexer.h"
#include "host/services/exit_code.h"

namespace {

using hopline::job::Shape;

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequireCleanText(const std::string& text) {
  hopline::services::DiagnosticList list("converted");
  hopline::job::ParseTemplate(text, &list);
  Require(list.all().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Shape to : {Shape::kV2, Shape::kV1, Shape::kCore}) {
    std::string converted;
    try {
      converted = hopline::job::ConvertScript("fuzz", text, to, nullptr);
    } catch (const hopline::services::Failure&) {
      continue;  // refused with a reason, which is all that is asked
    }
    RequireCleanText(converted);
    Require(hopline::job::ConvertScript("again", converted, to, nullptr) == converted);
  }
  return 0;
}
