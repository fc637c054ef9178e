#include <doctest/doctest.h>

#include "tests/unit/wire/maxcompute/vectors.h"
#include "wire/maxcompute/error.h"
#include "wire/maxcompute/instance.h"
#include "wire/maxcompute/session.h"
#include "wire/maxcompute/table.h"

namespace hopline::wire::maxcompute::test {
namespace {

/// The bodies of the recorded answers whose request has `method` and whose target holds
/// `part`.
std::vector<std::string> Answers(const char* method, const std::string& part) {
  const auto exchanges = ReadJson("http_exchanges.json");
  std::vector<std::string> bodies;
  for (const auto& entry : exchanges.GetArray()) {
    if (Text(entry, "method") == method &&
        Text(entry, "target").find(part) != std::string::npos) {
      bodies.push_back(Text(entry["response"], "body"));
    }
  }
  REQUIRE_FALSE(bodies.empty());
  return bodies;
}

TableSchema SomeSchema() {
  TableSchema schema;
  schema.columns = {{"id", TypeOf("bigint"), "the \"key\"", false},
                    {"m", TypeOf("map<string,decimal(10,2)>"), "", true}};
  schema.partition_keys = {{"pt", TypeOf("string"), "", true}};
  return schema;
}

void CheckSchema(const TableSchema& schema) {
  REQUIRE(schema.columns.size() == 2);
  CHECK(schema.columns[0].name == "id");
  CHECK(schema.columns[0].comment == "the \"key\"");
  CHECK_FALSE(schema.columns[0].nullable);
  CHECK(FormatType(schema.columns[1].type) == "map<string,decimal(10,2)>");
  REQUIRE(schema.partition_keys.size() == 1);
  CHECK(schema.partition_keys[0].name == "pt");
}

TEST_CASE("Errors: both forms, read whichever comes") {
  const ErrorReply error = {"NoSuchPartition", "no <such> & \"one\"", "REQ", "localhost"};
  for (const std::string& body : {FormatErrorXml(error), FormatErrorJson(error)}) {
    CAPTURE(body);
    const auto again = ParseError(body);
    REQUIRE(again.has_value());
    CHECK(again->code == error.code);
    CHECK(again->message == error.message);
    CHECK(again->request_id == error.request_id);
    CHECK(again->host_id == error.host_id);
    CHECK(again->hold_ms == 0);
  }
  CHECK(ParseError(R"({"Code":"FlowExceeded","Message":"m","HoldClientMillis":"1500"})")
            ->hold_ms == 1500);
  CHECK(ParseError(Answers("GET", "/tables/nope")[0])->code == "NoSuchObject");
  for (const char* text : {"", "<html/>", "{}", "[1]", "gateway"}) {
    CHECK_FALSE(ParseError(text).has_value());
  }
}

TEST_CASE("Upload session: round trip and the recorded answers") {
  UploadSession session;
  session.id = "2024030112000000c0ffee00000000";
  session.owner = "o";
  session.is_overwrite = true;
  session.schema = SomeSchema();
  session.blocks = {{0, 17}, {19999, 18}};
  UploadSession again;
  REQUIRE(ParseUploadSession(FormatUploadSession(session), &again).ok());
  CHECK(again.id == session.id);
  CHECK(again.status == "normal");
  CHECK(again.is_overwrite);
  CHECK(again.max_field_bytes == 8388608);
  CheckSchema(again.schema);
  REQUIRE(again.blocks.size() == 2);
  CHECK(again.blocks[1].id == 19999);
  CHECK(again.blocks[1].version == 18);
  for (const std::string& body : Answers("POST", "uploads")) {
    REQUIRE(ParseUploadSession(body, &again).ok());
    CHECK(again.status == "normal");
    CHECK(again.schema.columns.size() >= 2);
  }
  CHECK(ParseUploadSession(R"({"UploadedBlockList":[{"BlockID":3}]})", &again).ok());
  CHECK(again.blocks[0].id == 3);
  CHECK_FALSE(ParseUploadSession("{}", &again).ok());
  CHECK_FALSE(ParseUploadSession("<Error/>", &again).ok());
}

TEST_CASE("Download session: round trip and the recorded answers") {
  DownloadSession session;
  session.id = "d";
  session.record_count = 12345678901;
  session.schema = SomeSchema();
  DownloadSession again;
  REQUIRE(ParseDownloadSession(FormatDownloadSession(session), &again).ok());
  CHECK(again.record_count == session.record_count);
  CheckSchema(again.schema);
  for (const std::string& body : Answers("POST", "downloads")) {
    CHECK(ParseDownloadSession(body, &again).ok());
  }
  CHECK(ParseDownloadSession(R"({"DownloadID":"d","Status":"initiating"})", &again).ok());
  CHECK_FALSE(
      ParseDownloadSession(R"({"DownloadID":"d","Status":"normal"})", &again).ok());
}

TEST_CASE("Tables: round trip and the recorded answers") {
  Table table;
  table.project = "p";
  table.name = "t";
  table.comment = "a ]]> b";
  table.created_unix_s = 1709294400;
  table.lifecycle_days = 7;
  table.record_count = 3;
  table.schema = SomeSchema();
  Table again;
  const Status status = ParseTable(FormatTable(table), &again);
  REQUIRE_MESSAGE(status.ok(), status.message());
  CHECK(again.project == "p");
  CHECK(again.comment == table.comment);
  CHECK(again.created_unix_s == table.created_unix_s);
  CHECK(again.lifecycle_days == 7);
  CHECK(again.record_count == 3);
  CHECK(again.size_bytes == -1);
  CheckSchema(again.schema);
  CHECK(FormatExtendedTable(table).find("Transactional") != std::string::npos);
  REQUIRE(ParseTable(Answers("GET", "/tables/t_demo?curr")[0], &again).ok());
  CHECK(again.schema.columns.size() == 3);
  CHECK_FALSE(ParseTable("<Table><Schema>[]</Schema></Table>", &again).ok());
  CHECK(ParseTable(
            R"(<Table><Schema>{"columns":[{"name":"c","type":"blob"}]}</Schema></Table>)",
            &again)
            .message()
            .starts_with("column c: type \"blob\""));
}

TEST_CASE("Listings: round trip and the recorded answers") {
  TablePage tables;
  tables.marker = "next";
  tables.tables.resize(2);
  tables.tables[1].name = "b";
  TablePage tables_again;
  REQUIRE(ParseTablePage(FormatTablePage(tables, 1000), &tables_again).ok());
  CHECK(tables_again.marker == "next");
  CHECK(tables_again.tables[1].name == "b");
  REQUIRE(ParseTablePage(Answers("GET", "/tables?expectmarker")[0], &tables_again).ok());
  CHECK(tables_again.marker.empty());

  PartitionPage partitions;
  partitions.partitions.push_back({{{"pt", "a&'\"b"}, {"hh", "1"}}, 1, 2, 3, 4, 5});
  PartitionPage partitions_again;
  REQUIRE(
      ParsePartitionPage(FormatPartitionPage(partitions, 1000), &partitions_again).ok());
  REQUIRE(partitions_again.partitions.size() == 1);
  CHECK(partitions_again.partitions[0].spec == partitions.partitions[0].spec);
  CHECK(partitions_again.partitions[0].record_count == 5);
  REQUIRE(ParsePartitionPage(Answers("GET", "?partitions")[0], &partitions_again).ok());
  CHECK(FormatPartitionSpec(partitions_again.partitions[0].spec) == "pt=20240301,hh=10");
}

TEST_CASE("Instances: the requests of the SDKs, and our own") {
  SqlTask task = {"SQLCreateTableTask",
                  "create table t (a string comment '<]]>');",
                  {{"odps.sql.type.system.odps2", "true"}}};
  SqlTask again;
  REQUIRE(ParseInstanceRequest(FormatInstanceRequest(task), &again).ok());
  CHECK(again.name == task.name);
  CHECK(again.query == task.query);
  CHECK(again.settings == task.settings);
  CHECK(FormatInstanceSource(task).find("<Job>") != std::string::npos);

  const auto exchanges = ReadJson("http_exchanges.json");
  std::string body;
  const std::string hex = exchanges[1]["body_hex"].GetString();
  for (size_t i = 0; i < hex.size(); i += 2) {
    body += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  REQUIRE(ParseInstanceRequest(body, &again).ok());
  CHECK(again.name == "SQLCreateTableTask");
  CHECK(again.query.starts_with("CREATE TABLE IF NOT EXISTS testproject.`t_demo` (\n"));
  CHECK(again.settings.size() == 5);
  CHECK_FALSE(ParseInstanceRequest("<Instance/>", &again).ok());
}

TEST_CASE("Instances: states and results") {
  std::string status;
  REQUIRE(ParseInstanceStatus(FormatInstanceStatus("Running"), &status).ok());
  CHECK(status == "Running");
  TaskStatus task;
  REQUIRE(ParseTaskStatus(FormatTaskStatus("Terminated", {"n", "Failed", "then", "now"}),
                          &task)
              .ok());
  CHECK(task.name == "n");
  CHECK(task.status == "Failed");
  for (const std::string& body : Answers("GET", "taskstatus")) {
    REQUIRE(ParseTaskStatus(body, &task).ok());
    CHECK(task.status == "Success");
  }
  TaskResult result;
  const std::string csv("\"_c0\"\n\0x\n", 9);
  REQUIRE(ParseTaskResult(FormatTaskResult({"n", "Success", "csv", csv}), &result).ok());
  CHECK(result.content == csv);
  REQUIRE(ParseTaskResult(Answers("GET", "?result")[0], &result).ok());
  CHECK(result.format == "csv");
  CHECK(result.content.starts_with("\"_c0\"\n"));
  CHECK_FALSE(ParseTaskResult("<Instance/>", &result).ok());
}

}  // namespace
}  // namespace hopline::wire::maxcompute::test
