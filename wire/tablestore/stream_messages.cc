#include "wire/tablestore/stream_messages.h"

#include "wire/tablestore/proto/stream.pb.h"
#include "wire/tablestore/protobuf_glue.h"

namespace hopline::wire::tablestore {

std::string Encode(const ListStreamRequest& message) {
  pb::ListStreamRequest proto;
  if (message.table_name) proto.set_table_name(*message.table_name);
  return Serialize(proto);
}

Status Decode(std::string_view body, ListStreamRequest* out) {
  pb::ListStreamRequest proto;
  Status status = Parse(body, "ListStreamRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  if (proto.has_table_name()) out->table_name = proto.table_name();
  return {};
}

std::string Encode(const ListStreamResponse& message) {
  pb::ListStreamResponse proto;
  for (const StreamEntry& entry : message.streams) {
    pb::Stream* stream = proto.add_streams();
    stream->set_stream_id(entry.stream_id);
    stream->set_table_name(entry.table_name);
    stream->set_creation_time(entry.creation_time_us);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, ListStreamResponse* out) {
  pb::ListStreamResponse proto;
  Status status = Parse(body, "ListStreamResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::Stream& stream : proto.streams()) {
    out->streams.push_back(
        {stream.stream_id(), stream.table_name(), stream.creation_time()});
  }
  return {};
}

std::string Encode(const DescribeStreamRequest& message) {
  pb::DescribeStreamRequest proto;
  proto.set_stream_id(message.stream_id);
  if (message.inclusive_start_shard_id) {
    proto.set_inclusive_start_shard_id(*message.inclusive_start_shard_id);
  }
  if (message.shard_limit) proto.set_shard_limit(*message.shard_limit);
  if (message.support_timeseries_table) {
    proto.set_support_timeseries_data_table(*message.support_timeseries_table);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, DescribeStreamRequest* out) {
  pb::DescribeStreamRequest proto;
  Status status = Parse(body, "DescribeStreamRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->stream_id = proto.stream_id();
  if (proto.has_inclusive_start_shard_id()) {
    out->inclusive_start_shard_id = proto.inclusive_start_shard_id();
  }
  if (proto.has_shard_limit()) out->shard_limit = proto.shard_limit();
  if (proto.has_support_timeseries_data_table()) {
    out->support_timeseries_table = proto.support_timeseries_data_table();
  }
  return {};
}

std::string Encode(const DescribeStreamResponse& message) {
  pb::DescribeStreamResponse proto;
  proto.set_stream_id(message.stream_id);
  proto.set_expiration_time(message.expiration_hours);
  proto.set_table_name(message.table_name);
  proto.set_creation_time(message.creation_time_us);
  proto.set_stream_status(static_cast<pb::StreamStatus>(message.status));
  for (const ShardInfo& shard : message.shards) {
    pb::StreamShard* entry = proto.add_shards();
    entry->set_shard_id(shard.shard_id);
    if (shard.parent_id) entry->set_parent_id(*shard.parent_id);
    if (shard.parent_sibling_id) entry->set_parent_sibling_id(*shard.parent_sibling_id);
  }
  if (message.next_shard_id) proto.set_next_shard_id(*message.next_shard_id);
  if (message.is_timeseries_table) {
    proto.set_is_timeseries_data_table(*message.is_timeseries_table);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, DescribeStreamResponse* out) {
  pb::DescribeStreamResponse proto;
  Status status = Parse(body, "DescribeStreamResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->stream_id = proto.stream_id();
  out->expiration_hours = proto.expiration_time();
  out->table_name = proto.table_name();
  out->creation_time_us = proto.creation_time();
  out->status = static_cast<StreamStatus>(proto.stream_status());
  for (const pb::StreamShard& entry : proto.shards()) {
    ShardInfo& shard = out->shards.emplace_back();
    shard.shard_id = entry.shard_id();
    // An empty parent means none; some servers write the field always.
    if (!entry.parent_id().empty()) shard.parent_id = entry.parent_id();
    if (!entry.parent_sibling_id().empty()) {
      shard.parent_sibling_id = entry.parent_sibling_id();
    }
  }
  if (proto.has_next_shard_id()) out->next_shard_id = proto.next_shard_id();
  if (proto.has_is_timeseries_data_table()) {
    out->is_timeseries_table = proto.is_timeseries_data_table();
  }
  return {};
}

std::string Encode(const GetShardIteratorRequest& message) {
  pb::GetShardIteratorRequest proto;
  proto.set_stream_id(message.stream_id);
  proto.set_shard_id(message.shard_id);
  if (message.timestamp_us) proto.set_timestamp(*message.timestamp_us);
  if (message.token) proto.set_token(*message.token);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetShardIteratorRequest* out) {
  pb::GetShardIteratorRequest proto;
  Status status = Parse(body, "GetShardIteratorRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->stream_id = proto.stream_id();
  out->shard_id = proto.shard_id();
  if (proto.has_timestamp()) out->timestamp_us = proto.timestamp();
  if (proto.has_token()) out->token = proto.token();
  return {};
}

std::string Encode(const GetShardIteratorResponse& message) {
  pb::GetShardIteratorResponse proto;
  proto.set_shard_iterator(message.shard_iterator);
  if (message.next_token) proto.set_next_token(*message.next_token);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetShardIteratorResponse* out) {
  pb::GetShardIteratorResponse proto;
  Status status = Parse(body, "GetShardIteratorResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->shard_iterator = proto.shard_iterator();
  if (proto.has_next_token()) out->next_token = proto.next_token();
  return {};
}

std::string Encode(const GetStreamRecordRequest& message) {
  pb::GetStreamRecordRequest proto;
  proto.set_shard_iterator(message.shard_iterator);
  if (message.limit) proto.set_limit(*message.limit);
  if (message.table_name) proto.set_table_name(*message.table_name);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetStreamRecordRequest* out) {
  pb::GetStreamRecordRequest proto;
  Status status = Parse(body, "GetStreamRecordRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->shard_iterator = proto.shard_iterator();
  if (proto.has_limit()) out->limit = proto.limit();
  if (proto.has_table_name()) out->table_name = proto.table_name();
  return {};
}

}  // namespace hopline::wire::tablestore
