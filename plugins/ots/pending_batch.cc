#include "plugins/ots/pending_batch.h"

namespace hopline::plugins::ots {

void PendingBatch::Add(const RowChange& change, std::span<const SourceRow> sources) {
  if (!change.is_new_key) keys_.Add(change.key_hash);
  changes_.push_back(
      {bytes_.size(), change.row.size(), sources_.size(), change.operation});
  bytes_.append(change.row);
  for (const SourceRow& source : sources) {
    if (batches_.empty() || batches_.back() != source.batch) {
      batches_.push_back(source.batch);
    }
    sources_.push_back({batches_.size() - 1, source.row});
  }
}

void PendingBatch::Clear() {
  bytes_.clear();
  changes_.clear();
  sources_.clear();
  batches_.clear();
  keys_.Clear();
}

}  // namespace hopline::plugins::ots
