// What users get to see when a parameter of the writer is wrong, and what it promises.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/write_run.h"

namespace hopline::plugins::ots {
namespace {

struct BadParameters {
  const char* members;
  const char* pointer;
  const char* says;
};

void CheckAll(TestTable& table, const Fields& fields,
              std::initializer_list<BadParameters> all) {
  for (const BadParameters& bad : all) {
    const Error error = TestWrite(table, bad.members, fields).Fails();
    INFO(bad.members, " -> ", error.message());
    CHECK(error.message().starts_with(std::string(bad.pointer) + ":"));
    CHECK(Says(error, bad.says));
    CHECK(error.message().find('\n') == std::string::npos);
  }
}

TEST_CASE("parameters of the writer are refused with their pointer and the cure") {
  TestTable table({KeyType::kString, KeyType::kInteger});
  const Fields fields = TextFields(3);
  CheckAll(
      table, fields,
      {{R"("table":"")", "/table", "missing the key"},
       {R"("a":0)", "/writeMode", "PutRow replaces rows, UpdateRow merges"},
       {R"("writeMode":"insert")", "/writeMode",
        "only support 'PutRow', 'UpdateRow' and 'DeleteRow' not 'insert'"},
       {R"("mode":"multi","writeMode":"PutRow")", "/mode",
        "only support 'normal' and 'multiVersion' not 'multi'"},
       {R"("writeMode":"PutRow")", "/primaryKey", "list every key column"},
       {R"("newVersion":true,"mode":"multiVersion")", "/primaryKey",
        "list every key column"},
       {R"("writeMode":"PutRow","primaryKey":[{"type":"INT"}])", "/primaryKey/0/name",
        "missing the key"},
       {R"("writeMode":"PutRow","primaryKey":[{"name":"a","type":"INTEGER"}])",
        "/primaryKey/0/type", "write INT"},
       {R"("writeMode":"PutRow","primaryKey":[{"name":"a","type":"DOUBLE"}])",
        "/primaryKey/0/type", "STRING, INT or BINARY"},
       {R"("writeMode":"PutRow","primaryKey":["a","a"])", "/primaryKey/1",
        "Duplicate item in 'primaryKey', column name : a"},
       {R"("writeMode":"PutRow","primaryKey":["a"])", "/column", "[] for none"},
       {R"("writeMode":"PutRow","primaryKey":["a"],"column":["b"])", "/column/0",
        "Parse 'column' fail"},
       {R"("writeMode":"PutRow","primaryKey":["a"],"column":[{"type":"INT"}])",
        "/column/0/name", "missing the key"},
       {R"("writeMode":"PutRow","primaryKey":["a"],"column":[{"name":"b"}])",
        "/column/0/type", "STRING, INT, DOUBLE, BOOL, BINARY"},
       {R"("writeMode":"PutRow","primaryKey":["a"],"column":[{"name":"b","type":"date"}])",
        "/column/0/type", "unknown type date"},
       {R"("writeMode":"PutRow","primaryKey":["a"],)"
        R"("column":[{"name":"b","type":"INT"},{"name":"b","type":"INT"}])",
        "/column/1", "Duplicate item in 'column', column name : b"},
       {R"("writeMode":"PutRow","primaryKey":["a"],"column":[{"name":"a","type":"INT"}])",
        "/column/0", "Duplicate item in 'column' and 'primaryKey'"},
       {R"("writeMode":"UpdateRow","primaryKey":["a"],"column":[])", "/column",
        "UpdateRow needs at least one column"},
       {R"("enableAutoIncrement":true)", "/enableAutoIncrement",
        R"("newVersion":"true")"},
       {R"("enableAutoIncrement":true,"newVersion":true,"mode":"multiVersion")",
        "/enableAutoIncrement", R"("mode": "normal")"},
       {R"("enableAutoIncrement":true,"newVersion":true,"isTimeseriesTable":true)",
        "/enableAutoIncrement", "leave it out"},
       {R"("enableAutoIncrement":true,"newVersion":true,"writeMode":"UpdateRow",)"
        R"("primaryKey":["pk0"],"column":[{"name":"a","type":"INT"}])",
        "/writeMode", "PutRow"},
       {R"("isTimeseriesTable":true)", "/isTimeseriesTable", R"("newVersion": "true")"},
       {R"("isTimeseriesTable":true,"newVersion":true,"mode":"multiVersion")", "/mode",
        "do not support mode : multiVersion"},
       {R"("isTimeseriesTable":true,"newVersion":true)", "/column", "'_m_name' field"},
       {R"("isTimeseriesTable":true,"newVersion":true,"column":[{"name":"_m_name"}])",
        "/column", "'_time' field should be set"},
       {R"("isTimeseriesTable":true,"newVersion":true,"column":[{"name":"_m_name"},)"
        R"({"name":"_time","is_timeseries_tag":true}])",
        "/column", "'_time' field should be set"},
       {R"("isTimeseriesTable":true,"newVersion":true,"column":[{"name":"_m_name"},)"
        R"({"name":"_time"},{"name":"a:b","type":"INT"}])",
        "/column/2/name", "have no colon"},
       {R"("isTimeseriesTable":true,"newVersion":true,"column":[{"name":"_m_name"},)"
        R"({"name":"_time"},{"name":"a","type":"INTEGER"}])",
        "/column/2/type", "write INT"},
       {R"("isTimeseriesTable":true,"newVersion":true,"timeunit":"HOURS",)"
        R"("column":[{"name":"_m_name"},{"name":"_time"}])",
        "/timeunit", "MILLISECONDS"}});
}

TEST_CASE("the script's key must be the table's") {
  TestTable table({KeyType::kString, KeyType::kInteger});
  const std::string put = R"("writeMode":"PutRow","column":[],"primaryKey":)";
  const auto refuses = [&](const std::string& key, const char* pointer,
                           const char* says) {
    CheckAll(table, TextFields(2), {{(put + key).c_str(), pointer, says}});
  };
  refuses(R"(["pk0","other"])", "/primaryKey", "Missing the column 'pk1'");
  refuses(R"(["pk0","pk1"],"enableAutoIncrement":true,"newVersion":true)",
          "/enableAutoIncrement", "has no auto-increment key column");
  refuses(R"([{"name":"pk0","type":"STRING"},{"name":"pk1","type":"STRING"}])",
          "/primaryKey/1", "input type: STRING, meta type: INT");
  CheckAll(table, TextFields(3),
           {{(put + R"(["pk0","pk1","pk2"])").c_str(), "/primaryKey/2",
             "Can not find the pk('pk2')"}});
  table.AddTable("log",
                 {{"id", KeyType::kString, false}, {"n", KeyType::kInteger, true}});
  const std::string log = R"("table":"log",)" + put;
  CheckAll(
      table, TextFields(1),
      {{(log + R"(["id"])").c_str(), "/primaryKey", R"("enableAutoIncrement": "true")"}});
  CheckAll(table, TextFields(2),
           {{(log + R"(["id","n"],"enableAutoIncrement":true,"newVersion":true)").c_str(),
             "/primaryKey/1", "leave it out of primaryKey"},
            {R"("table":"log","writeMode":"PutRow","newVersion":true,)"
             R"("enableAutoIncrement":true,"primaryKey":["id"],)"
             R"("column":[{"name":"n","type":"INT"}])",
             "/column/0", "it is a key column of the table"}});
}

TEST_CASE("records of another width are refused before anything is written") {
  TestTable table;
  const char* put = R"("writeMode":"PutRow","primaryKey":["pk0"],"column":[])";
  const Error error = TestWrite(table, put, TextFields(3)).Fails();
  CHECK(error.code() == HOPLINE_STATUS_SCHEMA_MISMATCH);
  CHECK(Says(error, "record size : 3, config column size : 1"));
  CHECK(Says(
      TestWrite(table, R"("newVersion":true,"mode":"multiVersion","primaryKey":["pk0"])",
                TextFields(3))
          .Fails(),
      "record size : 3, config column size : 4"));
}

TEST_CASE("what records say for themselves in multiVersion only warns") {
  TestTable table;
  TestWrite(table,
            R"("newVersion":true,"mode":"multiVersion","primaryKey":["pk0"],)"
            R"("column":[],"writeMode":"PutRow","defaultTimestampInMillisecond":1)",
            TextFields(4))
      .Open();
  REQUIRE(TestHost::log().size() == 3);
  CHECK(TestHost::log()[0].starts_with("column has no effect"));
  CHECK(TestHost::log()[1].starts_with("writeMode has no effect"));
  CHECK(TestHost::log()[2].starts_with("defaultTimestampInMillisecond has no effect"));
}

TEST_CASE("a missing table is told, with what else it may be") {
  TestTable table;
  const Error error =
      TestWrite(table,
                R"("table":"other","writeMode":"PutRow","primaryKey":["a"],"column":[])",
                TextFields(1))
          .Fails();
  CHECK(error.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(Says(error, "/table: table other does not exist"));
}

TEST_CASE("what is idempotent, and why not") {
  TestTable table;
  const std::string row = R"("primaryKey":["pk0"],"column":[{"name":"a","type":"INT"}],)";
  const auto idempotent = [&](const std::string& members, const char* why) {
    TestHost::log().clear();
    TestWrite write(table, members, TextFields(2));
    write.check_only = true;
    const uint64_t all = HOPLINE_CAP_IDEMPOTENT;
    const bool yes = write.Open()->Capabilities(all) == all;
    CHECK((TestHost::log().empty() ? std::string() : TestHost::log().back()).find(why) !=
          std::string::npos);
    return yes;
  };
  CHECK(!idempotent(row + R"("writeMode":"PutRow")", "gets a new version"));
  CHECK(!idempotent(row + R"("writeMode":"UpdateRow")", "gets a new version"));
  CHECK(
      idempotent(row + R"("writeMode":"PutRow","defaultTimestampInMillisecond":1)", ""));
  CHECK(idempotent(row + R"("writeMode":"DeleteRow")", ""));
  CHECK(
      idempotent(R"("newVersion":true,"mode":"multiVersion","primaryKey":["pk0"])", ""));
  CHECK(!idempotent(row + R"("newVersion":true,"enableAutoIncrement":true,)"
                          R"("defaultTimestampInMillisecond":1,"writeMode":"PutRow")",
                    "becomes another row"));
}

TEST_CASE("a token that is damaged, of another format or of other columns is refused") {
  TestTable table;
  TestWrite write(table, R"("writeMode":"PutRow","primaryKey":["pk0"],"column":[])",
                  TextFields(1));
  const Schema text = MakeSchema(TextFields(1));
  const Schema number = MakeSchema({Field::Of("f0", Type::kInt64)});
  const auto status = [&](const std::string& token, const Schema& schema) {
    TaskContext context;
    context.task = token;
    context.scope = write.scope;
    try {
      write.Open()->OpenTask(std::move(context), *schema);
    } catch (const Error& error) {
      return error.code();
    }
    return HOPLINE_STATUS_OK;
  };
  const std::string token = write.Open()->Prepare(*text);
  CHECK(status(token, text) == HOPLINE_STATUS_OK);
  CHECK(status(token, number) == HOPLINE_STATUS_SCHEMA_MISMATCH);
  CHECK(status("", text) == HOPLINE_STATUS_INVALID_STATE);
  CHECK(status(R"({"format":2})", text) == HOPLINE_STATUS_INVALID_STATE);
}

}  // namespace
}  // namespace hopline::plugins::ots
