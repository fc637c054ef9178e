// What users get to see when a parameter of the reader is wrong.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/ots_run.h"

namespace hopline::plugins::ots {
namespace {

constexpr char kColumn[] = R"("column":[{"name":"a"}])";
constexpr char kCells[] = R"("newVersion":true,"mode":"multiVersion")";

struct BadParameters {
  const char* members;
  const char* pointer;
  const char* says;
};

void CheckAll(TestTable& table, std::initializer_list<BadParameters> all) {
  for (const BadParameters& bad : all) {
    const Error error = TestRead(table, bad.members).Fails();
    INFO(bad.members, " -> ", error.message());
    CHECK(error.code() == HOPLINE_STATUS_INVALID_ARGUMENT);
    CHECK(error.message().starts_with(std::string(bad.pointer) + ":"));
    CHECK(Says(error, bad.says));
    CHECK(error.message().find('\n') == std::string::npos);
  }
}

TEST_CASE("parameters of the reader are refused with their pointer and the cure") {
  TestTable table;
  CheckAll(
      table,
      {{R"("table":"")", "/table", "missing the key"},
       {R"("a":0)", "/column", "must specify at least one column_name or const column"},
       {R"("column":["a"])", "/column/0", R"(support '{"name":""}')"},
       {R"("column":[{"type":"int"}])", "/column/0", R"('{"type":"", "value":""}')"},
       {R"("column":[{"value":"1"}])", "/column/0", "give a name, or type and value"},
       {R"("column":[{"name":"a","type":"INTEGER"}])", "/column/0/type", "write INT"},
       {R"("column":[{"type":"date","value":"1"}])", "/column/0/type",
        "STRING, INT, DOUBLE, BOOL, BINARY"},
       {R"("column":[{"type":"int","value":"1.5"}])", "/column/0/value", "integer"},
       {R"("column":[{"type":"double","value":"x"}])", "/column/0/value", "decimal"},
       {R"("column":[{"type":"bool","value":"1"}])", "/column/0/value", "true or false"},
       {R"("column":[{"type":"binary","value":"abc"}])", "/column/0/value", "Base64"},
       {R"("mode":"multi","column":[{"name":"a"}])", "/mode",
        "only support 'normal' and 'multiVersion' not 'multi'"},
       {R"("isTimeseriesTable":true,"column":[{"name":"a"}])", "/isTimeseriesTable",
        R"(please set "newVersion": "true")"},
       {R"("newVersion":true,"mode":"multiVersion","isTimeseriesTable":true)", "/mode",
        "Timeseries table do not support mode : multiVersion"},
       {R"("metaMode":"true","column":[{"name":"a"}])", "/metaMode", "leave the key out"},
       {R"("newVersion":true,"mode":"multiVersion","column":[{"type":"int","value":1}])",
        "/column/0", "can not have const column"},
       {R"("newVersion":true,"mode":"multiVersion","column":[{"name":"a"},{"name":"a"}])",
        "/column/1", "twice"},
       {R"("newVersion":true,"mode":"multiVersion","column":[{"name":"pk0"}])",
        "/column/0/name", "can not have primary key column pk0"},
       {R"("newVersion":true,"mode":"multiVersion","timeRange":{"begin":5,"end":5})",
        "/timeRange", "must be less than 'end'"},
       {R"("newVersion":true,"mode":"multiVersion","timeRange":{"begin":-1})",
        "/timeRange/begin", "must not be negative"},
       {R"("newVersion":true,"isTimeseriesTable":true)", "/column", "at least one"},
       {R"("newVersion":true,"isTimeseriesTable":true,)"
        R"("column":[{"name":"a","type":"INTEGER"}])",
        "/column/0/type", "write INT"}});
}

TEST_CASE("ranges are refused with their pointer and the cure") {
  TestTable table({KeyType::kString, KeyType::kInteger});
  const auto refuses = [&](const std::string& range, const char* pointer,
                           const char* says) {
    const std::string members = std::string(kColumn) + R"(,"range":{)" + range + "}";
    CheckAll(table, {{members.c_str(), pointer, says}});
  };
  refuses(R"("begin":["a"])", "/range/begin/0", "Parse 'range' fail");
  refuses(R"("begin":[{"value":"a"}])", "/range/begin/0/type", "the type is missing");
  refuses(R"("end":[{"type":"integer","value":"1"}])", "/range/end/0/type", "write INT");
  refuses(R"("end":[{"type":"date","value":"1"}])", "/range/end/0/type", "INF_MAX");
  refuses(R"("end":[{"type":"string"}])", "/range/end/0", "'value' is missing");
  refuses(R"("end":[{"type":"int","value":"x"}])", "/range/end/0/value", "64 bits");
  refuses(R"("end":[{"type":"binary","value":"!"}])", "/range/end/0/value", "Base64");
  refuses(R"("begin":[{"type":"int","value":"1"}])", "/range/begin/0",
          "type mismath table meta, key column pk0 has type STRING");
  refuses(R"("begin":[{"type":"INF_MIN"},{"type":"INF_MIN"},{"type":"INF_MIN"}])",
          "/range/begin", "more than primary key: 3 values, table orders has 2");
  const std::string whole = R"([{"type":"string","value":"a"},{"type":"int","value":1}])";
  refuses(R"("begin":)" + whole + R"(,"end":)" + whole, "/range",
          "Value of 'range-begin' equal value of 'range-end'");
  const auto split = [](const char* points) {
    return R"("begin":[{"type":"string","value":"b"}],"end":[{"type":"string","value":"y"}],)"
           R"("split":[)" +
           std::string(points) + "]";
  };
  refuses(split(R"({"type":"string","value":"d"},{"type":"string","value":"c"})"),
          "/range/split", "the item value is not increasing, index: 1");
  refuses(split(R"({"type":"string","value":"c"},{"type":"string","value":"c"})"),
          "/range/split", "not increasing");
  refuses(split(R"({"type":"string","value":"a"})"), "/range/split",
          "The 'begin' must be less than head of 'split'");
  refuses(split(R"({"type":"string","value":"z"})"), "/range/split",
          "tail of 'split' must be less than 'end'");
  refuses(split(R"({"type":"string","value":"c"},{"type":"string","value":"z"})"),
          "/range/split", "tail of 'split' must be less than 'end'");
  const auto backward = [](const char* points) {
    return R"("begin":[{"type":"string","value":"y"}],"end":[{"type":"string","value":"b"}],)"
           R"("split":[)" +
           std::string(points) + "]";
  };
  refuses(backward(R"({"type":"string","value":"c"},{"type":"string","value":"d"})"),
          "/range/split", "the item value is not descending, index: 1");
  refuses(backward(R"({"type":"string","value":"z"})"), "/range/split",
          "The 'begin' must be more than head of 'split'");
  refuses(backward(R"({"type":"string","value":"a"})"), "/range/split",
          "tail of 'split' must be more than 'end'");
  refuses(split(R"({"type":"int","value":"1"})"), "/range/split",
          "key column pk0 has type STRING");
}

TEST_CASE("a mode without newVersion, and a time range of rows, only warn") {
  TestTable table;
  TestRead(table,
           std::string(kColumn) + R"(,"mode":"MultiVersion","timeRange":{"end":9})")
      .Open();
  REQUIRE(TestHost::log().size() == 2);
  CHECK(TestHost::log()[0].starts_with("mode has no effect without"));
  CHECK(TestHost::log()[1].starts_with("timeRange has no effect on rows"));
}

TEST_CASE("a range of a time-series table only warns") {
  TestTable table;
  table.AddTimeseriesTable("points");
  TestRead(table, std::string(kColumn) +
                      R"(,"table":"points","newVersion":true,"isTimeseriesTable":true,)"
                      R"("range":{"begin":[]})")
      .Open();
  REQUIRE(TestHost::log().size() == 1);
  CHECK(TestHost::log()[0].starts_with("range has no effect on a time-series table"));
}

TEST_CASE("metaMode may be blank or false") {
  TestTable table;
  TestRead(table, std::string(kColumn) + R"(,"metaMode":"False")").Open();
}

TEST_CASE("a missing table is told, with what else it may be") {
  TestTable table;
  const Error error =
      TestRead(table, std::string(kCells) + R"(,"table":"other")").Fails();
  CHECK(error.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(Says(error, "/table: table other does not exist"));
  CHECK(Says(error, "isTimeseriesTable"));
}

}  // namespace
}  // namespace hopline::plugins::ots
