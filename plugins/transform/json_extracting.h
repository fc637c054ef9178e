#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/transform/json_path.h"
#include "plugins/transform/row_task.h"

namespace hopline::plugins::transform {

/// Types of an extracted column.
enum class ExtractedType : uint8_t { kString, kLong, kDouble, kBool };

/// One item of `column`.
struct Extraction {
  std::string name;  ///< of the new column
  std::string from;  ///< column that holds the document
  JsonPath path;
  ExtractedType type = ExtractedType::kString;
  bool null_is_dirty = false;  ///< else what is not there, or is no such value, is null
  std::string pointer;
};

/// json-extracting: new columns behind the present ones, taken out of JSON text.
///
/// Source: job.md §5.4; nullOrInvalidDataAction has one documented value, DIRTY_DATA, and
///         without it a value that cannot be had is null.
class JsonExtracting final : public Processor {
 public:
  /// Errors: INVALID_ARGUMENT, pointer first.
  explicit JsonExtracting(JobContext context);

  /// Errors: SCHEMA_MISMATCH: there is no column to take from.
  Schema Bind(const ArrowSchema& in) override;
  std::unique_ptr<ProcessorTask> OpenTask(TaskContext context) override;

 private:
  const JobContext context_;
  const ColumnFormats formats_;
  std::vector<Extraction> extractions_;
  StepShape shape_;
};

}  // namespace hopline::plugins::transform
