#include "emulator/maxcompute/sql.h"

#include <doctest/doctest.h>

#include <cmath>

#include "emulator/maxcompute/failure.h"
#include "tests/unit/emulator/maxcompute/tunnel_client.h"

namespace hopline::emulator::maxcompute::test {
namespace {

namespace wm = wire::maxcompute;

template <typename Kind>
Kind One(const std::string& text) {
  const auto statements = sql::Parse(text);
  REQUIRE(statements.size() == 1);
  REQUIRE(std::holds_alternative<Kind>(statements[0]));
  return std::get<Kind>(statements[0]);
}

TEST_CASE("SQL: the statements that the SDKs send") {
  const auto pyodps = One<sql::CreateTable>(
      "CREATE TABLE IF NOT EXISTS P.`t_demo` (\n  `id` BIGINT COMMENT 'it\\'s',\n"
      " m MAP<STRING, ARRAY<DECIMAL(10,2)>> NOT NULL\n)\nCOMMENT 'demo'\n"
      "PARTITIONED BY (pt string)\nLIFECYCLE 7;");
  CHECK(pyodps.if_not_exists);
  CHECK(pyodps.table == sql::TableName{"p", "t_demo"});
  CHECK(pyodps.schema.columns[0].comment == "it's");
  CHECK(wm::FormatType(pyodps.schema.columns[1].type) ==
        "map<string,array<decimal(10,2)>>");
  CHECK_FALSE(pyodps.schema.columns[1].nullable);
  CHECK(pyodps.schema.partition_keys[0].name == "pt");
  CHECK(pyodps.lifecycle_days == 7);
  const auto java = One<sql::CreateTable>(
      "CREATE TABLE IF NOT EXISTS `P`.`t` (`a` BIGINT COMMENT 'c',"
      "`s` STRUCT<`x`:INT,`y`:MAP<STRING,BIGINT>>) COMMENT 'd' PARTITIONED BY (`p` "
      "STRING) "
      "LIFECYCLE 1");
  CHECK(wm::FormatType(java.schema.columns[1].type) ==
        "struct<x:int,y:map<string,bigint>>");
  const auto add = One<sql::AddPartitions>(
      "ALTER TABLE P.`t` ADD IF NOT EXISTS  PARTITION (pt='1',hh='2')");
  CHECK(add.if_not_exists);
  CHECK(add.partitions[0] == wm::PartitionSpec{{"pt", "1"}, {"hh", "2"}});
  const auto drop =
      One<sql::DropPartitions>("alter table t drop IF EXISTS partition(pt='1');");
  CHECK(drop.if_exists);
  CHECK(One<sql::DropTable>("DROP TABLE  IF EXISTS `P`.`t`;").if_exists);
  CHECK(One<sql::Truncate>("TRUNCATE TABLE `P`.`t`;").partitions.empty());
  CHECK(One<sql::Truncate>("truncate table t partition (pt=1)").partitions.size() == 1);
  const auto count = One<sql::Select>("SELECT COUNT(1) AS odps_num FROM t WHERE pt=1;");
  CHECK(count.count);
  CHECK(count.count_alias == "odps_num");
  CHECK(sql::Parse("set odps.x=y; -- why\ndrop table a;; truncate table b").size() == 2);
}

std::string FaultOf(const std::string& text) {
  try {
    sql::Parse(text);
    return "";
  } catch (const Failure& failure) {
    return failure.message;
  }
}

TEST_CASE("SQL: a mistake is named with its line and column") {
  CHECK(FaultOf("select *\nfrom t wher a=1")
            .starts_with("ODPS-0130161:[2,8] Parse exception - invalid token 'wher'"));
  CHECK(FaultOf("drop table").find("the statement ends") != std::string::npos);
  CHECK(FaultOf("create table t (a strin)").find("[1,19]") != std::string::npos);
  CHECK(FaultOf("create table t (a int, A int)").find("twice") != std::string::npos);
  CHECK(FaultOf("create table t (a int) partitioned by (b double)")
            .find("whole number or a text") != std::string::npos);
  CHECK(FaultOf("select 'a").find("a quote is not closed") != std::string::npos);
  CHECK(FaultOf("").find("a statement is expected") != std::string::npos);
  CHECK(FaultOf("select * from t where " + std::string(100000, '('))
            .find("nested too deeply") != std::string::npos);
}

/// What a condition says with a = 5, s = "text", u = "日本1", d = NaN, n = NULL.
std::string Says(const std::string& condition) {
  const auto select = One<sql::Select>("select * from t where " + condition);
  const auto names = sql::ColumnsIn(*select.where);
  std::vector<Value> values;
  for (const std::string& name : names) {
    values.push_back(name == "a"   ? Value(int64_t{5})
                     : name == "s" ? Value(std::string("text"))
                     : name == "u" ? Value(std::string("日本1"))
                     : name == "d" ? Value(std::nan(""))
                                   : Value());
  }
  const Value value = sql::Evaluate(*select.where, names, values);
  if (std::holds_alternative<std::monostate>(value)) return "unknown";
  return std::get<bool>(value) ? "true" : "false";
}

TEST_CASE("SQL: conditions, with NULL as unknown") {
  CHECK(Says("a = 5 and s = 'text'") == "true");
  CHECK(Says("a = '5'") == "true");
  CHECK(Says("a > 5 or a < 5.5") == "true");
  CHECK(Says("a <> 5") == "false");
  CHECK(Says("not a = 4") == "true");
  CHECK(Says("a = 1 or a = 2 and a = 5") == "false");
  CHECK(Says("(a = 1 or a = 5) and a >= 5") == "true");
  CHECK(Says("n = 1") == "unknown");
  CHECK(Says("n = 1 and a = 4") == "false");
  CHECK(Says("n = 1 or a = 5") == "true");
  CHECK(Says("not n = 1") == "unknown");
  CHECK(Says("n is null") == "true");
  CHECK(Says("a is not null") == "true");
  CHECK(Says("a in (1, n)") == "unknown");
  CHECK(Says("a in (1, 5)") == "true");
  CHECK(Says("a not in (1, 2)") == "true");
  CHECK(Says("a between 5 and 6") == "true");
  CHECK(Says("s like 't_x%'") == "true");
  CHECK(Says("s like '%e%t'") == "true");
  CHECK(Says("s like 'e%'") == "false");
  CHECK(Says("u like '__1'") == "true");
  CHECK(Says("u like '____'") == "false");
  CHECK(Says("u like '%_1'") == "true");
  CHECK(Says("u like '%__1%'") == "true");
  CHECK(Says("u like '%___1'") == "false");
  CHECK(Says("d = 1") == "false");
  CHECK(Says("d > 1") == "true");
  CHECK(Says("1 < d") == "true");
  CHECK(Says("d = d") == "true");
  CHECK(Says("s > 5") == "unknown");
  CHECK(Says("a = -5") == "false");
}

TEST_CASE("SQL: long conditions are no deep ones") {
  std::string any = "a = 0";
  std::string all = "a = 5";
  for (int i = 0; i < 20000; ++i) {
    any += " or a = 6";
    all += " and a < 6";
  }
  CHECK(Says(any) == "false");
  CHECK(Says(any + " or a = 5") == "true");
  CHECK(Says(all) == "true");
  CHECK(Says(all + " and n = 1") == "unknown");
}

TEST_CASE("SQL: functions are selected and compared") {
  CHECK(Says("concat(s, '-', a) = 'text-5'") == "true");
  CHECK(Says("length(concat(s, '中')) = 5") == "true");
  CHECK(Says("concat(s, n) = 'text'") == "unknown");
  CHECK(Says("length(n) is null") == "true");
  CHECK(FaultOf("select upper(a) from t").find("upper is no function") !=
        std::string::npos);
  CHECK(FaultOf("select length(a, b) from t").find("')' is expected") !=
        std::string::npos);
  CHECK(FaultOf("select a from t where " +
                [] {
                  std::string nested;
                  for (int i = 0; i < 1000; ++i) nested += "concat(";
                  return nested;
                }())
            .find("nested too deeply") != std::string::npos);
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint) partitioned by (pt string)") == "");
  CHECK(client.Csv("select concat(pt, a) as c, length(pt), a from t") ==
        "\"c\",\"_c1\",\"a\"\n");
}

TEST_CASE("SQL: moments are compared by their texts, in UTC") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint, d datetime)") == "");
  CHECK(client.Csv("select a from t where d >= '2024-01-01 00:00:00'") == "\"a\"\n");
  CHECK(client.Sql("select b from t").find("column b cannot be resolved") !=
        std::string::npos);
}

}  // namespace
}  // namespace hopline::emulator::maxcompute::test
