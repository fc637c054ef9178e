// What the status table holds, and what the reader makes of it.
#include "plugins/otsstream/status_table.h"

#include <doctest/doctest.h>

#include <regex>

#include "plugins/otsstream/status_rows.h"
#include "tests/unit/plugins/otsstream/stream_run.h"
#include "wire/tablestore/compression.h"

namespace hopline::plugins::otsstream {
namespace {

namespace ts = wire::tablestore;
using Rows = std::vector<std::string>;

constexpr int64_t kEnd = kT0 + 10 * kMinute;

/// A table with rows in two windows of ten minutes, read at a time when both are over.
struct TwoWindows {
  TwoWindows() {
    table.At(kT0);
    table.PutRow("a", {Put("x", 1)});
    table.At(kT0 + 12 * kMinute);
    table.PutRow("a", {Put("x", 2)});
    table.At(kT0 + 30 * kMinute);
  }
  Rows First() { return TestWindow(table, kT0, kEnd, RowMode({"x"})).Run(); }
  Rows Second() {
    return TestWindow(table, kEnd, kEnd + 10 * kMinute, RowMode({"x"})).Run();
  }
  TestTable table;
};

const ts::Value* Find(const ts::Row& row, const std::string& name) {
  for (const ts::Cell& cell : row.cells) {
    if (cell.name == name) return &*cell.value;
  }
  return nullptr;
}

TEST_CASE("times are sixteen characters, right aligned") {
  CHECK(T16(1682247000000) == "   1682247000000");
  CHECK(T16(0) == "               0");
  CHECK(CheckpointValue(1682247000000, "s") == "   1682247000000\ts");
  CHECK(TimeMarkValue("s", 1682247000000) == "s\t   1682247000000");
}

TEST_CASE("nothing is written before the acknowledge") {
  TwoWindows data;
  TestWindow window(data.table, kT0, kEnd, RowMode({"x"}));
  window.MakePlan();
  window.ReadTasks();
  CHECK(!data.table.StatusRows().has_value());
  window.Acknowledge();
  CHECK(data.table.StatusRows().has_value());
}

TEST_CASE("a window leaves rows that DataX reads") {
  TwoWindows data;
  CHECK(data.First() == Rows{"1"});
  const auto rows = data.table.StatusRows().value();
  const std::string stream_id = data.table.StreamId();
  const std::string shard = data.table.Shards().front().id;
  const std::string end = "   " + std::to_string(kEnd);
  REQUIRE(rows.size() == 3);
  for (const ts::Row& row : rows) CHECK(row.key[0].value.bytes() == stream_id);
  CHECK(rows[0].key[1].value.bytes() == "CheckpointForDataxReader");
  CHECK(rows[0].key[2].value.bytes() == end + "\t" + shard);
  const std::string version = Find(rows[0], "Version")->bytes();
  CHECK(std::regex_match(version, std::regex("\\d{13}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-"
                                             "[0-9a-f]{12}")));
  CHECK(!Find(rows[0], "Checkpoint")->bytes().empty());
  CHECK(Find(rows[0], "SkipCount")->AsInteger() == 0);
  CHECK(Find(rows[0], "SendRecordCount")->AsInteger() == 1);
  CHECK(rows[1].key[1].value.bytes() == "DataxJobDesc");
  CHECK(rows[1].key[2].value.bytes() == end);
  CHECK(Find(rows[1], "Version")->bytes() == version);
  CHECK(Find(rows[1], "TableName")->bytes() == kTable);
  CHECK(Find(rows[1], "JobStreamId")->bytes() == stream_id);
  CHECK(Find(rows[1], "StartTime")->AsInteger() == kT0);
  CHECK(Find(rows[1], "EndTime")->AsInteger() == kEnd);
  std::string shards;
  REQUIRE(ts::Decompress(Find(rows[1], "ShardIds_0")->bytes(), 1000, &shards).ok());
  CHECK(shards == "[\"" + shard + "\"]");
  CHECK(rows[2].key[1].value.bytes() == "ShardTimeCheckpointForDataxReader");
  CHECK(rows[2].key[2].value.bytes() == shard + "\t   " + std::to_string(kT0));
}

TEST_CASE("long shard lists are cut into pieces of 64 KiB and read back") {
  TestHost::Install();
  JobRow job{"v", "t", "s", {1, 2}, {}};
  uint64_t random = 1;
  for (int i = 0; i < 8000; ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    job.shard_ids.push_back(std::to_string(random));
  }
  const ts::Row row = MakeRow(job);
  REQUIRE(Find(row, "ShardIds_1") != nullptr);
  CHECK(Find(row, "ShardIds_0")->bytes().size() == 64 * 1024);
  const auto back = ReadJobRow(row);
  REQUIRE(back.has_value());
  CHECK(back->shard_ids == job.shard_ids);
}

TEST_CASE("the next window goes on where this one ended, without reading again") {
  TwoWindows data;
  data.First();
  const int before = data.table.transport.Count("GetStreamRecord");
  CHECK(data.Second() == Rows{"2"});
  // The page with the record, and the empty one behind it.
  CHECK(data.table.transport.Count("GetStreamRecord") - before == 2);
  CHECK(data.table.transport.Count("GetShardIterator") == 1);
}

TEST_CASE("running a window again gives the same rows and one job row") {
  TwoWindows data;
  CHECK(data.First() == Rows{"1"});
  CHECK(data.Second() == Rows{"2"});
  CHECK(data.First() == Rows{"1"});
  CHECK(data.Second() == Rows{"2"});
  int jobs = 0;
  const auto rows = data.table.StatusRows().value();
  for (const ts::Row& row : rows) {
    jobs += row.key[1].value.bytes() == kJobType ? 1 : 0;
  }
  CHECK(jobs == 2);
}

TEST_CASE("an acknowledge that breaks anywhere leaves a state that loses nothing") {
  for (int puts = 0; puts < 3; ++puts) {
    CAPTURE(puts);
    TwoWindows data;
    TestWindow window(data.table, kT0, kEnd, RowMode({"x"}));
    window.MakePlan();
    window.ReadTasks();
    // The mark, the checkpoint and the job row: let `puts` of them through.
    const int before = data.table.transport.Count("PutRow");
    struct Cut final : Transport {
      Transport& inner;
      int left;
      Cut(Transport& t, int n) : inner(t), left(n) {}
      HttpResponse Send(const HttpRequest& request, const Scope& scope) override {
        if (request.url.ends_with("/PutRow") && left-- <= 0) {
          throw Error(HOPLINE_STATUS_INTERNAL, "the process died");
        }
        return inner.Send(request, scope);
      }
    } cut(data.table.transport, puts);
    JobContext context;
    context.config = Config(
        R"({"endpoint":"http://127.0.0.1:1","instanceName":"demo","accessId":)"
        R"("testAccessId","accessKey":"testAccessKey","dataTable":"orders",)"
        R"("statusTable":"status","startTimestampMillis":1,"endTimestampMillis":2})");
    context.settings = Config("{}");
    OtsStreamReader reader(std::move(context),
                           std::shared_ptr<Transport>(&cut, [](auto*) {}));
    CHECK_THROWS_AS(
        reader.Acknowledge({{window.plan.tasks[0].entry, window.checkpoints[0]}}), Error);
    CHECK(data.table.transport.Count("PutRow") - before == puts);
    CHECK(data.Second() == Rows{"2"});
    window.Acknowledge();
    CHECK(data.Second() == Rows{"2"});
  }
}

TEST_CASE("a set of checkpoints counts only whole and of one version") {
  TwoWindows data;
  data.First();
  const std::string stream_id = data.table.StreamId();
  const std::string shard = data.table.Shards().front().id;
  SUBCASE("a checkpoint of a shard that the job row does not list") {
    data.table.WriteStatusRow(MakeRow(stream_id, {kEnd, "zz", "v", "SHARD_END", 0}));
  }
  SUBCASE("a checkpoint of another version") {
    data.table.WriteStatusRow(MakeRow(stream_id, {kEnd, shard, "v", "SHARD_END", 0}));
  }
  SUBCASE("a job row of another stream") {
    ts::Row row = MakeRow(JobRow{"v", kTable, "other", {kT0, kEnd}, {shard}});
    row.key[0].value = ts::Value::String(stream_id);
    data.table.WriteStatusRow(row);
  }
  CHECK(data.Second() == Rows{"2"});
}

TEST_CASE("the count that old versions of DataX left is enough") {
  TwoWindows data;
  const std::string stream_id = data.table.StreamId();
  const std::string shard = data.table.Shards().front().id;
  ts::Row checkpoint = MakeRow(stream_id, {kEnd, shard, "", "SHARD_END", 0});
  std::erase_if(checkpoint.cells,
                [](const auto& cell) { return cell.name != "Checkpoint"; });
  data.table.WriteStatusRow(checkpoint);
  ts::Row count;
  count.key = StatusKey(stream_id, kCheckpointType, T16(kEnd));
  count.cells = {Put("ShardCount", 1)};
  data.table.WriteStatusRow(count);
  // Its checkpoint says that the shard has ended, so there is nothing to read.
  CHECK(data.Second().empty());
}

TEST_CASE("checkpoints of shards that are gone are removed, unless still unfinished") {
  TwoWindows data;
  const std::string stream_id = data.table.StreamId();
  data.table.WriteStatusRow(MakeRow(stream_id, {kEnd, "gone", "v", "SHARD_END", 0}));
  data.First();
  const auto rows = data.table.StatusRows().value();
  for (const ts::Row& row : rows) {
    CHECK(row.key[2].value.bytes().find("gone") == std::string::npos);
  }
  data.table.WriteStatusRow(MakeRow(stream_id, {kEnd, "gone", "v", "iterator", 0}));
  data.table.WriteStatusRow(
      MakeRow(JobRow{"v", kTable, stream_id, {kT0, kEnd}, {"gone"}}));
  const std::string shard = data.table.Shards().front().id;
  data.table.WriteStatusRow(MakeRow(stream_id, {kEnd, shard, "v", "SHARD_END", 0}));
  data.table.WriteStatusRow(
      MakeRow(JobRow{"v", kTable, stream_id, {kT0, kEnd}, {"gone", shard}}));
  CHECK_THROWS_WITH_AS(data.Second(), doctest::Contains("Shard does not exist now"),
                       Error);
}

TEST_CASE("the newest mark before the window saves reading the log from its start") {
  TwoWindows data;
  data.First();
  data.Second();
  // No window ended at this start, so the marks decide.
  TestWindow between(data.table, kT0 + 11 * kMinute, kT0 + 13 * kMinute, RowMode({"x"}));
  const int before = data.table.transport.Count("GetShardIterator");
  CHECK(between.Run() == Rows{"2"});
  CHECK(data.table.transport.Count("GetShardIterator") == before);
}

TEST_CASE("no mark is so old that it may lie before a window at the log's very start") {
  TwoWindows data;
  data.First();
  // The log keeps 24 hours; marks of the first of these may be gone when they are used.
  data.table.At(kT0 + 23 * 60 * kMinute + 30 * kMinute);
  TestWindow oldest(data.table, kT0 + 11 * kMinute, kT0 + 13 * kMinute, RowMode({"x"}));
  CHECK(oldest.Run() == Rows{"2"});
}

}  // namespace
}  // namespace hopline::plugins::otsstream
