#include "plugins/transform/dx_replace.h"

#include <utility>

#include "plugins/transform/utf16.h"

namespace hopline::plugins::transform {
namespace {

class Replace final : public TextFunction {
 public:
  Replace(size_t start, size_t length, std::string_view by)
      : start_(start), length_(length), by_(by) {}
  const char* Apply(TextBuffer& out, std::string_view text) override {
    const size_t units = Utf16Length(text);
    if (start_ > units) return "the text is shorter than the start";
    AppendUnits(out, text, 0, start_);
    out.Append(by_);
    AppendUnits(out, text, start_ + length_, units);
    return nullptr;
  }

 private:
  const size_t start_, length_;
  const std::string_view by_;
};

}  // namespace

DxReplace::DxReplace(JobContext context)
    : ColumnStep(std::move(context), {"start", "length", "text"}),
      start_(parameters_.Number(0)),
      length_(parameters_.Number(1)) {}

std::unique_ptr<TextFunction> DxReplace::MakeFunction() const {
  return std::make_unique<Replace>(start_, length_, parameters_.paras[2]);
}

}  // namespace hopline::plugins::transform
