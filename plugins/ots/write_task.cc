#include "plugins/ots/write_task.h"

#include <utility>

#include "plugins/common/row_copy.h"

namespace hopline::plugins::ots {
namespace {

// Incoming batches that a slow lane may keep alive; older records are sent even if their
// request could hold more.
constexpr uint64_t kBatchesKept = 4;

}  // namespace

WriteTask::WriteTask(Parts parts, Scope scope)
    : scope_(scope),
      parts_(std::move(parts)),
      delivery_(*parts_.sender, parts_.policy, parts_.doing, scope) {
  for (size_t i = 0; i < parts_.lanes; ++i) {
    lanes_.push_back(std::make_unique<Lane>(delivery_, parts_.limits));
  }
}

void WriteTask::Add(const RowChange& change, std::span<const SourceRow> sources) {
  lanes_[change.key_hash % lanes_.size()]->Add(change, sources);
}

void WriteTask::AddDirty(const SourceRow& source, const std::string& column,
                         std::string reason) {
  dirty_.push_back({source.row, column, std::move(reason), HOPLINE_STATUS_DATA_INVALID});
}

void WriteTask::Write(Batch batch) {
  const uint64_t number = next_batch_++;
  SourceRow record{
      std::make_shared<const SourceBatch>(std::move(batch), parts_.fields, number), 0};
  const int64_t rows = record.batch->view.rows();
  for (; record.row < rows; ++record.row) parts_.encoder->Encode(record, *this);
  if (!dirty_.empty()) {
    ReportDirtyRows(scope_, record.batch->view, parts_.fields, std::exchange(dirty_, {}));
  }
  if (number < kBatchesKept) return;
  for (const auto& lane : lanes_) lane->SealOlderThan(number - kBatchesKept + 1);
}

std::string WriteTask::Prepare() {
  parts_.encoder->Finish(*this);
  for (const auto& lane : lanes_) lane->Seal();
  for (const auto& lane : lanes_) lane->Drain();
  return "{\"format\":1}";
}

}  // namespace hopline::plugins::ots
