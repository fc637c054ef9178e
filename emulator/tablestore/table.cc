#include "emulator/tablestore/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/shard_iterator.h"
#include "emulator/tablestore/table_names.h"
#include "wire/tablestore/plain_buffer_writer.h"

// Schema, options, stream and shards of a table; its rows are in table_rows.cc.
namespace hopline::emulator::tablestore {
namespace {

void Merge(const codec::TableOptions& change, codec::TableOptions* options) {
  if (change.time_to_live_s) options->time_to_live_s = change.time_to_live_s;
  if (change.max_versions) options->max_versions = change.max_versions;
  if (change.max_version_deviation_s) {
    options->max_version_deviation_s = change.max_version_deviation_s;
  }
  if (change.allow_update) options->allow_update = change.allow_update;
  if (change.update_full_row) options->update_full_row = change.update_full_row;
}

}  // namespace

Table::Table(const codec::CreateTableRequest& request, int64_t now_us)
    : meta_(request.meta),
      created_us_(now_us),
      partitions_(request.partitions, request.meta.key.front().type) {
  options_.max_version_deviation_s = limits::kVersionDeviationS;
  options_.allow_update = true;
  tablestore::Merge(request.options.value_or(codec::TableOptions{}), &options_);
  reserved_.capacity = {request.reserved.read.value_or(0),
                        request.reserved.write.value_or(0)};
  reserved_.last_increase_time_s = now_us / kSecondUs;
  reserved_.last_decrease_time_s = 0;
  if (request.stream) ApplyStreamSpecification(*request.stream, now_us);
}

void Table::ApplyStreamSpecification(const codec::StreamSpecification& spec,
                                     int64_t now_us) {
  if (!spec.enable) {
    stream_.reset();
    return;
  }
  if (stream_ != nullptr) {
    stream_->set_expiration_hours(*spec.expiration_hours);
    return;
  }
  stream_ = std::make_unique<StreamLog>(StreamIdOf(PlainTableName(meta_.name), now_us),
                                        *spec.expiration_hours, now_us,
                                        spec.columns_to_get, partitions_.count());
}

codec::StreamDetails Table::StreamDetailsLocked() const {
  codec::StreamDetails details;
  if (stream_ == nullptr) return details;
  details.enabled = true;
  details.stream_id = stream_->id();
  details.expiration_hours = stream_->expiration_hours();
  details.last_enable_time_us = stream_->created_us();
  details.columns_to_get = stream_->origin_columns();
  return details;
}

codec::DescribeTableResponse Table::Describe() const {
  const std::shared_lock lock(mutex_);
  codec::DescribeTableResponse response;
  response.meta = meta_;
  response.reserved = reserved_;
  response.options = options_;
  response.status = codec::TableStatus::kActive;
  response.stream = StreamDetailsLocked();
  for (const codec::Value& boundary : partitions_.boundaries()) {
    response.shard_splits.push_back(
        codec::EncodeKey({{meta_.key.front().name, boundary}}));
  }
  response.creation_time_us = created_us_;
  return response;
}

codec::UpdateTableResponse Table::Update(const codec::UpdateTableRequest& request,
                                         int64_t now_us) {
  const std::unique_lock lock(mutex_);
  KeepUpdate(request, now_us);
  ApplyUpdate(request, now_us);
  return {reserved_, options_, StreamDetailsLocked()};
}

void Table::ApplyUpdate(const codec::UpdateTableRequest& request, int64_t now_us) {
  if (request.options) {
    tablestore::Merge(*request.options, &options_);
    if (request.options->max_versions) {
      for (auto& [key, row] : rows_) row.KeepNewest(*options_.max_versions);
    }
  }
  if (request.reserved) {
    if (request.reserved->read) reserved_.capacity.read = request.reserved->read;
    if (request.reserved->write) reserved_.capacity.write = request.reserved->write;
    reserved_.last_increase_time_s = now_us / kSecondUs;
  }
  if (request.stream) ApplyStreamSpecification(*request.stream, now_us);
}

std::optional<codec::StreamEntry> Table::StreamInfo() const {
  const std::shared_lock lock(mutex_);
  if (stream_ == nullptr) return std::nullopt;
  return codec::StreamEntry{stream_->id(), std::string(PlainTableName(meta_.name)),
                            stream_->created_us()};
}

const StreamLog& Table::StreamOrFail(std::string_view stream_id) const {
  if (stream_ == nullptr || stream_->id() != stream_id) {
    throw Failure(codec::error_code::kObjectNotExist, "Requested stream does not exist.");
  }
  return *stream_;
}

codec::DescribeStreamResponse Table::DescribeStream(
    const codec::DescribeStreamRequest& request, int64_t now_us) const {
  const std::shared_lock lock(mutex_);
  const StreamLog& stream = StreamOrFail(request.stream_id);
  const bool is_timeseries = IsDataTableName(meta_.name);
  const std::string_view name = PlainTableName(meta_.name);
  if (is_timeseries && !request.support_timeseries_table.value_or(false)) {
    FailParameter(fmt::format(
        "Table [{}] is a timeseries table, not support DescribeStream", name));
  }
  codec::DescribeStreamResponse response = stream.Describe(request, now_us);
  response.table_name = name;
  if (is_timeseries) response.is_timeseries_table = true;
  return response;
}

std::string Table::ShardIteratorFor(const codec::GetShardIteratorRequest& request,
                                    int64_t now_us) const {
  const std::shared_lock lock(mutex_);
  const StreamLog& stream = StreamOrFail(request.stream_id);
  return Format({stream.id(), request.shard_id,
                 stream.Locate(request.shard_id, request.timestamp_us, now_us)});
}

std::string Table::StreamRecords(const std::string& stream_id, std::string_view shard_id,
                                 uint64_t position, size_t limit, int64_t now_us) const {
  const std::shared_lock lock(mutex_);
  return StreamOrFail(stream_id).Read(shard_id, position, limit, now_us);
}

StreamLog& Table::StreamOrAdminError() const {
  if (stream_ == nullptr) {
    throw AdminError(409,
                     fmt::format("table {} has no stream; enable it first", meta_.name));
  }
  return *stream_;
}

std::vector<emulator::ShardInfo> Table::ListShards() const {
  const std::shared_lock lock(mutex_);
  std::vector<emulator::ShardInfo> shards;
  for (const Shard& shard : StreamOrAdminError().shards()) {
    shards.push_back({shard.id, shard.parents, !shard.closed_us.has_value(),
                      shard.created_us, static_cast<int64_t>(shard.records.size())});
  }
  return shards;
}

// The middle one of the partition keys that are there; else the middle of what could be.
std::optional<codec::Value> Table::SplitValue(size_t partition) const {
  std::vector<codec::Value> present;
  const auto end = rows_.lower_bound({partitions_.End(partition)});
  for (auto it = rows_.lower_bound({partitions_.Begin(partition)}); it != end; ++it) {
    if (present.empty() || present.back() != it->first.front()) {
      present.push_back(it->first.front());
    }
  }
  if (present.size() >= 2) return present[present.size() / 2];
  return partitions_.Middle(partition, meta_.key.front().type);
}

std::vector<std::string> Table::SplitShard(const std::string& shard_id, int64_t now_us) {
  const std::unique_lock lock(mutex_);
  StreamLog& stream = StreamOrAdminError();
  const auto& shards = stream.shards();
  std::optional<size_t> partition = stream.PartitionOf(shard_id);
  if (shard_id.empty() && partitions_.count() == 1) partition = 0;
  if (!partition) {
    const bool known =
        shard_id.empty() || std::any_of(shards.begin(), shards.end(),
                                        [&](const Shard& s) { return s.id == shard_id; });
    throw AdminError(known ? 409 : 404,
                     shard_id.empty()
                         ? "the table has several open shards; name one of them"
                         : fmt::format("shard {} is {}", shard_id,
                                       known ? "closed already" : "unknown"));
  }
  std::optional<codec::Value> at = SplitValue(*partition);
  if (!at) throw AdminError(409, "the shard's range of keys is too narrow to be split");
  KeepSplit(*partition, *at, now_us);
  ApplySplit(*partition, std::move(*at), now_us);
  return {stream.OpenShard(*partition).id, stream.OpenShard(*partition + 1).id};
}

void Table::ApplySplit(size_t partition, codec::Value at, int64_t now_us) {
  partitions_.Split(partition, std::move(at));
  stream_->Split(partition, now_us);
}

std::string Table::MergeShards(const std::vector<std::string>& shard_ids,
                               int64_t now_us) {
  const std::unique_lock lock(mutex_);
  StreamLog& stream = StreamOrAdminError();
  if (shard_ids.size() != 2) throw AdminError(409, "a merge takes exactly two shards");
  const std::optional<size_t> first = stream.PartitionOf(shard_ids[0]);
  const std::optional<size_t> second = stream.PartitionOf(shard_ids[1]);
  for (size_t i = 0; i < 2; ++i) {
    if (i == 0 ? first.has_value() : second.has_value()) continue;
    const auto& shards = stream.shards();
    const bool known = std::any_of(shards.begin(), shards.end(),
                                   [&](const Shard& s) { return s.id == shard_ids[i]; });
    throw AdminError(known ? 409 : 404,
                     fmt::format("shard {} is {}", shard_ids[i],
                                 known ? "closed already" : "unknown"));
  }
  const size_t left = std::min(*first, *second);
  if (std::max(*first, *second) != left + 1) {
    throw AdminError(409, "only neighbouring shards can be merged");
  }
  KeepMerge(left, now_us);
  ApplyMerge(left, now_us);
  return stream.OpenShard(left).id;
}

void Table::ApplyMerge(size_t partition, int64_t now_us) {
  partitions_.Merge(partition);
  stream_->Merge(partition, now_us);
}

}  // namespace hopline::emulator::tablestore
