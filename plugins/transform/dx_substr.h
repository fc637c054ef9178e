#pragma once

#include "plugins/transform/column_step.h"

namespace hopline::plugins::transform {

/// dx_substr [start, length]: that part of the text, counted in UTF-16 units. Text that
/// is shorter than `start` makes the row dirty.
///
/// Source: job.md §5.3, as all steps of this folder.
class DxSubstr final : public ColumnStep {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit DxSubstr(JobContext context);

 protected:
  std::unique_ptr<TextFunction> MakeFunction() const override;

 private:
  size_t start_ = 0, length_ = 0;
};

}  // namespace hopline::plugins::transform
