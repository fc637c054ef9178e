// Cells of a wide-column table as records, with their versions.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/ots_run.h"

namespace hopline::plugins::ots {
namespace {

using Lines = std::vector<std::string>;

constexpr char kReadCells[] = R"("newVersion":true,"mode":"multiVersion")";

/// Two rows; column a of the first has three versions.
void Fill(TestTable& table) {
  table.UpdateRow({Text("r1"), Int(1)},
                  {Put("a", Int(1), kNowMs), Put("b", Text("x"), kNowMs)});
  table.UpdateRow({Text("r1"), Int(1)}, {Put("a", Real(2), kNowMs + 1)});
  table.UpdateRow({Text("r1"), Int(1)}, {Put("a", Text("3"), kNowMs + 2)});
  table.UpdateRow({Text("r2"), Int(2)}, {Put("c", Bool(true), kNowMs + 5)});
}

std::string At(int64_t offset) { return std::to_string(kNowMs + offset); }

TEST_CASE("every version of every cell is a record, newest first") {
  TestTable table({KeyType::kString, KeyType::kInteger}, 10);
  Fill(table);
  TestRead read(table, kReadCells);
  CHECK(read.Columns() ==
        Lines{"pk0:u", "pk1:l", "colName:u", "timestamp:l", "value:variant"});
  CHECK(read.Run() == Lines{"r1|1|a|" + At(2) + "|3", "r1|1|a|" + At(1) + "|d2.000000",
                            "r1|1|a|" + At(0) + "|1", "r1|1|b|" + At(0) + "|x",
                            "r2|2|c|" + At(5) + "|true"});
}

TEST_CASE("columns, newest versions and a time range choose cells") {
  TestTable table({KeyType::kString, KeyType::kInteger}, 10);
  Fill(table);
  const auto read = [&](const std::string& more) {
    return TestRead(table, kReadCells + more).Run();
  };
  CHECK(read(R"(,"column":[{"name":"b"},{"name":"c"}])") ==
        Lines{"r1|1|b|" + At(0) + "|x", "r2|2|c|" + At(5) + "|true"});
  CHECK(read(R"(,"column":[{"name":"a"}],"maxVersion":2)").size() == 2);
  CHECK(read(R"(,"timeRange":{"begin":)" + At(1) + R"(,"end":)" + At(2) + "}") ==
        Lines{"r1|1|a|" + At(1) + "|d2.000000"});
  CHECK(read(R"(,"timeRange":{"begin":)" + At(2) + "}") ==
        Lines{"r1|1|a|" + At(2) + "|3", "r2|2|c|" + At(5) + "|true"});
  CHECK(read(R"(,"timeRange":{"end":)" + At(1) + "}").size() == 2);
}

TEST_CASE("a row with more cells than a batch may hold goes on in the next") {
  TestTable table({KeyType::kString}, 10);
  Cells cells;
  for (int i = 0; i < 1'000; ++i)
    cells.push_back(Put("c" + std::to_string(1000 + i), Int(i)));
  table.PutRow({Text("r")}, cells);
  TestRead read(table, kReadCells);
  read.max_batch_rows = 300;
  const Lines records = read.Run();
  REQUIRE(records.size() == 1'000);
  CHECK(records[999].ends_with("|999"));
  CHECK(read.batches == 4);
}

TEST_CASE("more columns than one request may name are still only the named ones") {
  TestTable table({KeyType::kString}, 1);
  table.PutRow({Text("r")}, {Put("c7", Int(7)), Put("x", Int(0))});
  std::string columns = R"(,"column":[{"name":"c0"})";
  for (int i = 1; i < 150; ++i) columns += R"(,{"name":"c)" + std::to_string(i) + "\"}";
  const Lines records = TestRead(table, kReadCells + columns + "]").Run();
  REQUIRE(records.size() == 1);
  CHECK(records[0].starts_with("r|c7|"));
}

}  // namespace
}  // namespace hopline::plugins::ots
