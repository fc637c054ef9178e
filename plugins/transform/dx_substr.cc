#include "plugins/transform/dx_substr.h"

#include <utility>

#include "plugins/transform/utf16.h"

namespace hopline::plugins::transform {
namespace {

class Substr final : public TextFunction {
 public:
  Substr(size_t start, size_t length) : start_(start), length_(length) {}
  const char* Apply(TextBuffer& out, std::string_view text) override {
    if (start_ > Utf16Length(text)) return "the text is shorter than the start";
    AppendUnits(out, text, start_, start_ + length_);
    return nullptr;
  }

 private:
  const size_t start_, length_;
};

}  // namespace

DxSubstr::DxSubstr(JobContext context)
    : ColumnStep(std::move(context), {"start", "length"}),
      start_(parameters_.Number(0)),
      length_(parameters_.Number(1)) {}

std::unique_ptr<TextFunction> DxSubstr::MakeFunction() const {
  return std::make_unique<Substr>(start_, length_);
}

}  // namespace hopline::plugins::transform
