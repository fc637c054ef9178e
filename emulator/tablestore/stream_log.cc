#include "emulator/tablestore/stream_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/shard_iterator.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

constexpr int64_t kHourUs = int64_t{3600} * 1000 * 1000;

// Requests read the clock before they wait for the table, so their times may come in a
// little out of order. Only what is further back than this is a clock that was moved by
// hand.
constexpr int64_t kRequestJitterUs = int64_t{10} * 1000 * 1000;

codec::SequenceInfo Following(const codec::SequenceInfo& last, int64_t now_us) {
  if (now_us > last.timestamp_us) return {last.epoch, now_us, 0};
  if (now_us > last.timestamp_us - kRequestJitterUs) {
    return {last.epoch, last.timestamp_us, last.row_index + 1};
  }
  return {last.epoch + 1, now_us, 0};
}

}  // namespace

StreamLog::StreamLog(std::string id, int32_t expiration_hours, int64_t created_us,
                     std::vector<std::string> origin_columns, size_t partitions)
    : id_(std::move(id)),
      expiration_hours_(expiration_hours),
      created_us_(created_us),
      origin_columns_(std::move(origin_columns)) {
  for (size_t i = 0; i < partitions; ++i) {
    open_.push_back(shards_.size());
    OpenNewShard(created_us, {});
  }
}

Shard& StreamLog::OpenNewShard(int64_t now_us, std::vector<std::string> parents) {
  Shard& shard = shards_.emplace_back();
  shard.id = fmt::format("shard_{:06}", shards_.size());
  shard.parents = std::move(parents);
  shard.created_us = now_us;
  return shard;
}

std::optional<size_t> StreamLog::PartitionOf(std::string_view shard_id) const {
  for (size_t i = 0; i < open_.size(); ++i) {
    if (shards_[open_[i]].id == shard_id) return i;
  }
  return std::nullopt;
}

void StreamLog::Append(size_t partition, codec::StreamAction action, codec::Row* row,
                       const std::string& origin_row, int64_t now_us) {
  Shard& shard = shards_[open_[partition]];
  shard.last = Following(shard.last, now_us);
  row->sequence = shard.last;
  const std::string encoded = codec::EncodeRow(*row);
  StoredRecord& record = shard.records.emplace_back();
  record.timestamp_us = shard.last.timestamp_us;
  codec::StreamRecordWriter::AppendRecord({action, encoded, origin_row}, &record.field);
}

void StreamLog::Split(size_t partition, int64_t now_us) {
  Shard& parent = shards_[open_[partition]];
  parent.closed_us = now_us;
  const std::string parent_id = parent.id;
  const size_t first = shards_.size();
  OpenNewShard(now_us, {parent_id});
  OpenNewShard(now_us, {parent_id});
  open_[partition] = first;
  open_.insert(open_.begin() + static_cast<std::ptrdiff_t>(partition) + 1, first + 1);
}

void StreamLog::Merge(size_t partition, int64_t now_us) {
  Shard& left = shards_[open_[partition]];
  Shard& right = shards_[open_[partition + 1]];
  left.closed_us = now_us;
  right.closed_us = now_us;
  std::vector<std::string> parents = {left.id, right.id};
  open_[partition] = shards_.size();
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(partition) + 1);
  OpenNewShard(now_us, std::move(parents));
}

const Shard& StreamLog::FindShard(std::string_view shard_id) const {
  const auto it = std::find_if(shards_.begin(), shards_.end(),
                               [&](const Shard& shard) { return shard.id == shard_id; });
  if (it == shards_.end()) {
    throw Failure(codec::error_code::kObjectNotExist, "Requested shard does not exist.");
  }
  return *it;
}

int64_t StreamLog::OldestInReach(int64_t now_us) const {
  return now_us - expiration_hours_ * kHourUs;
}

uint64_t StreamLog::FirstInReach(const Shard& shard, int64_t now_us) const {
  const int64_t oldest_us = OldestInReach(now_us);
  const auto first = std::find_if(
      shard.records.begin(), shard.records.end(),
      [&](const StoredRecord& record) { return record.timestamp_us >= oldest_us; });
  return static_cast<uint64_t>(first - shard.records.begin());
}

bool StreamLog::IsListed(const Shard& shard, int64_t now_us) const {
  return !shard.closed_us || *shard.closed_us >= OldestInReach(now_us);
}

codec::DescribeStreamResponse StreamLog::Describe(
    const codec::DescribeStreamRequest& request, int64_t now_us) const {
  codec::DescribeStreamResponse response;
  response.stream_id = id_;
  response.expiration_hours = expiration_hours_;
  response.creation_time_us = created_us_;
  const auto page = static_cast<size_t>(request.shard_limit.value_or(1000));
  bool started = !request.inclusive_start_shard_id.has_value();
  for (const Shard& shard : shards_) {
    if (!started && shard.id != *request.inclusive_start_shard_id) continue;
    started = true;
    if (!IsListed(shard, now_us)) continue;
    if (response.shards.size() == page) {
      response.next_shard_id = shard.id;
      break;
    }
    codec::ShardInfo& info = response.shards.emplace_back();
    info.shard_id = shard.id;
    if (!shard.parents.empty()) info.parent_id = shard.parents[0];
    if (shard.parents.size() > 1) info.parent_sibling_id = shard.parents[1];
  }
  if (!started) FailParameter("Invalid shard id.");
  return response;
}

uint64_t StreamLog::Locate(std::string_view shard_id, std::optional<int64_t> timestamp_us,
                           int64_t now_us) const {
  const Shard& shard = FindShard(shard_id);
  const uint64_t first = FirstInReach(shard, now_us);
  if (!timestamp_us) return first;
  const auto from = shard.records.begin() + static_cast<std::ptrdiff_t>(first);
  const auto found = std::find_if(
      from, shard.records.end(),
      [&](const StoredRecord& record) { return record.timestamp_us >= *timestamp_us; });
  return static_cast<uint64_t>(found - shard.records.begin());
}

std::string StreamLog::Read(std::string_view shard_id, uint64_t position, size_t limit,
                            int64_t now_us) const {
  const Shard& shard = FindShard(shard_id);
  const uint64_t end = shard.records.size();
  if (position > end) FailParameter("Invalid shard iterator.");
  if (position < FirstInReach(shard, now_us)) {
    throw Failure(codec::error_code::kTrimmedDataAccess,
                  "Requested stream data is already trimmed or does not exist.");
  }
  std::string body;
  uint64_t next = position;
  while (next < end && next - position < limit) {
    const std::string& field = shard.records[next].field;
    if (next != position && body.size() + field.size() > limits::kStreamBytes) break;
    body += field;
    ++next;
  }
  const bool at_end = next == end;
  if (at_end && shard.closed_us) {
    // The end of a closed shard is told by the absence of an iterator; if there is
    // nothing to read either, the body is empty.
    if (next != position) {
      codec::StreamRecordWriter::Finish({}, codec::ConsumedCapacity{1, 0}, false, &body);
    }
    return body;
  }
  const std::string iterator = Format({id_, shard.id, next});
  codec::StreamRecordWriter::Finish(iterator, codec::ConsumedCapacity{1, 0}, !at_end,
                                    &body);
  return body;
}

}  // namespace hopline::emulator::tablestore
