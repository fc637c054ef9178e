#include "wire/maxcompute/type.h"

#include <doctest/doctest.h>

#include "wire/maxcompute/partition_spec.h"

namespace hopline::wire::maxcompute {
namespace {

std::string Again(const std::string& text) {
  Type type;
  const Status status = ParseType(text, &type);
  return status.ok() ? FormatType(type) : status.message();
}

TEST_CASE("Type: every type is printed as the service prints it") {
  for (const char* text : {"tinyint",
                           "smallint",
                           "int",
                           "bigint",
                           "float",
                           "double",
                           "boolean",
                           "string",
                           "binary",
                           "date",
                           "datetime",
                           "timestamp",
                           "timestamp_ntz",
                           "decimal",
                           "decimal(38,18)",
                           "char(8)",
                           "varchar(16)",
                           "json",
                           "interval_day_time",
                           "interval_year_month",
                           "array<bigint>",
                           "map<string,array<decimal(10,2)>>",
                           "struct<x:int,y:struct<a:char(1),b:map<bigint,date>>>",
                           "struct<`a b`:int>"}) {
    CHECK(Again(text) == text);
  }
}

TEST_CASE("Type: case, blanks and back quotes do not matter") {
  CHECK(Again(" STRUCT < `x` : INT , y:MAP< STRING,BIGINT > > ") ==
        "struct<x:int,y:map<string,bigint>>");
  CHECK(Again("Decimal( 10 , 2 )") == "decimal(10,2)");
  CHECK(Again("decimal(10)") == "decimal(10,0)");
}

TEST_CASE("Type: an error names the place") {
  CHECK(Again("array<strin>") ==
        "type \"array<strin>\": the name of a type is expected at character 7");
  CHECK(Again("decimal(39,2)").find("a number from 1 to 38 is expected at character 9") !=
        std::string::npos);
  CHECK(Again("decimal(5,6)").find("a number from 0 to 5") != std::string::npos);
  CHECK(Again("char(256)").find("a number from 1 to 255") != std::string::npos);
  CHECK(Again("varchar").find("'('") != std::string::npos);
  CHECK(Again("map<string>").find("','") != std::string::npos);
  for (const char* key : {"array<int>", "struct<a:int>", "interval_day_time"}) {
    CHECK(Again("map<" + std::string(key) + ",int>").find("keys can have") !=
          std::string::npos);
  }
  CHECK(Again("int x").find("the end is expected at character 5") != std::string::npos);
  CHECK(Again("struct<:int>").find("the name of a field") != std::string::npos);
  CHECK(Again("").find("the name of a type is expected at character 1") !=
        std::string::npos);
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "array<";
  CHECK(Again(deep).find("nested less deeply") != std::string::npos);
}

PartitionSpec Parsed(const std::string& text) {
  PartitionSpec spec;
  const Status status = ParsePartitionSpec(text, &spec);
  CHECK_MESSAGE(status.ok(), status.message());
  return spec;
}

TEST_CASE("Partition spec: Tunnel, SQL and users write it differently") {
  const PartitionSpec expected = {{"pt", "20240301"}, {"hh", "10"}};
  CHECK(Parsed("pt=20240301,hh=10") == expected);
  CHECK(Parsed("pt='20240301',hh=\"10\"") == expected);
  CHECK(Parsed(" pt = 20240301 / hh=10 ") == expected);
  CHECK(FormatPartitionSpec(expected) == "pt=20240301,hh=10");
  CHECK(FormatQuotedPartitionSpec(expected) == "pt='20240301',hh='10'");
  const PartitionSpec odd = {{"pt", "a'b\\c,d"}};
  CHECK(Parsed(FormatQuotedPartitionSpec(odd)) == odd);
  CHECK(Parsed("pt=a=b") == PartitionSpec{{"pt", "a=b"}});
}

TEST_CASE("Partition spec: what is none") {
  PartitionSpec spec;
  for (const char* text : {"", "pt", "pt=", "=1", "pt=1,", "pt=1,PT=2", "pt=''"}) {
    CAPTURE(text);
    CHECK_FALSE(ParsePartitionSpec(text, &spec).ok());
  }
}

TEST_CASE("Partition spec: the table's order and letter case") {
  PartitionSpec spec = Parsed("HH=10,pt=1");
  CHECK(OrderPartitionSpec({"pt", "hh"}, &spec).ok());
  CHECK(FormatPartitionSpec(spec) == "pt=1,hh=10");
  CHECK(OrderPartitionSpec({"pt", "hh", "mm"}, &spec).message() ==
        "partition column mm is missing");
  CHECK(OrderPartitionSpec({"pt"}, &spec).message() ==
        "hh is no partition column of the table");
}

}  // namespace
}  // namespace hopline::wire::maxcompute
