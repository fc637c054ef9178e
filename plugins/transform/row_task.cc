#include "plugins/transform/row_task.h"

#include <hopline/builder.hpp>

#include <algorithm>
#include <utility>

#include "plugins/common/row_copy.h"

namespace hopline::plugins::transform {

StepShape StepShape::PassOn(const ArrowSchema& in) {
  StepShape shape;
  shape.in = Fields::Read(in);
  for (size_t i = 0; i < shape.in.size(); ++i) {
    const Field& field = shape.in[i];
    if (field.type == Type::kList || field.type == Type::kStruct ||
        field.type == Type::kMap) {
      throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                  "column '" + field.name +
                      "' is nested, which processing steps do not pass on; have the "
                      "reader give it as text");
    }
    shape.out.push_back(CopiedField(field));
    shape.from.push_back(static_cast<int64_t>(i));
  }
  return shape;
}

void StepShape::Replace(size_t i) {
  Field text = Field::Of(in[i].name, Type::kUtf8);
  text.role = in[i].role;
  out[i] = std::move(text);
  from[i] = -1;
}

RowTask::RowTask(const StepShape& shape, std::unique_ptr<RowWork> work, Scope scope)
    : shape_(shape), work_(std::move(work)), scope_(scope) {
  for (size_t i = 0; i < shape_.out.size(); ++i) {
    const int64_t from = shape_.from[i];
    if (from < 0) {
      made_.emplace_back(shape_.out[i].type);
    } else {
      copies_ |= shape_.in[static_cast<size_t>(from)].type != shape_.out[i].type;
    }
  }
}

void RowTask::Push(Batch batch) {
  const BatchView view(*batch, shape_.in);
  kept_.clear();
  for (int64_t row = 0; row < view.rows(); ++row) {
    const RowWork::Outcome outcome = work_->Row(view, row, made_);
    if (outcome.keep && outcome.dirty == nullptr) {
      kept_.push_back(row);
      continue;
    }
    for (ColumnBuilder& column : made_) {
      column.TruncateTo(static_cast<int64_t>(kept_.size()));
    }
    if (outcome.dirty != nullptr) {
      dirty_.push_back({row, shape_.in[outcome.column].name, outcome.dirty});
    }
  }
  ReportDirty(view);
  if (!kept_.empty()) ready_ = Assemble(std::move(batch), view);
}

void RowTask::ReportDirty(const BatchView& view) {
  if (dirty_.empty()) return;
  ReportDirtyRows(scope_, view, shape_.in, std::exchange(dirty_, {}));
}

Batch RowTask::Assemble(Batch batch, const BatchView& view) {
  const bool all = static_cast<int64_t>(kept_.size()) == view.rows();
  const bool pass = all && !copies_;
  std::vector<ColumnSource> sources;
  auto made = made_.begin();
  for (const int64_t from : shape_.from) {
    if (from < 0) {
      sources.push_back({-1, (made++)->Finish()});
    } else if (pass) {
      sources.push_back({from, nullptr});
    } else {
      sources.push_back({-1, CopyColumn(view.column(static_cast<size_t>(from)), kept_)});
    }
  }
  if (pass) return Rearrange(std::move(batch), sources);
  std::vector<ColumnSlice> slices;
  for (ColumnSource& source : sources) slices.push_back({std::move(source.made), 0});
  return MakeBatch(slices, static_cast<int64_t>(kept_.size()));
}

}  // namespace hopline::plugins::transform
