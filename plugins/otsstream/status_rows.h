#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/otsstream/window.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/table_messages.h"

/// Rows of the status table, exactly as DataX lays them out, so that windows may be run
/// alternately by both.
///
/// Key: StreamId, StatusType, StatusValue, all STRING. T16 = decimal milliseconds, right
/// aligned with blanks in 16 characters.
///
///   kind  StatusType                         StatusValue        attributes
///   A     CheckpointForDataxReader           T16(end) TAB id    Version, Checkpoint,
///                                                               SkipCount,
///                                                               SendRecordCount
///   A'    CheckpointForDataxReader           T16(end)           ShardCount (old
///   versions) B     DataxJobDesc                       T16(end)           Version,
///   TableName, … C     ShardTimeCheckpointForDataxReader  id TAB T16(time)   Checkpoint
///
/// Source: DataX's otsstreamreader, 2025-07.

namespace hopline::plugins::otsstream {

inline constexpr const char* kCheckpointType = "CheckpointForDataxReader";
inline constexpr const char* kJobType = "DataxJobDesc";
inline constexpr const char* kTimeMarkType = "ShardTimeCheckpointForDataxReader";

std::string T16(int64_t unix_ms);

/// A row of kind A.
struct CheckpointRow {
  int64_t end_ms = 0;
  std::string shard_id;
  std::string version;
  std::string checkpoint;
  uint64_t sent = 0;
};

/// The row of kind B.
struct JobRow {
  std::string version;
  std::string table;
  std::string stream_id;
  Window window;
  std::vector<std::string> shard_ids;
};

wire::tablestore::PrimaryKey StatusKey(std::string_view stream_id, const char* type,
                                       std::string value);
std::string CheckpointValue(int64_t end_ms, std::string_view shard_id);
std::string TimeMarkValue(std::string_view shard_id, int64_t unix_ms);

wire::tablestore::Row MakeRow(std::string_view stream_id, const CheckpointRow& row);
wire::tablestore::Row MakeRow(const JobRow& row);
wire::tablestore::Row MakeTimeMarkRow(std::string_view stream_id,
                                      std::string_view shard_id, int64_t unix_ms,
                                      std::string iterator);

/// Nothing if the row is not of that kind or lacks something.
std::optional<CheckpointRow> ReadCheckpointRow(const wire::tablestore::Row& row);
std::optional<JobRow> ReadJobRow(const wire::tablestore::Row& row);
/// The attribute Checkpoint; empty if there is none.
std::string CheckpointOf(const wire::tablestore::Row& row);
/// The number in the attribute ShardCount of kind A'.
std::optional<int64_t> ShardCountOf(const wire::tablestore::Row& row);

/// The table's definition.
wire::tablestore::CreateTableRequest StatusTableDefinition(const std::string& name);
bool IsStatusTable(const wire::tablestore::TableMeta& meta);

}  // namespace hopline::plugins::otsstream
