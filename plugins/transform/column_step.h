/// \file column_step.h
/// DataX's built-in transformers but dx_filter: one column becomes other text.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/text_buffer.h"
#include "plugins/transform/row_task.h"

namespace hopline::plugins::transform {

/// From the text of a cell to another text.
///
/// Threads: one at a time.
class TextFunction {
 public:
  virtual ~TextFunction() = default;
  /// Returns nullptr, or why the row is dirty.
  virtual const char* Apply(TextBuffer& out, std::string_view text) = 0;
  /// Whether a null counts as empty text; else it stays null.
  virtual bool null_is_empty() const { return false; }
};

/// `columnIndex` and `paras` of a transformer.
struct ColumnParameters {
  size_t column = 0;
  std::vector<std::string> paras;

  /// Errors: INVALID_ARGUMENT: the index is missing or negative, or there are not as many
  ///         paras as `names` has words.
  static ColumnParameters Read(const Config& config, std::vector<const char*> names);
  /// paras[i] as a number from 0 on. Errors: INVALID_ARGUMENT.
  size_t Number(size_t i) const;
};

/// Throws SCHEMA_MISMATCH if there is no such column.
void NeedColumn(const StepShape& shape, size_t column);

class ColumnStep : public Processor {
 public:
  ColumnStep(JobContext context, std::vector<const char*> paras);

  Schema Bind(const ArrowSchema& in) override;
  std::unique_ptr<ProcessorTask> OpenTask(TaskContext context) override;

 protected:
  virtual std::unique_ptr<TextFunction> MakeFunction() const = 0;

  const JobContext context_;
  const ColumnParameters parameters_;

 private:
  const ColumnFormats formats_;
  StepShape shape_;
};

}  // namespace hopline::plugins::transform
