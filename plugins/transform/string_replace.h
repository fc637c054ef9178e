#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/transform/row_task.h"

namespace hopline::plugins::transform {

/// One item of `condition`.
struct ReplaceRule {
  std::string name;  ///< of the column
  std::string find, by;
  bool regex = false;
  bool case_sensitive = false;
  std::string pointer;
};

/// stringreplace: text in columns, found by name, gives way to other text; rules apply in
/// the order of the script. Nulls stay null.
///
/// Source: job.md §5.4.
class StringReplace final : public Processor {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit StringReplace(JobContext context);

  /// Errors: SCHEMA_MISMATCH: there is no column of that name.
  Schema Bind(const ArrowSchema& in) override;
  std::unique_ptr<ProcessorTask> OpenTask(TaskContext context) override;

 private:
  const JobContext context_;
  const ColumnFormats formats_;
  std::vector<ReplaceRule> rules_;
  StepShape shape_;
};

/// The first column of that name. Errors: SCHEMA_MISMATCH lists the names there are.
size_t FindColumn(const Fields& fields, const std::string& pointer,
                  const std::string& name);

}  // namespace hopline::plugins::transform
