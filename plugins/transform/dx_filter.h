#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <string>

#include "plugins/common/column_formats.h"
#include "plugins/transform/column_step.h"

namespace hopline::plugins::transform {

/// The comparisons of dx_filter.
enum class Comparison : uint8_t {
  kLike,
  kNotLike,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kEqual,
  kNotEqual,
};

/// dx_filter [operator, value]: a row that matches is removed. `like` and `not like` take
/// a regular expression for the whole text; the others compare by the column's kind. The
/// value `null` means null under = and !=.
///
/// Source: job.md §5.3.
class DxFilter final : public Processor {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit DxFilter(JobContext context);

  /// Errors: SCHEMA_MISMATCH if the value is no number where the column is one.
  Schema Bind(const ArrowSchema& in) override;
  std::unique_ptr<ProcessorTask> OpenTask(TaskContext context) override;

 private:
  const JobContext context_;
  const ColumnParameters parameters_;
  const ColumnFormats formats_;
  const Comparison comparison_;
  StepShape shape_;
};

}  // namespace hopline::plugins::transform
