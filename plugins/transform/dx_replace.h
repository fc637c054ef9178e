#pragma once

#include "plugins/transform/column_step.h"

namespace hopline::plugins::transform {

/// dx_replace [start, length, text]: that part of the text gives way to `text`, whatever
/// its length. Text that is shorter than `start` makes the row dirty.
class DxReplace final : public ColumnStep {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit DxReplace(JobContext context);

 protected:
  std::unique_ptr<TextFunction> MakeFunction() const override;

 private:
  size_t start_ = 0, length_ = 0;
};

}  // namespace hopline::plugins::transform
