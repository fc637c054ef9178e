#include <doctest/doctest.h>

#include "tests/unit/plugins/otsstream/stream_run.h"

namespace hopline::plugins::otsstream {
namespace {

using Rows = std::vector<std::string>;

TEST_CASE("column mode gives a row per cell and per deleted row") {
  TestTable table;
  table.At(kT0);
  const std::string v = std::to_string(kT0);
  const auto at_v = [](wire::tablestore::Cell cell) {
    cell.timestamp_ms = kT0;
    return cell;
  };
  table.PutRow("a", {at_v(Put("x", "text")), at_v(Put("y", 1))});
  table.UpdateRow("a", {at_v(Put("x", 2)), DeleteAll("y"), DeleteOne("z", 1234)});
  table.DeleteRow("a");
  table.At(kT0 + 6 * kMinute);
  TestWindow window(table, kT0, kT0 + kMinute);
  CHECK(window.ColumnNames() == Rows{"id", "colname", "version", "colvalue", "optype"});
  CHECK(window.Run() == Rows{"a|null|null|null|DR", "a|x|" + v + "|text|U",
                             "a|y|" + v + "|1|U", "a|x|" + v + "|2|U", "a|y|null|null|DA",
                             "a|z|1234|null|DO", "a|null|null|null|DR"});
}

TEST_CASE("the sequence text tells the place in the log") {
  TestTable table;
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  table.At(kT0 + 6 * kMinute);
  TestWindow window(table, kT0, kT0 + kMinute, R"(,"isExportSequenceInfo":true)");
  CHECK(window.ColumnNames().back() == "sequenceinfo");
  const Rows rows = window.Run();
  REQUIRE(rows.size() == 2);
  const std::string shard = table.Shards().front().id;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string sequence = rows[i].substr(rows[i].rfind('|') + 1);
    // %010d_%020d_%010d_<shard>:%010d
    CHECK(sequence.size() == 10 + 1 + 20 + 1 + 10 + 1 + shard.size() + 1 + 10);
    CHECK(sequence.substr(0, 18) == "0000000000_0000170");
    CHECK(sequence.ends_with("_" + shard + ":000000000" + std::to_string(i)));
  }
}

TEST_CASE("batches keep to the host's limits in the midst of a record") {
  TestTable table;
  table.At(kT0);
  Cells cells;
  for (int i = 0; i < 20; ++i) cells.push_back(Put("c" + std::to_string(10 + i), i));
  table.PutRow("a", cells);
  table.UpdateRow("a", {DeleteAll("x")});
  for (int i = 0; i < 8; ++i) {
    table.UpdateRow("b", {Put("x", std::string(100'000, 'x'))});
  }
  table.At(kT0 + 6 * kMinute);
  TestWindow whole(table, kT0, kT0 + kMinute);
  whole.MakePlan();
  const Rows rows = whole.ReadTasks();
  REQUIRE(rows.size() == 30);
  CHECK(whole.batches == 1);
  TestWindow window(table, kT0, kT0 + kMinute);
  window.MakePlan();
  SUBCASE("of rows") {
    window.max_batch_rows = 7;
    CHECK(window.ReadTasks() == rows);
    CHECK(window.batches == 5);
  }
  SUBCASE("of bytes") {
    window.max_batch_bytes = 250'000;
    CHECK(window.ReadTasks() == rows);
    CHECK(window.batches == 3);
  }
}

TEST_CASE("keys of all types are concrete columns") {
  TableShape shape;
  shape.key = {{"s", wire::tablestore::KeyType::kString, false},
               {"i", wire::tablestore::KeyType::kInteger, false},
               {"b", wire::tablestore::KeyType::kBinary, false}};
  TestTable table(shape);
  TestWindow window(table, kT0, kT0 + kMinute);
  const Schema schema = window.Open()->ReadSchema();
  const Fields fields = Fields::Read(*schema);
  CHECK(fields[0].type == Type::kUtf8);
  CHECK(fields[1].type == Type::kInt64);
  CHECK(fields[2].type == Type::kBinary);
  CHECK(fields[5].type == Type::kVariant);
  CHECK(fields[6].role == "op");
}

}  // namespace
}  // namespace hopline::plugins::otsstream
