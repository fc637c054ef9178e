#include "plugins/otsstream/task.h"

#include <algorithm>
#include <utility>

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

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
      rows_(MakeRecordRows(options, table, formats, context_.scope)),
      gauge_(context_) {
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

/// Moves to the next record, through as many shards as it takes; false at the end.
bool StreamTaskReader::NextRecord() {
  while (shard_ != nullptr || OpenShard()) {
    if (shard_->Next(&record_)) return true;
    CloseShard();
  }
  return false;
}

Batch StreamTaskReader::Next() {
  while (record_is_open_ || NextRecord()) {
    const std::string& shard_id = entry_.shards[next_shard_ - 1].id;
    record_is_open_ = !rows_->Append(record_, shard_id, gauge_.most_rows());
    const auto bytes = [this] { return rows_->bytes(); };
    if (gauge_.IsFull(rows_->rows(), record_.bytes, bytes)) return rows_->Finish();
  }
  if (rows_->rows() > 0) return rows_->Finish();
  rows_->Finish();  // what turned out dirty since the last batch
  return {};
}

std::string StreamTaskReader::Checkpoint() { return Encode(done_); }

}  // namespace hopline::plugins::otsstream
