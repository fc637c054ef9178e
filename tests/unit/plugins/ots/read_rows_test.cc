// Rows of a wide-column table as records: columns, types, ranges, splits, mishaps.
#include <doctest/doctest.h>

#include "plugins/ots/key_range.h"
#include "plugins/ots/plan_entry.h"
#include "plugins/tablestore/errors.h"
#include "tests/unit/plugins/ots/ots_run.h"
#include "wire/tablestore/errors.h"

namespace hopline::plugins::ots {
namespace {

using Lines = std::vector<std::string>;
using Mishap = Loopback::Mishap;

std::string Bound(const char* name, const std::string& items) {
  return "\"" + std::string(name) + "\":[" + items + "]";
}
std::string Str(const std::string& value) {
  return R"({"type":"string","value":")" + value + "\"}";
}
std::string Num(int value) {
  return R"({"type":"INT","value":)" + std::to_string(value) + "}";
}

TEST_CASE("columns come in the order of the script, repeated, constant, absent, typed") {
  TestTable table({KeyType::kString, KeyType::kInteger});
  table.PutRow({Text("k"), Int(7)}, {Put("a", Text("x")), Put("b", Real(2.5))});
  TestRead read(table,
                R"("column":[{"name":"b"},{"name":"pk1"},{"type":"string","value":"c"},)"
                R"({"name":"a"},{"name":"none"},{"name":"b","type":"STRING"},)"
                R"({"name":"pk1","type":"string"},{"type":"binary","value":"AAE="},)"
                R"({"type":"int","value":-3},{"type":"bool","value":true},)"
                R"({"type":"double","value":"0.5"},{"name":"pk0"}])");
  CHECK(read.Columns() == Lines{"b:variant", "pk1:l", ":u", "a:variant", "none:variant",
                                "b:u", "pk1:u", ":z", ":l", ":b", ":g", "pk0:u"});
  CHECK(read.Run() == Lines{"d2.500000|7|c|x|null|2.5|7|b:" + std::string("\0\1", 2) +
                            "|-3|true|d0.500000|k"});
}

TEST_CASE("rows that have none of the listed attributes are not lost") {
  for (const char* version : {"false", "true"}) {
    TestTable table;
    table.PutRow({Text("1")}, {Put("a", Int(1))});
    table.PutRow({Text("2")}, {Put("other", Int(2))});
    table.PutRow({Text("3")}, {});
    const std::string form = std::string(R"("newVersion":)") + version;
    CHECK(TestRead(table, form + R"(,"column":[{"name":"pk0"},{"name":"a"}])").Run() ==
          Lines{"1|1", "2|null", "3|null"});
    CHECK(TestRead(table, form + R"(,"column":[{"name":"a"}])").Run() ==
          Lines{"1", "null", "null"});
    CHECK(TestRead(table, form + R"(,"column":[{"name":"pk0"}])").Run() ==
          Lines{"1", "2", "3"});
    CHECK(TestRead(table, form + R"(,"column":[{"type":"int","value":"5"}])").Run() ==
          Lines{"5", "5", "5"});
  }
}

TEST_CASE("more columns than one request may name are read all the same") {
  TestTable table;
  Cells cells;
  std::string columns = R"("column":[{"name":"pk0"})";
  std::string expected = "k";
  for (int i = 0; i < 200; ++i) {
    cells.push_back(Put("c" + std::to_string(i), Int(i)));
    columns += R"(,{"name":"c)" + std::to_string(i) + "\"}";
    expected += "|" + std::to_string(i);
  }
  cells.push_back(Put("not_listed", Int(0)));
  table.PutRow({Text("k")}, cells);
  CHECK(TestRead(table, columns + "]").Run() == Lines{expected});
}

TEST_CASE("a value that does not fit its declared type makes its row dirty") {
  TestTable table;
  table.PutRow({Text("1")}, {Put("a", Text("12"))});
  table.PutRow({Text("2")}, {Put("a", Text("twelve"))});
  table.PutRow({Text("3")}, {Put("a", Real(-3.9))});
  TestRead read(table, R"("column":[{"name":"pk0"},{"name":"a","type":"INT"}])");
  CHECK(read.Run() == Lines{"1|12", "3|-3"});
  CHECK(read.scope.dirty_rows == 1);
  CHECK(read.scope.dirty.at(0).column == "a");
}

TEST_CASE("begin is inclusive, end exclusive, prefixes take all that begins so") {
  TestTable table({KeyType::kString, KeyType::kInteger});
  for (const char* first : {"a", "b", "c"}) {
    for (int second = 1; second <= 3; ++second) {
      table.PutRow({Text(first), Int(second)}, {});
    }
  }
  const auto keys = [&](const std::string& range) {
    return TestRead(table,
                    R"("column":[{"name":"pk0"},{"name":"pk1"}],"range":{)" + range + "}")
        .Run();
  };
  const Lines b = {"b|1", "b|2", "b|3"};
  CHECK(keys("").size() == 9);
  CHECK(keys(Bound("begin", Str("b")) + "," + Bound("end", Str("b"))) == b);
  CHECK(keys(Bound("begin", Str("a") + "," + Num(3)) + "," +
             Bound("end", Str("b") + "," + Num(2))) == Lines{"a|3", "b|1"});
  CHECK(keys(Bound("begin", Str("c"))) == Lines{"c|1", "c|2", "c|3"});
  CHECK(keys(Bound("end", Str("a") + "," + Num(2))) == Lines{"a|1"});
  CHECK(keys(Bound("begin", R"({"type":"inf_min"})") + "," +
             Bound("end", Str("a") + R"(,{"type":"INF_MAX"})")) ==
        Lines{"a|1", "a|2", "a|3"});
  // Larger begin: backward.
  CHECK(keys(Bound("begin", Str("b")) + "," + Bound("end", Str("a") + "," + Num(2))) ==
        Lines{"b|3", "b|2", "b|1", "a|3"});
  CHECK(keys(Bound("begin", R"({"type":"INF_MAX"})") + "," +
             Bound("end", R"({"type":"INF_MIN"})"))
            .front() == "c|3");
}

TEST_CASE("split points make tasks that cover the range once, forward and backward") {
  TestTable table({KeyType::kInteger});
  Lines all;
  for (int i = 0; i < 20; ++i) {
    table.PutRow({Int(i)}, {});
    all.push_back(std::to_string(i));
  }
  const std::string column = R"("column":[{"name":"pk0"}],"range":{)";
  TestRead forward(table, column + Bound("split", Num(5) + "," + Num(10)) + "}");
  CHECK(forward.Run(1) == all);
  CHECK(forward.plan.tasks.size() == 3);
  CHECK(forward.plan.explicit_splits);

  TestRead backward(table, column + Bound("begin", R"({"type":"INF_MAX"})") + "," +
                               Bound("end", R"({"type":"INF_MIN"})") + "," +
                               Bound("split", Num(10) + "," + Num(5)) + "}");
  CHECK(backward.Run(1) == Lines(all.rbegin(), all.rend()));
  CHECK(backward.plan.tasks.size() == 3);

  // DataWorks' samples repeat the ends of the range among the points.
  TestRead edges(
      table, column + Bound("begin", Num(2)) + "," + Bound("end", Num(8)) + "," +
                 Bound("split", R"({"type":"INF_MIN"},)" + Num(2) + "," + Num(5) + "," +
                                    Num(8) + R"(,{"type":"INF_MAX"})") +
                 "}");
  CHECK(edges.Run(1) == Lines{"2", "3", "4", "5", "6", "7"});
  CHECK(edges.plan.tasks.size() == 2);
}

TEST_CASE("large tables are split at the service's own points") {
  TestTable table({KeyType::kString, KeyType::kInteger});
  const std::string filler(100'000, 'x');
  for (int i = 0; i < 60; ++i) {
    table.PutRow({Text("k" + std::to_string(100 + i)), Int(i)}, {Put("a", Text(filler))});
  }
  const std::string column = R"("column":[{"name":"pk1"}])";
  TestRead whole(table, column);
  const Lines all = whole.Run(1);
  CHECK(all.size() == 60);
  CHECK(table.transport.Count("ComputeSplitPointsBySize") == 0);
  for (const uint32_t want : {2U, 3U, 5U}) {
    TestRead read(table, column);
    CHECK(read.Run(want) == all);
    CHECK(read.plan.tasks.size() == want);
    CHECK(!read.plan.explicit_splits);
  }
  TestRead many(table, column);
  CHECK(many.Run(32) == all);
  CHECK(many.plan.tasks.size() > 3);
  TestRead backward(table, column + R"(,"range":{)" + Bound("begin", Str("k150")) + "," +
                               Bound("end", Str("k110")) + "}");
  CHECK(backward.Run(3) == Lines(all.rend() - 51, all.rend() - 10));
  CHECK(backward.plan.tasks.size() == 3);
}

TEST_CASE("an empty table gives no records") {
  TestTable table;
  CHECK(TestRead(table, R"("column":[{"name":"pk0"}])").Run(4).empty());
}

TEST_CASE("batches keep to the host's limit of rows over page borders") {
  TestTable table({KeyType::kInteger});
  for (int i = 0; i < 5'100; ++i) table.PutRow({Int(i)}, {});
  TestRead read(table, R"("column":[{"name":"pk0"}])");
  read.max_batch_rows = 1'000;
  const Lines records = read.Run();
  REQUIRE(records.size() == 5'100);
  CHECK(records.back() == "5099");
  CHECK(read.batches == 6);
  CHECK(table.transport.Count("GetRange") == 2);
}

TEST_CASE("batches of large rows keep to the host's limit of bytes") {
  TestTable table({KeyType::kInteger});
  for (int i = 0; i < 8; ++i) {
    table.PutRow({Int(i)}, {Put("a", Text(std::string(100'000, 'a')))});
  }
  TestRead read(table, R"("column":[{"name":"a"}])");
  read.max_batch_bytes = 250'000;
  CHECK(read.Run().size() == 8);
  CHECK(read.batches == 3);
}

TEST_CASE("large dirty rows are reported few at a time") {
  TestTable table({KeyType::kInteger});
  for (int i = 0; i < 4; ++i) {
    table.PutRow({Int(i)}, {Put("a", Text(std::string(600'000, 'a')))});
  }
  TestRead read(table, R"("column":[{"name":"a","type":"INT"}])");
  CHECK(read.Run().empty());
  CHECK(read.scope.dirty_rows == 4);
  CHECK(read.scope.dirty_reports == 2);
}

TEST_CASE("requests that go wrong are sent again") {
  TestTable table;
  table.PutRow({Text("1")}, {Put("a", Int(1))});
  const auto read = [&](Mishap mishap) {
    table.transport.Fail("GetRange", mishap, 2);
    return TestRead(table, R"("column":[{"name":"a"}])").Run();
  };
  CHECK(read(Mishap::kLostRequest) == Lines{"1"});
  CHECK(read(Mishap::kLostReply) == Lines{"1"});
  CHECK(read(Mishap::kRefused) == Lines{"1"});
  table.transport.Fail("GetRange", Mishap::kRefused, 1);
  CHECK_THROWS_AS(TestRead(table, R"("column":[{"name":"a"}],"maxRetryTime":0)").Run(),
                  Error);
}

TEST_CASE("what the service has no room or time for is sent again, as DataX does") {
  for (const auto code : {wire::tablestore::error_code::kRequestTimeout,
                          wire::tablestore::error_code::kCapacityUnitExhausted,
                          wire::tablestore::error_code::kFlowControl}) {
    CAPTURE(code);
    CHECK(tablestore::MakeRowError({std::string(code), "", {}}, "reading").retryable());
  }
}

TEST_CASE("a plan entry that is damaged, or of another format, is refused") {
  TestHost::Install();
  KeyRange range;
  range.begin = {{"k", Text("a")}, {"n", Value::InfMin()}};
  range.end = {{"k", Bytes("\xff\0")}, {"n", Int(-5)}};
  range.direction = wire::tablestore::Direction::kBackward;
  const KeyRange again = DecodeRange(EncodeRange(range));
  CHECK(again.begin == range.begin);
  CHECK(again.end == range.end);
  CHECK(again.backward());
  const std::vector<std::string> splits = {"\x01\xff", "", "third"};
  CHECK(DecodeScanSplits(EncodeScanSplits(splits)) == splits);
  CHECK(DecodeScanSplits(EncodeScanSplits({})).empty());
  CHECK_THROWS_AS(DecodeScanSplits(R"({"format":1})"), Error);
  for (const char* bytes :
       {"", "{", "{}", R"({"format":2})",
        R"({"format":1,"begin":"A","end":"","backward":false})",
        R"({"format":1,"begin":"AAAA","end":"AAAA","backward":false})"}) {
    INFO(bytes);
    try {
      DecodeRange(bytes);
      FAIL("must be refused");
    } catch (const Error& error) {
      CHECK(error.code() == HOPLINE_STATUS_INVALID_STATE);
    }
  }
}

}  // namespace
}  // namespace hopline::plugins::ots
