#include <doctest/doctest.h>

#include "tests/unit/plugins/otsstream/stream_run.h"

namespace hopline::plugins::otsstream {
namespace {

using Rows = std::vector<std::string>;

/// Sets the clock to where a window that ends at `end_ms` may be read.
void ReadAfter(TestTable& table, int64_t end_ms) { table.At(end_ms + 6 * kMinute); }

TEST_CASE("a window holds the puts and updates from its start to before its end") {
  TestTable table;
  table.At(kT0 - kMinute);
  table.PutRow("a", {Put("x", "before")});
  table.At(kT0);
  table.PutRow("b", {Put("x", "first"), Put("y", 1)});
  table.At(kT0 + kMinute);
  table.UpdateRow("b", {Put("y", 2)});
  table.UpdateRow("b", {Put("other", 2)});
  table.DeleteRow("a");
  table.At(kT0 + 9 * kMinute);
  table.PutRow("c", {Put("y", "text now")});
  table.At(kT0 + 10 * kMinute);
  table.PutRow("d", {Put("x", "after")});
  ReadAfter(table, kT0 + 10 * kMinute);
  TestWindow window(table, kT0, kT0 + 10 * kMinute, RowMode({"id", "x", "y"}));
  CHECK(window.Run() == Rows{"b|first|1", "b|null|2", "b|null|null", "c|null|text now"});
}

TEST_CASE("a record without any of the columns gives no row") {
  TestTable table;
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  table.UpdateRow("a", {Put("z", 1)});
  table.UpdateRow("a", {DeleteAll("x")});
  ReadAfter(table, kT0 + kMinute);
  TestWindow window(table, kT0, kT0 + kMinute, RowMode({"x"}));
  CHECK(window.Run() == Rows{"1"});
}

TEST_CASE("declared types convert, and rows that cannot be converted are dirty") {
  TestTable table;
  table.At(kT0);
  table.PutRow("1", {Put("x", "12.9")});
  table.PutRow("2", {Put("x", wire::tablestore::Value::Boolean(true))});
  table.PutRow("3", {Put("x", "many")});
  table.PutRow("4", {Put("x", wire::tablestore::Value::Double(-3.7))});
  table.PutRow("5", {Put("x", wire::tablestore::Value::Binary("bytes"))});
  table.PutRow("6", {Put("y", 1)});
  ReadAfter(table, kT0 + kMinute);
  TestWindow window(table, kT0, kT0 + kMinute,
                    R"(,"mode":"single_version_and_update_only","column":[{"name":"id"},)"
                    R"({"name":"x","type":"INT"},{"name":"id","type":"int"}])");
  CHECK(window.Run() == Rows{"1|12|1", "2|1|2", "4|-3|4", "6|null|6"});
  CHECK(window.scope.dirty_rows == 2);
  REQUIRE(window.scope.dirty.size() == 2);
  CHECK(window.scope.dirty[0].column == "x");
  CHECK(window.scope.dirty[0].reason == "the text is no number");
}

TEST_CASE("declared text renders every stored type as DataX does") {
  TestTable table;
  table.At(kT0);
  table.PutRow("1", {Put("x", wire::tablestore::Value::Double(1e7))});
  table.PutRow("2", {Put("x", wire::tablestore::Value::Boolean(false))});
  table.PutRow("3", {Put("x", -5)});
  table.PutRow("4", {Put("x", wire::tablestore::Value::Binary("bytes"))});
  ReadAfter(table, kT0 + kMinute);
  TestWindow window(
      table, kT0, kT0 + kMinute,
      R"(,"mode":"single_version_and_update_only","column":[{"name":"x","type":"STRING"}])");
  CHECK(window.Run() == Rows{"10000000", "false", "-5", "bytes"});
}

TEST_CASE("old values come from the log where the stream keeps them") {
  TableShape shape;
  shape.old_values_of = {"x"};
  TestTable table(shape);
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  table.UpdateRow("a", {Put("x", 2)});
  ReadAfter(table, kT0 + kMinute);
  const std::string columns =
      R"(,"mode":"single_version_and_update_only","column":[{"name":"id"},)"
      R"({"name":"x"},{"name":"x","dataType":"old"}])";
  TestWindow window(table, kT0, kT0 + kMinute, columns);
  CHECK(window.Run() == Rows{"a|1|null", "a|2|1"});
  TestTable without;
  ReadAfter(without, kT0 + kMinute);
  TestWindow refused(without, kT0, kT0 + kMinute, columns);
  CHECK_THROWS_WITH_AS(refused.MakePlan(), doctest::Contains("/column/2/dataType"),
                       Error);
}

TEST_CASE("a name may be exported as written, as it was, and as the table has it now") {
  TableShape shape;
  shape.old_values_of = {"x"};
  TestTable table(shape);
  table.At(kT0);
  table.PutRow("a", {Put("x", 1), Put("y", 10)});
  table.UpdateRow("a", {Put("x", 2)});
  table.PutRow("gone", {Put("x", 5)});
  table.At(kT0 + 2 * kMinute);
  table.UpdateRow("a", {Put("x", 3), DeleteAll("y")});
  table.DeleteRow("gone");
  ReadAfter(table, kT0 + 2 * kMinute);
  TestWindow window(table, kT0, kT0 + kMinute,
                    R"(,"mode":"single_version_and_update_only","column":[{"name":"id"},)"
                    R"({"name":"x","dataType":"latest"},{"name":"x","dataType":"old"},)"
                    R"({"name":"x","dataType":"NEW"},{"name":"y","dataType":"latest"},)"
                    R"({"name":"id","dataType":"latest"}])");
  CHECK(window.Run() ==
        Rows{"a|3|null|1|null|a", "a|3|1|2|null|a", "gone|null|null|5|null|null"});
}

TEST_CASE("latest values are read by the hundred, each row of a page once") {
  TestTable table;
  Rows expected;
  table.At(kT0 - kMinute);
  for (int i = 0; i < 150; ++i) table.PutRow("before", {Put("x", i)});
  table.At(kT0);
  for (int64_t i = 0; i < 450; ++i) {
    const std::string id = std::to_string(i / 2);
    table.UpdateRow(id, {Put("y", i), Put("x", i)});
    expected.push_back(std::to_string(i / 2 * 2 + 1));
  }
  table.At(kT0 + 2 * kMinute);
  for (int i = 0; i < 150; ++i) table.PutRow("after " + std::to_string(i), {});
  ReadAfter(table, kT0 + 2 * kMinute);
  TestWindow window(
      table, kT0, kT0 + kMinute,
      R"(,"mode":"single_version_and_update_only","column":[{"name":"x","dataType":"latest"}])");
  CHECK(window.Run() == expected);
  CHECK(table.transport.Count("BatchGetRow") == 3);  // 225 rows
  CHECK(table.transport.Count("GetRow") <= 1);       // of the status table
}

TEST_CASE("without column the key and the predefined columns are exported") {
  TableShape shape;
  shape.defined = {{"x", wire::tablestore::DefinedColumnType::kInteger}};
  TestTable table(shape);
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  ReadAfter(table, kT0 + kMinute);
  const std::string mode = R"(,"mode":"single_version_and_update_only")";
  TestWindow window(table, kT0, kT0 + kMinute, mode);
  CHECK(window.ColumnNames() == Rows{"id", "x"});
  CHECK(window.Run() == Rows{"a|1"});
  table.At(kT0 + 2 * kMinute);
  table.UpdateRow("a", {Put("surprise", 1)});
  ReadAfter(table, kT0 + 3 * kMinute);
  TestWindow next(table, kT0 + kMinute, kT0 + 3 * kMinute, mode);
  CHECK_THROWS_WITH_AS(next.Run(), doctest::Contains("surprise"), Error);
}

TEST_CASE("without column and without predefined columns a list to paste is printed") {
  TestTable table;
  TestWindow window(table, kT0, kT0 + kMinute,
                    R"(,"mode":"single_version_and_update_only")");
  CHECK_THROWS_WITH_AS(window.ColumnNames(),
                       doctest::Contains(R"("column": [{"name": "id"}, )"), Error);
}

TEST_CASE("thousands of records come in pages, and a window may end inside one") {
  TestTable table;
  const int64_t n = 2500;
  const int64_t step = kMinute / 6;
  Rows expected;
  for (int64_t i = 0; i < n; ++i) {
    table.At(kT0 + i * step);
    table.PutRow("k", {Put("x", i)});
    if (i < 2222) expected.push_back(std::to_string(i));
  }
  ReadAfter(table, kT0 + n * step);
  TestWindow window(table, kT0, kT0 + 2222 * step, RowMode({"x"}));
  CHECK(window.Run() == expected);
  TestWindow next(table, kT0 + 2222 * step, kT0 + n * step, RowMode({"x"}));
  const Rows rest = next.Run();
  REQUIRE(rest.size() == 278);
  CHECK(rest.front() == "2222");
}

TEST_CASE("every request may fail once, in any way, and the rows are the same") {
  using Mishap = Loopback::Mishap;
  for (const Mishap mishap : {Mishap::kLostRequest, Mishap::kLostReply, Mishap::kRefused,
                              Mishap::kUnreachable, Mishap::kDamaged}) {
    for (const char* operation : {"DescribeTable", "ListStream", "DescribeStream",
                                  "GetShardIterator", "GetStreamRecord", "CreateTable",
                                  "PutRow", "GetRow", "GetRange", "BatchGetRow"}) {
      CAPTURE(operation);
      TestTable table;
      table.At(kT0);
      table.PutRow("a", {Put("x", 1)});
      table.At(kT0 + kMinute);
      table.PutRow("a", {Put("x", 2)});
      ReadAfter(table, kT0 + 2 * kMinute);
      table.transport.Fail(operation, mishap);
      const std::string mode =
          R"(,"mode":"single_version_and_update_only","column":[{"name":"x"},)"
          R"({"name":"x","dataType":"latest"}])";
      CHECK(TestWindow(table, kT0, kT0 + kMinute, mode).Run() == Rows{"1|2"});
      CHECK(TestWindow(table, kT0 + kMinute, kT0 + 2 * kMinute, mode).Run() ==
            Rows{"2|2"});
      CHECK(table.transport.Count(operation) > 0);
    }
  }
}

TEST_CASE("pages that were damaged on their way are asked for again, in order") {
  TestTable table;
  Rows expected;
  table.At(kT0);
  for (int64_t i = 0; i < 3500; ++i) {
    table.PutRow("k", {Put("x", i)});
    expected.push_back(std::to_string(i));
  }
  ReadAfter(table, kT0 + kMinute);
  for (const int times : {1, 2, 5}) {
    CAPTURE(times);
    table.transport.Fail("GetStreamRecord", Loopback::Mishap::kDamaged, times);
    CHECK(TestWindow(table, kT0, kT0 + kMinute, RowMode({"x"})).Run() == expected);
  }
}

TEST_CASE("a cancelled task stops with CANCELLED") {
  TestTable table;
  table.At(kT0);
  table.PutRow("a", {Put("x", 1)});
  ReadAfter(table, kT0 + kMinute);
  TestWindow window(table, kT0, kT0 + kMinute, RowMode({"x"}));
  window.MakePlan();
  const auto reader = window.Open();
  reader->ReadSchema();
  TaskContext context;
  context.task = window.plan.tasks[0].entry;
  context.scope = window.scope;
  const auto task = reader->OpenTask(std::move(context));
  window.scope.Cancel();
  try {
    task->Next();
    FAIL("must be cancelled");
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_CANCELLED);
  }
}

}  // namespace
}  // namespace hopline::plugins::otsstream
