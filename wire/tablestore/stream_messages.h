#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/status.h"

/// Stream operations: plain structs and their protobuf bodies. The response of
/// GetStreamRecord is in stream_records.h.
///
/// A stream is the log of a table's row changes, cut into shards, one per partition. A
/// split closes a shard and opens two with the same parent; a merge closes two and opens
/// one with both as parents. Parents must be read to their end before their children.
/// Stream ids, shard ids, iterators and tokens are opaque.
namespace hopline::wire::tablestore {

struct ListStreamRequest {
  std::optional<std::string> table_name;  // absent: all streams of the instance
};

struct StreamEntry {
  std::string stream_id;
  std::string table_name;
  int64_t creation_time_us = 0;
};

struct ListStreamResponse {
  std::vector<StreamEntry> streams;
};

struct DescribeStreamRequest {
  std::string stream_id;
  std::optional<std::string> inclusive_start_shard_id;  // paging
  std::optional<int32_t> shard_limit;
  std::optional<bool> support_timeseries_table;  // must be true for time-series tables
};

enum class StreamStatus : uint8_t { kEnabling = 1, kActive = 2 };

struct ShardInfo {
  std::string shard_id;
  // Absent: a root. A parent that is not listed any more has expired.
  std::optional<std::string> parent_id;
  std::optional<std::string> parent_sibling_id;  // second parent of a merge

  friend bool operator==(const ShardInfo&, const ShardInfo&) = default;
};

struct DescribeStreamResponse {
  std::string stream_id;
  int32_t expiration_hours = 0;
  std::string table_name;
  int64_t creation_time_us = 0;
  StreamStatus status = StreamStatus::kActive;
  std::vector<ShardInfo> shards;
  // Absent: last page; else pass it as the start of the next one.
  std::optional<std::string> next_shard_id;
  std::optional<bool> is_timeseries_table;
};

struct GetShardIteratorRequest {
  std::string stream_id;
  std::string shard_id;
  std::optional<int64_t> timestamp_us;  // absent: from the oldest record
  std::optional<std::string> token;     // goes on with a search by time
};

struct GetShardIteratorResponse {
  std::string shard_iterator;
  // Present: repeat the request with it; the last answer counts.
  std::optional<std::string> next_token;
};

struct GetStreamRecordRequest {
  std::string shard_iterator;
  std::optional<int32_t> limit;           // records, > 0
  std::optional<std::string> table_name;  // for shards shared by several tables only
};

std::string Encode(const ListStreamRequest& message);
std::string Encode(const ListStreamResponse& message);
std::string Encode(const DescribeStreamRequest& message);
std::string Encode(const DescribeStreamResponse& message);
std::string Encode(const GetShardIteratorRequest& message);
std::string Encode(const GetShardIteratorResponse& message);
std::string Encode(const GetStreamRecordRequest& message);

Status Decode(std::string_view body, ListStreamRequest* out);
Status Decode(std::string_view body, ListStreamResponse* out);
Status Decode(std::string_view body, DescribeStreamRequest* out);
Status Decode(std::string_view body, DescribeStreamResponse* out);
Status Decode(std::string_view body, GetShardIteratorRequest* out);
Status Decode(std::string_view body, GetShardIteratorResponse* out);
Status Decode(std::string_view body, GetStreamRecordRequest* out);

}  // namespace hopline::wire::tablestore
