#include "plugins/ots/write_task.h"

#include <algorithm>
#include <utility>

#include "plugins/common/row_copy.h"

namespace hopline::plugins::ots {
namespace {

// How far records that wait for more to share their request may lie back: as many as make
// sending a request that is not full no matter, but no more batches than this. Waiting
// records keep their batches alive.
constexpr int64_t kRowsKept = 8192;
constexpr int64_t kBatchesKept = 4;

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
  const auto kept = std::min(kRowsKept / std::max<int64_t>(rows, 1), kBatchesKept);
  const uint64_t oldest = number + 1 - std::min(number + 1, static_cast<uint64_t>(kept));
  for (const auto& lane : lanes_) lane->SealOlderThan(oldest);
}

std::string WriteTask::Prepare() {
  parts_.encoder->Finish(*this);
  for (const auto& lane : lanes_) lane->Seal();
  for (const auto& lane : lanes_) lane->Drain();
  return "{\"format\":1}";
}

}  // namespace hopline::plugins::ots
