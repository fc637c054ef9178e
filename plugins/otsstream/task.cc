#include "plugins/otsstream/task.h"

#include <algorithm>
#include <utility>

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

// A batch large enough to make its fixed cost small, small enough to stay in the caches.
constexpr int64_t kBatchRows = 16'384;
constexpr size_t kBatchBytes = size_t{2} << 20;
// Bytes are asked for every so many rows only.
constexpr int64_t kRowsPerLook = 64;
// Source: DataX seeks ten minutes before the window, as a search by time is not exact.
constexpr int64_t kSeekEarlierMs = 600'000;

}  // namespace

StreamTaskReader::StreamTaskReader(tablestore::Client& client, const Options& options,
                                   const ts::TableMeta& table,
                                   const ColumnFormats& formats, TaskContext context)
    : client_(client),
      context_(std::move(context)),
      entry_(DecodePlanEntry(context_.task)),
      options_(options),
      rows_(MakeRecordRows(options, table, formats, context_.scope)) {
  options_.window = entry_.window;
}

bool StreamTaskReader::ParentsReachedEnd(const ShardPlan& shard) const {
  return std::all_of(shard.parents.begin(), shard.parents.end(), [&](const auto& parent) {
    const auto found = reached_end_.find(parent);
    return found != reached_end_.end() && found->second;
  });
}

std::string StreamTaskReader::FirstIterator(const ShardPlan& shard) {
  if (shard.from != kTrimHorizon) return shard.from;
  if (options_.seek_iterator && shard.skip) {
    const int64_t from_us = (options_.window.start_ms - kSeekEarlierMs) * 1000;
    std::string iterator =
        client_.GetShardIterator(entry_.stream_id, shard.id, from_us, context_.scope);
    if (!iterator.empty()) return iterator;
  }
  return client_.GetShardIterator(entry_.stream_id, shard.id, std::nullopt,
                                  context_.scope);
}

/// Opens the next shard that has something to read; the others are settled on the way.
bool StreamTaskReader::OpenShard() {
  while (next_shard_ < entry_.shards.size()) {
    const ShardPlan& shard = entry_.shards[next_shard_++];
    std::string_view settled;
    if (shard.from == kShardEnd) {
      settled = kShardEnd;
    } else if (!ParentsReachedEnd(shard)) {
      settled = kTrimHorizon;  // all it holds is later than the window
    } else {
      shard_ = std::make_unique<ShardReader>(client_, context_.scope, options_, shard,
                                             FirstIterator(shard));
      return true;
    }
    reached_end_[shard.id] = settled == kShardEnd;
    done_.ends.push_back({shard.id, std::string(settled), 0});
  }
  return false;
}

void StreamTaskReader::CloseShard() {
  ShardEnd end = shard_->End();
  reached_end_[end.id] = shard_->reached_end();
  for (const TimeMark& mark : shard_->marks()) done_.marks.push_back(mark);
  done_.ends.push_back(std::move(end));
  shard_.reset();
}

bool StreamTaskReader::BatchIsFull() const {
  const int64_t rows = rows_->rows();
  if (rows >= std::min<int64_t>(kBatchRows, context_.max_batch_rows)) return true;
  if (rows % kRowsPerLook != 0) return false;
  return rows_->bytes() >= std::min<uint64_t>(kBatchBytes, context_.max_batch_bytes);
}

Batch StreamTaskReader::Next() {
  while (shard_ != nullptr || OpenShard()) {
    const std::string& shard_id = entry_.shards[next_shard_ - 1].id;
    while (shard_->Next(&record_)) {
      rows_->Append(record_, shard_id);
      if (BatchIsFull()) return rows_->Finish();
    }
    CloseShard();
  }
  if (rows_->rows() > 0) return rows_->Finish();
  rows_->Finish();  // what turned out dirty since the last batch
  return {};
}

std::string StreamTaskReader::Checkpoint() { return Encode(done_); }

}  // namespace hopline::plugins::otsstream
