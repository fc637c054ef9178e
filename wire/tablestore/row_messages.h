#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/schema.h"
#include "wire/tablestore/status.h"

/// Operations on one row and on a range: plain structs and their protobuf bodies.
///
/// Rows and keys stay PlainBuffer bytes here (plain_buffer_writer.h,
/// plain_buffer_reader.h), so that they are encoded and decoded once; filters stay bytes
/// too (filter.h).
///
/// Encode() gives the body to send; Decode() reads one and fails on a body that is no
/// such message or lacks a required field. Values are not judged here: that is the
/// service's business.
namespace hopline::wire::tablestore {

enum class RowExistence : uint8_t { kIgnore = 0, kExpectExist = 1, kExpectNotExist = 2 };

/// What must hold for a write to happen; else OTSConditionCheckFail.
struct Condition {
  RowExistence row_existence = RowExistence::kIgnore;
  std::optional<std::string> column_condition;  // an encoded Filter
};

enum class ReturnType : uint8_t { kNone = 0, kPrimaryKey = 1, kAfterModify = 2 };

/// What a write answers besides success.
struct ReturnContent {
  std::optional<ReturnType> type;
  std::vector<std::string> column_names;  // for kAfterModify
};

/// Units:   milliseconds, [start, end); `specific_ms` excludes the other two.
struct TimeRange {
  std::optional<int64_t> start_ms;
  std::optional<int64_t> end_ms;
  std::optional<int64_t> specific_ms;
};

/// The one request of PutRow, UpdateRow and DeleteRow.
///
/// Shape:   PutRow: key and put cells. UpdateRow: key and at least one cell with its
///          operation. DeleteRow: key and delete marker (EncodeDeletion), not a plain
///          key.
struct WriteRowRequest {
  std::string table_name;
  std::string row;
  Condition condition;
  std::optional<ReturnContent> return_content;
  std::optional<std::string> transaction_id;
};

struct WriteRowResponse {
  ConsumedCapacity consumed;
  // What ReturnContent asked for; absent or empty if nothing.
  std::optional<std::string> row;
};

/// Which cells a read returns. At least one of time_range and max_versions must be given.
struct ReadSelection {
  std::vector<std::string> columns_to_get;  // empty: all
  std::optional<TimeRange> time_range;
  std::optional<int32_t> max_versions;
  std::optional<bool> cache_blocks;  // a hint that means nothing to the result
  std::optional<std::string> filter;
  std::optional<std::string> start_column;  // inclusive, in order of names
  std::optional<std::string> end_column;    // exclusive
};

struct GetRowRequest {
  std::string table_name;
  std::string primary_key;
  ReadSelection selection;
  std::optional<std::string> token;  // goes on inside a wide row
  std::optional<std::string> transaction_id;
};

struct GetRowResponse {
  ConsumedCapacity consumed;
  std::string row;  // empty: there is no such row
  std::optional<std::string> next_token;
};

enum class Direction : uint8_t { kForward = 0, kBackward = 1 };

/// Shape:   forward needs start < end, backward start > end; start inclusive, end
///          exclusive; keys have every key column and may hold INF_MIN and INF_MAX.
struct GetRangeRequest {
  std::string table_name;
  Direction direction = Direction::kForward;
  ReadSelection selection;
  std::optional<int32_t> limit;  // rows, > 0
  std::string start_key;
  std::string end_key;
  std::optional<std::string> token;
  std::optional<std::string> transaction_id;
  // Hints some clients send; this project's server answers PlainBuffer whatever they say.
  std::optional<int32_t> data_block_type_hint;
  std::optional<bool> return_entire_primary_keys;
  std::optional<int32_t> compress_type_hint;
};

struct GetRangeResponse {
  ConsumedCapacity consumed;
  std::string rows;  // PlainBuffer of all rows, one header; empty if none
  // Where to go on, inclusive. Absent, and only then, the range is finished: a page may
  // be empty and yet have a next key.
  std::optional<std::string> next_start_key;
  std::optional<std::string> next_token;
};

std::string Encode(const WriteRowRequest& message);
std::string Encode(const WriteRowResponse& message);
std::string Encode(const GetRowRequest& message);
std::string Encode(const GetRowResponse& message);
std::string Encode(const GetRangeRequest& message);
std::string Encode(const GetRangeResponse& message);

Status Decode(std::string_view body, WriteRowRequest* out);
Status Decode(std::string_view body, WriteRowResponse* out);
Status Decode(std::string_view body, GetRowRequest* out);
Status Decode(std::string_view body, GetRowResponse* out);
Status Decode(std::string_view body, GetRangeRequest* out);
Status Decode(std::string_view body, GetRangeResponse* out);

}  // namespace hopline::wire::tablestore
