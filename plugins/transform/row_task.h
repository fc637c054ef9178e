/// \file row_task.h
/// What all processing steps share: rows one by one, columns in bulk.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace hopline::plugins::transform {

/// What a step does with one row.
///
/// Threads: one at a time.
class RowWork {
 public:
  /// dirty: why the row is dirty, a static text; nullptr if it is not. column: of the
  /// input, the one at fault.
  struct Outcome {
    bool keep = true;
    const char* dirty = nullptr;
    size_t column = 0;
  };

  virtual ~RowWork() = default;
  /// Looks at a row, and appends one cell to each column that the step makes. What it
  /// appended for a row that is not kept is taken back.
  virtual Outcome Row(const BatchView& batch, int64_t row,
                      std::vector<ColumnBuilder>& made) = 0;
};

/// Which columns come in and go out.
struct StepShape {
  Fields in, out;
  /// Per column of `out`: the column of `in` that is passed on, or -1 for one that the
  /// step makes.
  std::vector<int64_t> from;

  /// All columns passed on as they are. Errors: SCHEMA_MISMATCH for nested columns.
  static StepShape PassOn(const ArrowSchema& in);
  /// Column i becomes text that the step makes.
  void Replace(size_t i);
};

/// Runs the rows of batches through `work`. Columns are passed on without a copy as long
/// as every row of a batch is kept.
class RowTask final : public ProcessorTask {
 public:
  RowTask(const StepShape& shape, std::unique_ptr<RowWork> work, Scope scope);

  void Push(Batch batch) override;
  Batch Pull() override { return std::exchange(ready_, Batch()); }

 private:
  void ReportDirty(const BatchView& view);
  Batch Assemble(Batch batch, const BatchView& view);

  const StepShape& shape_;
  std::unique_ptr<RowWork> work_;
  Scope scope_;
  bool copies_ = false;  ///< a column cannot be passed on as it is
  std::vector<ColumnBuilder> made_;
  std::vector<int64_t> kept_;
  std::vector<DirtyReason> dirty_;
  Batch ready_;
};

}  // namespace hopline::plugins::transform
