// JSON text into containers and intervals, and containers back into JSON text.
#include "plugins/odps/json_cell.h"

#include <doctest/doctest.h>
#include <hopline/builder.hpp>

#include "plugins/odps/cell_reader.h"
#include "plugins/odps/source.h"
#include "tests/unit/plugins/odps/one_column.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {
namespace {

ColumnFormats Utc() {
  ColumnFormats formats;
  formats.time_zone = "UTC";
  return formats;
}

/// The last row of a column as the reader gives it.
std::string ReadBack(const OneColumn& column) {
  CellReader reader(Utc(), false);
  const Fields fields = {FieldOf("c", column.data.type)};
  BatchBuilder builder(fields);
  REQUIRE(reader.Append(column.data.View(), column.data.rows - 1, column.data.rows,
                        builder.column(0)) == nullptr);
  builder.EndRow();
  const Batch batch = builder.Finish();
  const Cell cell = BatchView(*batch, fields).column(0).At(0);
  return cell.is_null ? "<null>" : std::string(cell.bytes);
}

std::string Through(const char* type, std::string_view json) {
  TestHost::Install();
  OneColumn column(type);
  const char* reason = JsonCellWriter(Utc()).Append(json, column.data);
  return reason == nullptr ? ReadBack(column) : std::string("! ") + reason;
}

TEST_CASE("containers of every element come back as they went") {
  for (const auto& [type, json] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"array<bigint>", "[1,null,-9223372036854775807]"},
           {"array<string>", R"(["a\"b",null,"","中"])"},
           {"array<double>", "[0.5,null]"},
           {"array<double>", R"(["NaN","Infinity","-Infinity",-0.0])"},
           {"array<float>", "[0.1]"},
           {"array<boolean>", "[true,null,false]"},
           {"array<decimal(4,2)>", "[99.99,-0.50]"},
           {"array<decimal>", "[1.5]"},
           {"array<binary>", R"(["AP8="])"},
           {"array<date>", R"(["1969-12-31",null])"},
           {"array<datetime>", R"(["1969-12-31 23:59:59"])"},
           {"array<timestamp>",
            R"(["1969-12-31 23:59:59.5","2024-02-29 12:34:56.123456789"])"},
           {"array<timestamp_ntz>", R"(["2024-02-29 12:34:56.000001"])"},
           {"map<string,bigint>", R"({"k":1,"l":null})"},
           {"map<bigint,array<int>>", R"({"7":[1],"8":null})"},
           {"struct<x:int,y:string>", R"({"x":null,"y":"z"})"},
           {"struct<x:struct<y:array<tinyint>>>", R"({"x":{"y":[127]}})"},
           {"interval_day_time", R"({"totalSeconds":-5,"nanos":999999999})"},
           {"interval_year_month", R"({"years":2,"months":11})"},
           {"array<int>", "[]"},
           {"map<string,int>", "{}"}}) {
    CHECK(Through(type, json) == json);
  }
}

TEST_CASE("other spellings mean the same") {
  CHECK(Through("array<bigint>", R"([ "7" ])") == "[7]");
  CHECK(Through("array<decimal(4,2)>", R"(["1.005", 2])") == "[1.01,2.00]");
  CHECK(Through("array<boolean>", R"(["TRUE"])") == "[true]");
  CHECK(Through("struct<Ab:int,c:int>", R"({"aB":1,"d":2})") == R"({"Ab":1,"c":null})");
  CHECK(Through("interval_year_month", R"({"months":-14})") ==
        R"({"years":-1,"months":-2})");
  CHECK(Through("array<timestamp>", R"(["1970-01-01 00:00:00.1234567899"])") ==
        R"(["1970-01-01 00:00:00.123456789"])");
  CHECK(Through("array<int>", "null") == "<null>");
}

TEST_CASE("what does not fit is told") {
  const std::string wrong = "! a value of the JSON has another type than the column";
  const std::string range = "! a number of the JSON is out of the type's range";
  CHECK(Through("array<int>", "[1") == "! the text is no JSON");
  CHECK(Through("array<int>", "") == "! the text is no JSON");
  CHECK(Through("array<int>", "[1] 2") == "! the text is no JSON");
  CHECK(Through("array<int>", "{}") == wrong);
  CHECK(Through("map<string,int>", "[]") == wrong);
  CHECK(Through("struct<a:int>", "7") == wrong);
  CHECK(Through("array<int>", "[[1]]") == wrong);
  CHECK(Through("array<int>", "[1.5]") == wrong);
  CHECK(Through("array<boolean>", "[1]") == wrong);
  CHECK(Through("array<binary>", R"(["!"])") == wrong);
  CHECK(Through("array<date>", R"(["today"])") == wrong);
  CHECK(Through("array<timestamp>", R"(["2024-02-29 12:34:56.5x"])") == wrong);
  CHECK(Through("interval_day_time", R"({"nanos":"x"})") == wrong);
  CHECK(Through("array<tinyint>", "[128]") == range);
  CHECK(Through("array<decimal(4,2)>", "[100]") == range);
  CHECK(Through("interval_day_time", R"({"nanos":1000000000})") == range);
  CHECK(Through("interval_year_month", R"({"years":9223372036854775807})") == range);
}

TEST_CASE("a row that was refused half-way can be taken back") {
  TestHost::Install();
  OneColumn column("array<map<string,int>>");
  JsonCellWriter writer(Utc());
  REQUIRE(writer.Append(R"([{"a":1}])", column.data) == nullptr);
  REQUIRE(writer.Append(R"([{"b":2},{"c":"x"}])", column.data) != nullptr);
  column.data.Truncate(1);
  REQUIRE(writer.Append(R"([{"d":4}])", column.data) == nullptr);
  CHECK(ReadBack(column) == R"([{"d":4}])");
}

TEST_CASE("hostile nesting is refused, and does not exhaust the stack") {
  const std::string open(1'000'000, '[');
  CHECK(Through("array<int>", open) == "! the text is no JSON");
  CHECK(Through("array<int>", open + std::string(open.size(), ']')) ==
        "! a value of the JSON has another type than the column");
}

}  // namespace
}  // namespace hopline::plugins::odps
