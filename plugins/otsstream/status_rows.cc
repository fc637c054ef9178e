#include "plugins/otsstream/status_rows.h"

#include <hopline/config.hpp>

#include <algorithm>
#include <charconv>

#include "wire/tablestore/compression.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

constexpr size_t kTimeWidth = 16;
constexpr size_t kShardIdsPieceBytes = 64 * 1024;
constexpr size_t kMaxShardIdsBytes = size_t{64} << 20;
constexpr int32_t kTimeToLiveS = 30 * 24 * 3600;

ts::Cell TextCell(const char* name, std::string value) {
  return {name, ts::Value::String(std::move(value)), std::nullopt,
          ts::CellOperation::kPut};
}
ts::Cell NumberCell(const char* name, int64_t value) {
  return {name, ts::Value::Integer(value), std::nullopt, ts::CellOperation::kPut};
}

const ts::Value* FindCell(const ts::Row& row, std::string_view name, ts::ValueType type) {
  for (const ts::Cell& cell : row.cells) {
    if (cell.name == name && cell.value.has_value() && cell.value->type() == type) {
      return &*cell.value;
    }
  }
  return nullptr;
}
const std::string* FindText(const ts::Row& row, std::string_view name) {
  const ts::Value* value = FindCell(row, name, ts::ValueType::kString);
  return value == nullptr ? nullptr : &value->bytes();
}

/// StatusValue, if the row is of that type.
const std::string* StatusValue(const ts::Row& row, std::string_view type) {
  if (row.key.size() != 3 || row.key[1].value.bytes() != type) return nullptr;
  return &row.key[2].value.bytes();
}

std::optional<int64_t> ParseT16(std::string_view text) {
  const size_t digits = text.find_first_not_of(' ');
  int64_t value = 0;
  if (text.size() != kTimeWidth || digits == std::string_view::npos) return std::nullopt;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data() + digits, end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// The shard ids as a JSON list, compressed, in pieces that fit a column.
void AppendShardIds(const std::vector<std::string>& ids, ts::Row& row) {
  std::string json = "[";
  for (const std::string& id : ids) {
    if (json.size() > 1) json += ',';
    json += JsonString(id);
  }
  const std::string packed = ts::Compress(json + "]");
  for (size_t at = 0, n = 0; at < packed.size(); at += kShardIdsPieceBytes, ++n) {
    row.cells.push_back({"ShardIds_" + std::to_string(n),
                         ts::Value::Binary(packed.substr(at, kShardIdsPieceBytes)),
                         std::nullopt, ts::CellOperation::kPut});
  }
}

std::optional<std::vector<std::string>> ReadShardIds(const ts::Row& row) {
  std::string packed;
  for (size_t n = 0;; ++n) {
    const ts::Value* piece =
        FindCell(row, "ShardIds_" + std::to_string(n), ts::ValueType::kBinary);
    if (piece == nullptr) break;
    packed += piece->bytes();
  }
  std::string json;
  if (!ts::Decompress(packed, kMaxShardIdsBytes, &json).ok()) return std::nullopt;
  try {
    return Config(json).TextList("");
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::string T16(int64_t unix_ms) {
  std::string digits = std::to_string(unix_ms);
  if (digits.size() < kTimeWidth) digits.insert(0, kTimeWidth - digits.size(), ' ');
  return digits;
}

std::string CheckpointValue(int64_t end_ms, std::string_view shard_id) {
  return T16(end_ms) + '\t' + std::string(shard_id);
}

std::string TimeMarkValue(std::string_view shard_id, int64_t unix_ms) {
  return std::string(shard_id) + '\t' + T16(unix_ms);
}

ts::PrimaryKey StatusKey(std::string_view stream_id, const char* type,
                         std::string value) {
  return {{"StreamId", ts::Value::String(std::string(stream_id))},
          {"StatusType", ts::Value::String(type)},
          {"StatusValue", ts::Value::String(std::move(value))}};
}

ts::Row MakeRow(std::string_view stream_id, const CheckpointRow& row) {
  ts::Row out;
  out.key =
      StatusKey(stream_id, kCheckpointType, CheckpointValue(row.end_ms, row.shard_id));
  out.cells = {TextCell("Version", row.version), TextCell("Checkpoint", row.checkpoint),
               NumberCell("SkipCount", 0)};
  if (row.sent > 0) {
    out.cells.push_back(NumberCell("SendRecordCount", static_cast<int64_t>(row.sent)));
  }
  return out;
}

ts::Row MakeRow(const JobRow& row) {
  ts::Row out;
  out.key = StatusKey(row.stream_id, kJobType, T16(row.window.end_ms));
  out.cells = {TextCell("Version", row.version), TextCell("TableName", row.table),
               TextCell("JobStreamId", row.stream_id),
               NumberCell("StartTime", row.window.start_ms),
               NumberCell("EndTime", row.window.end_ms)};
  AppendShardIds(row.shard_ids, out);
  return out;
}

ts::Row MakeTimeMarkRow(std::string_view stream_id, std::string_view shard_id,
                        int64_t unix_ms, std::string iterator) {
  ts::Row out;
  out.key = StatusKey(stream_id, kTimeMarkType, TimeMarkValue(shard_id, unix_ms));
  out.cells = {TextCell("Checkpoint", std::move(iterator))};
  return out;
}

std::optional<CheckpointRow> ReadCheckpointRow(const ts::Row& row) {
  const std::string* value = StatusValue(row, kCheckpointType);
  const std::string* version = FindText(row, "Version");
  const std::string* checkpoint = FindText(row, "Checkpoint");
  if (value == nullptr || checkpoint == nullptr || value->size() <= kTimeWidth ||
      (*value)[kTimeWidth] != '\t') {
    return std::nullopt;
  }
  const std::optional<int64_t> end_ms =
      ParseT16(std::string_view(*value).substr(0, kTimeWidth));
  if (!end_ms.has_value()) return std::nullopt;
  // Source: DataX's ShardCheckpoint: its old versions wrote no version.
  return CheckpointRow{*end_ms, value->substr(kTimeWidth + 1),
                       version == nullptr ? "" : *version, *checkpoint, 0};
}

std::optional<JobRow> ReadJobRow(const ts::Row& row) {
  const std::string* version = FindText(row, "Version");
  const std::string* table = FindText(row, "TableName");
  const std::string* stream_id = FindText(row, "JobStreamId");
  const ts::Value* start = FindCell(row, "StartTime", ts::ValueType::kInteger);
  const ts::Value* end = FindCell(row, "EndTime", ts::ValueType::kInteger);
  auto shard_ids = ReadShardIds(row);
  if (StatusValue(row, kJobType) == nullptr || version == nullptr || table == nullptr ||
      stream_id == nullptr || start == nullptr || end == nullptr || !shard_ids) {
    return std::nullopt;
  }
  return JobRow{*version,
                *table,
                *stream_id,
                {start->AsInteger(), end->AsInteger()},
                *std::move(shard_ids)};
}

std::string CheckpointOf(const ts::Row& row) {
  const std::string* checkpoint = FindText(row, "Checkpoint");
  return checkpoint == nullptr ? "" : *checkpoint;
}

std::optional<int64_t> ShardCountOf(const ts::Row& row) {
  const ts::Value* count = FindCell(row, "ShardCount", ts::ValueType::kInteger);
  if (count == nullptr) return std::nullopt;
  return count->AsInteger();
}

ts::CreateTableRequest StatusTableDefinition(const std::string& name) {
  ts::CreateTableRequest request;
  request.meta.name = name;
  for (const char* column : {"StreamId", "StatusType", "StatusValue"}) {
    request.meta.key.push_back({column, ts::KeyType::kString, false});
  }
  ts::TableOptions options;
  options.time_to_live_s = kTimeToLiveS;
  options.max_versions = 1;
  request.options = options;
  return request;
}

bool IsStatusTable(const ts::TableMeta& meta) {
  return meta.key == StatusTableDefinition(meta.name).meta.key;
}

}  // namespace hopline::plugins::otsstream
