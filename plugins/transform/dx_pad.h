#pragma once

#include "plugins/transform/column_step.h"

namespace hopline::plugins::transform {

/// dx_pad [l or r, length, pad]: text filled up to `length` UTF-16 units on the left or
/// the right; longer text is cut to its first `length` units. A null counts as empty
/// text.
class DxPad final : public ColumnStep {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit DxPad(JobContext context);

 protected:
  std::unique_ptr<TextFunction> MakeFunction() const override;

 private:
  bool left_ = false;
  size_t length_ = 0;
};

}  // namespace hopline::plugins::transform
