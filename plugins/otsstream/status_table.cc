#include "plugins/otsstream/status_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "plugins/tablestore/errors.h"
#include "wire/tablestore/errors.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

constexpr uint64_t kReadyPollMs = 100;
constexpr int64_t kReadyLimitMs = 120'000;

/// Above every shard id. Source: DataX scans checkpoints up to this character.
constexpr char kAfterShardIds[] = "\x7f";

std::vector<ts::Row> DecodeRows(const std::string& buffer) {
  std::vector<ts::Row> rows;
  ts::PlainBufferReader reader(buffer);
  ts::RowView view;
  while (reader.Next(&view)) rows.push_back(ts::ToRow(view));
  if (reader.failed()) {
    throw Error(HOPLINE_STATUS_IO,
                "reading the status table: " + Describe(reader.fault()));
  }
  return rows;
}

ts::ReadSelection NewestVersions() {
  ts::ReadSelection selection;
  selection.max_versions = 1;
  return selection;
}

}  // namespace

bool StatusTable::Exists() {
  const auto table = client_.DescribeTable(name_, scope_);
  if (!table.has_value()) return false;
  if (!IsStatusTable(table->meta)) {
    throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                "/statusTable: Unexpected table meta in status table " + name_ +
                    ", please check your config: its key must be StreamId, StatusType, "
                    "StatusValue; name another table");
  }
  return true;
}

std::optional<ts::Row> StatusTable::ReadOne(const char* type, std::string value) {
  ts::GetRowRequest request;
  request.table_name = name_;
  request.primary_key = ts::EncodeKey(StatusKey(stream_id_, type, std::move(value)));
  request.selection = NewestVersions();
  std::vector<ts::Row> rows = DecodeRows(client_.GetRow(request, scope_));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<ts::Row> StatusTable::ReadRange(ts::PrimaryKey from, ts::PrimaryKey to) {
  ts::GetRangeRequest request;
  request.table_name = name_;
  request.selection = NewestVersions();
  request.start_key = ts::EncodeKey(from);
  request.end_key = ts::EncodeKey(to);
  std::vector<ts::Row> all;
  for (;;) {
    ts::GetRangeResponse page = client_.GetRange(request, scope_);
    for (ts::Row& row : DecodeRows(page.rows)) all.push_back(std::move(row));
    if (!page.next_start_key.has_value()) return all;
    request.start_key = *std::move(page.next_start_key);
  }
}

std::vector<CheckpointRow> StatusTable::Checkpoints(int64_t end_ms) {
  std::vector<CheckpointRow> checkpoints;
  for (const ts::Row& row :
       ReadRange(StatusKey(stream_id_, kCheckpointType, CheckpointValue(end_ms, "")),
                 StatusKey(stream_id_, kCheckpointType,
                           CheckpointValue(end_ms, kAfterShardIds)))) {
    if (auto checkpoint = ReadCheckpointRow(row)) {
      checkpoints.push_back(*std::move(checkpoint));
    }
  }
  return checkpoints;
}

std::optional<std::map<std::string, std::string>> StatusTable::WholeSet(int64_t end_ms) {
  std::map<std::string, std::string> by_shard;
  std::set<std::string> versions;
  for (CheckpointRow& row : Checkpoints(end_ms)) {
    versions.insert(row.version);
    by_shard.emplace(std::move(row.shard_id), std::move(row.checkpoint));
  }
  const std::optional<ts::Row> job_row = ReadOne(kJobType, T16(end_ms));
  if (!job_row.has_value()) {
    // A window of an old DataX: only the number of shards is told.
    const std::optional<ts::Row> count = ReadOne(kCheckpointType, T16(end_ms));
    const auto shards = count.has_value() ? ShardCountOf(*count) : std::nullopt;
    if (!shards || *shards != static_cast<int64_t>(by_shard.size())) return std::nullopt;
    return by_shard;
  }
  const std::optional<JobRow> job = ReadJobRow(*job_row);
  if (!job.has_value() || job->stream_id != stream_id_ ||
      job->shard_ids.size() != by_shard.size() ||
      versions != std::set<std::string>{job->version}) {
    return std::nullopt;
  }
  const bool same_shards =
      std::all_of(job->shard_ids.begin(), job->shard_ids.end(),
                  [&](const std::string& id) { return by_shard.contains(id); });
  if (!same_shards) return std::nullopt;
  return by_shard;
}

std::string StatusTable::NewestMark(const std::string& shard_id, int64_t after_ms,
                                    int64_t until_ms) {
  if (until_ms <= after_ms) return "";  // the service refuses an empty range
  ts::GetRangeRequest request;
  request.table_name = name_;
  request.direction = ts::Direction::kBackward;
  request.selection = NewestVersions();
  request.limit = 1;
  request.start_key = ts::EncodeKey(
      StatusKey(stream_id_, kTimeMarkType, TimeMarkValue(shard_id, until_ms)));
  request.end_key = ts::EncodeKey(
      StatusKey(stream_id_, kTimeMarkType, TimeMarkValue(shard_id, after_ms)));
  for (;;) {
    ts::GetRangeResponse page = client_.GetRange(request, scope_);
    const std::vector<ts::Row> rows = DecodeRows(page.rows);
    if (!rows.empty()) return CheckpointOf(rows.front());
    if (!page.next_start_key.has_value()) return "";
    request.start_key = *std::move(page.next_start_key);  // an empty page is no end
  }
}

void StatusTable::Create() {
  if (Exists()) return;
  client_.CreateTable(StatusTableDefinition(name_), scope_);
  const hopline_clock_service& clock = Host::Clock();
  const int64_t begun_ns = clock.monotonic_ns(clock.ctx);
  for (;;) {
    try {
      ReadOne(kJobType, T16(0));
      return;
    } catch (const Error& error) {
      const int64_t waited_ms = (clock.monotonic_ns(clock.ctx) - begun_ns) / 1'000'000;
      const bool not_yet =
          tablestore::IsCode(error, ts::error_code::kObjectNotExist) ||
          tablestore::IsCode(error, ts::error_code::kTableNotReady) ||
          tablestore::IsCode(error, ts::error_code::kPartitionUnavailable);
      if (!not_yet || waited_ms > kReadyLimitMs) throw;
    }
    scope_.Wait(kReadyPollMs);
  }
}

void StatusTable::Put(const ts::Row& row) {
  client_.PutRow(name_, ts::EncodeRow(row), scope_);
}

void StatusTable::WriteWindow(const JobRow& job, const TaskCheckpoint& all) {
  for (const TimeMark& mark : all.marks) {
    Put(MakeTimeMarkRow(stream_id_, mark.shard_id, mark.unix_ms, mark.iterator));
  }
  std::set<std::string> shards;
  for (const ShardEnd& end : all.ends) {
    shards.insert(end.id);
    Put(MakeRow(stream_id_, CheckpointRow{job.window.end_ms, end.id, job.version,
                                          end.checkpoint, end.sent}));
  }
  for (const CheckpointRow& row : Checkpoints(job.window.end_ms)) {
    if (shards.contains(row.shard_id)) continue;
    ts::PrimaryKey key =
        StatusKey(stream_id_, kCheckpointType, CheckpointValue(row.end_ms, row.shard_id));
    client_.DeleteRow(name_, ts::EncodeDeletion(key), scope_);
  }
  Put(MakeRow(job));
}

}  // namespace hopline::plugins::otsstream
