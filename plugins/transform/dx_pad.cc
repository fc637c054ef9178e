#include "plugins/transform/dx_pad.h"

#include <utility>

#include "plugins/common/words.h"
#include "plugins/transform/utf16.h"

namespace hopline::plugins::transform {
namespace {

class Pad final : public TextFunction {
 public:
  Pad(bool left, size_t length, std::string_view pad)
      : left_(left), length_(length), pad_(pad), pad_units_(Utf16Length(pad)) {}

  const char* Apply(TextBuffer& out, std::string_view text) override {
    const size_t units = Utf16Length(text);
    if (units >= length_) {
      AppendUnits(out, text, 0, length_);
      return nullptr;
    }
    if (left_) Fill(out, length_ - units);
    out.Append(text);
    if (!left_) Fill(out, length_ - units);
    return nullptr;
  }
  bool null_is_empty() const override { return true; }

 private:
  void Fill(TextBuffer& out, size_t units) {
    for (; units >= pad_units_; units -= pad_units_) out.Append(pad_);
    AppendUnits(out, pad_, 0, units);
  }

  const bool left_;
  const size_t length_;
  const std::string_view pad_;
  const size_t pad_units_;
};

}  // namespace

DxPad::DxPad(JobContext context)
    : ColumnStep(std::move(context), {"l or r", "length", "pad"}),
      left_(EqualsIgnoringCase(parameters_.paras[0], "l")),
      length_(parameters_.Number(1)) {
  if (!left_ && !EqualsIgnoringCase(parameters_.paras[0], "r")) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/paras/0: '" + parameters_.paras[0] +
                    "' is no side; write l for the left or r for the right");
  }
  if (parameters_.paras[2].empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/paras/2: is empty; give the text to fill up with");
  }
}

std::unique_ptr<TextFunction> DxPad::MakeFunction() const {
  return std::make_unique<Pad>(left_, length_, parameters_.paras[2]);
}

}  // namespace hopline::plugins::transform
