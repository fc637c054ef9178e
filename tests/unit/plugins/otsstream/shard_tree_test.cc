// Windows over streams whose shards split and merge.
#include <doctest/doctest.h>

#include <algorithm>

#include "plugins/otsstream/plan_entry.h"
#include "plugins/otsstream/status_rows.h"
#include "tests/unit/plugins/otsstream/stream_run.h"

namespace hopline::plugins::otsstream {
namespace {

using Rows = std::vector<std::string>;

constexpr int64_t kHour = 60 * kMinute;

/// Writes rows spread over the keys and notes what was written when.
class Log {
 public:
  explicit Log(TestTable& table) : table_(table) {}

  void Write(int64_t unix_ms, int count) {
    table_.At(unix_ms);
    for (int i = 0; i < count; ++i, ++next_) {
      const std::string id(1, static_cast<char>('a' + next_ % 26));
      table_.PutRow(id, {Put("n", next_)});
      written_.push_back({unix_ms, id + "|" + std::to_string(next_)});
    }
  }
  Rows Between(int64_t start_ms, int64_t end_ms) const {
    Rows rows;
    for (const auto& [unix_ms, row] : written_) {
      if (unix_ms >= start_ms && unix_ms < end_ms) rows.push_back(row);
    }
    return Sorted(rows);
  }

 private:
  TestTable& table_;
  int64_t next_ = 0;
  std::vector<std::pair<int64_t, std::string>> written_;
};

Rows RunWindow(TestTable& table, int64_t start_ms, int64_t end_ms, uint32_t tasks = 2) {
  table.At(end_ms + 6 * kMinute);
  return Sorted(TestWindow(table, start_ms, end_ms, RowMode({"id", "n"})).Run(tasks));
}

void Merge(TestTable& table) {
  std::vector<std::string> open;
  for (const auto& shard : table.Shards()) {
    if (shard.open) open.push_back(shard.id);
  }
  REQUIRE(open.size() >= 2);
  table.service.MergeShards(kInstance, kTable, {open[0], open[1]});
}

TEST_CASE("chained hourly windows over splits and merges give the log, exactly") {
  TestTable table;
  Log log(table);
  for (int64_t hour = 0; hour < 24; ++hour) {
    const int64_t start = kT0 + hour * kHour;
    if (hour != 7) log.Write(start, 30);  // the eighth hour is empty but for its end
    if (hour == 3) table.Split();
    if (hour == 9 || hour == 10) {
      table.At(start + 20 * kMinute);
      table.Split();
    }
    if (hour == 12) Merge(table);
    log.Write(start + 30 * kMinute, hour == 7 ? 0 : 30);
    if (hour == 15) {
      Merge(table);
      log.Write(start + 40 * kMinute, 10);
      table.Split();
    }
    log.Write(start + kHour - kMinute, 5);
    CAPTURE(hour);
    CHECK(RunWindow(table, start, start + kHour) == log.Between(start, start + kHour));
  }
}

TEST_CASE("windows that were never run, out of order or with a gap give their rows") {
  TestTable table;
  Log log(table);
  for (int64_t hour = 0; hour < 6; ++hour) {
    log.Write(kT0 + hour * kHour, 20);
    if (hour == 1 || hour == 4) table.Split();
    log.Write(kT0 + hour * kHour + 30 * kMinute, 20);
  }
  const int64_t now = kT0 + 6 * kHour + 6 * kMinute;
  for (const int64_t hour : {4, 1, 2, 5, 0, 3, 1}) {
    CAPTURE(hour);
    const int64_t start = kT0 + hour * kHour;
    table.At(now);
    CHECK(Sorted(TestWindow(table, start, start + kHour, RowMode({"id", "n"})).Run(3)) ==
          log.Between(start, start + kHour));
    table.At(now);
    CHECK(Sorted(TestWindow(table, start, start + kHour,
                            RowMode({"id", "n"}) + R"(,"enableSeekIterator":true)")
                     .Run(1)) == log.Between(start, start + kHour));
  }
}

TEST_CASE("changes of one key stay in order across a split inside the window") {
  TestTable table;
  Rows expected;
  for (int i = 0; i < 60; ++i) {
    table.At(kT0 + i * 10'000);
    table.PutRow("k", {Put("n", i)});
    expected.push_back("k|" + std::to_string(i));
    if (i % 20 == 10) {
      // Always the shard that holds the key: the last change went there.
      const auto shards = table.Shards();
      const auto busiest =
          std::find_if(shards.rbegin(), shards.rend(),
                       [](const auto& shard) { return shard.open && shard.records > 0; });
      REQUIRE(busiest != shards.rend());
      table.service.SplitShard(kInstance, kTable, busiest->id);
    }
  }
  table.At(kT0 + kHour);
  TestWindow window(table, kT0, kT0 + 11 * kMinute, RowMode({"id", "n"}));
  CHECK(window.Run(8) == expected);
}

TEST_CASE("a child of a shard that goes on past the window is not read") {
  TestTable table;
  Log log(table);
  log.Write(kT0, 10);
  log.Write(kT0 + kHour, 10);
  table.Split();
  log.Write(kT0 + kHour + kMinute, 10);
  CHECK(RunWindow(table, kT0, kT0 + kHour) == log.Between(kT0, kT0 + kHour));
  int trimmed = 0;
  int ended = 0;
  const auto rows = table.StatusRows().value();
  for (const auto& row : rows) {
    const auto checkpoint = ReadCheckpointRow(row);
    if (!checkpoint.has_value()) continue;
    trimmed += checkpoint->checkpoint == kTrimHorizon ? 1 : 0;
    ended += checkpoint->checkpoint == kShardEnd ? 1 : 0;
  }
  CHECK(trimmed == 2);
  CHECK(ended == 0);
  CHECK(RunWindow(table, kT0 + kHour, kT0 + 2 * kHour) ==
        log.Between(kT0 + kHour, kT0 + 2 * kHour));
}

TEST_CASE("a shard read to its end is not read again by the next window") {
  TestTable table;
  Log log(table);
  log.Write(kT0, 10);
  table.Split();
  log.Write(kT0 + 10 * kMinute, 10);
  RunWindow(table, kT0, kT0 + kHour);
  log.Write(kT0 + kHour + kMinute, 10);
  const int before = table.transport.Count("GetStreamRecord");
  CHECK(RunWindow(table, kT0 + kHour, kT0 + 2 * kHour) ==
        log.Between(kT0 + kHour, kT0 + 2 * kHour));
  // A page and an empty one for each of the two open shards.
  CHECK(table.transport.Count("GetStreamRecord") - before == 4);
}

TEST_CASE("lineages are packed into no more tasks than wanted") {
  TestTable table;
  for (int i = 0; i < 3; ++i) table.Split();
  table.At(kT0 + 6 * kMinute);
  TestWindow window(table, kT0, kT0 + kMinute, RowMode({"id"}));
  window.MakePlan(16);
  CHECK(window.plan.tasks.size() == 1);
  size_t shards = 0;
  for (const auto& task : window.plan.tasks) {
    shards += DecodePlanEntry(task.entry).shards.size();
  }
  CHECK(shards == table.Shards().size());
}

TEST_CASE("a search by time spares the log before the window, and finds the same rows") {
  TestTable table;
  Rows expected;
  for (int64_t i = 0; i < 2000; ++i) {
    table.At(kT0 + i * kMinute / 10);
    table.PutRow("k", {Put("x", i)});
    if (i >= 1900) expected.push_back(std::to_string(i));
  }
  const int64_t start = kT0 + 190 * kMinute;
  table.At(start + 60 * kMinute);
  const std::string seek = RowMode({"x"}) + R"(,"enableSeekIterator":true)";
  TestWindow window(table, start, start + 30 * kMinute, seek);
  window.MakePlan();
  CHECK(window.ReadTasks() == expected);
  CHECK(table.transport.Count("GetStreamRecord") == 2);  // 200 records, and no more
  TestWindow scan(table, start, start + 30 * kMinute, RowMode({"x"}));
  scan.MakePlan();
  CHECK(scan.ReadTasks() == expected);
  CHECK(table.transport.Count("GetStreamRecord") == 2 + 3);
}

TEST_CASE("a search by time is for shards that have no position of their own") {
  TestTable table;
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  table.At(kT0 + kMinute);
  table.PutRow("b", {Put("x", 2)});
  table.At(kT0 + 9 * kMinute);
  const std::string seek = RowMode({"x"}) + R"(,"enableSeekIterator":true)";
  CHECK(TestWindow(table, kT0, kT0 + kMinute, seek).Run() == Rows{"1"});
  const int asked = table.transport.Count("GetShardIterator");
  CHECK(TestWindow(table, kT0 + kMinute, kT0 + 2 * kMinute, seek).Run() == Rows{"2"});
  CHECK(table.transport.Count("GetShardIterator") == asked);
}

TEST_CASE("shards of a table group end where the service says so") {
  TestTable table;
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  table.At(kT0 + kMinute);
  table.PutRow("a", {Put("x", 2)});
  table.At(kT0 + 9 * kMinute);
  const std::string group = RowMode({"x"}) + R"(,"enableTableGroupSupport":true)";
  CHECK(TestWindow(table, kT0, kT0 + kMinute, group).Run() == Rows{"1"});
  CHECK(TestWindow(table, kT0 + kMinute, kT0 + 2 * kMinute, group).Run() == Rows{"2"});
}

}  // namespace
}  // namespace hopline::plugins::otsstream
