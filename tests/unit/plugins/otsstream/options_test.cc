// What users get to see when a parameter or the table is wrong.
#include "plugins/otsstream/options.h"

#include <doctest/doctest.h>

#include "plugins/tablestore/client.h"
#include "tests/unit/plugins/otsstream/stream_run.h"

namespace hopline::plugins::otsstream {
namespace {

constexpr char kRowMode[] = R"(,"mode":"single_version_and_update_only")";

/// The error of opening a reader with these further parameters.
Error Refusal(const std::string& more) {
  TestTable table;
  try {
    TestWindow(table, kT0, kT0 + kMinute, more).Open();
  } catch (const Error& error) {
    return error;
  }
  FAIL("must be refused");
  return Error(0, "");
}

/// The error of planning a window of a table, at `now_ms`.
Error PlanFails(TestTable& table, const std::string& more, int64_t now_ms) {
  table.At(now_ms);
  try {
    TestWindow(table, kT0, kT0 + kMinute, more).MakePlan();
  } catch (const Error& error) {
    return error;
  }
  FAIL("must be refused");
  return Error(0, "");
}

TEST_CASE("parameters are refused with their pointer and the cure") {
  CHECK(Says(Refusal(R"(,"dataTable":"")"), "/dataTable: missing the key"));
  CHECK(Says(Refusal(R"(,"statusTable":"")"), "TableStoreStreamReaderStatusTable"));
  CHECK(Says(Refusal(R"(,"statusTable":"orders")"), "must not be the data table"));
  CHECK(Says(Refusal(R"(,"mode":"other")"), "/mode: Unsupported Mode: other"));
  const std::string column = std::string(kRowMode) + R"(,"column":[)";
  CHECK(Says(Refusal(column + R"("a"])"), "/column/0: Parse column fail"));
  CHECK(Says(Refusal(column + R"({"type":"INT"}])"), "/column/0/name: missing"));
  CHECK(Says(Refusal(column + R"({"name":"a","type":"INTEGER"}])"), "write INT"));
  CHECK(Says(Refusal(column + R"({"name":"a","type":"date"}])"), "unknown type date"));
  CHECK(Says(Refusal(column + R"({"name":"a","dataType":"next"}])"),
             "/column/0/dataType: unknown image next; one of new, old, latest"));
  CHECK(Says(Refusal(std::string(kRowMode) + R"(,"isExportSequenceInfo":true)"),
             "/isExportSequenceInfo: must be false"));
  CHECK(
      Says(Refusal(R"(,"endpoint":"demo.cn-hangzhou.ots.aliyuncs.com")"), "/endpoint:"));
  CHECK(Says(Refusal(R"(,"accessKey":"")"), "accessKey"));
}

TEST_CASE("mode is taken in any case, BOOLEAN as BOOL") {
  TestTable table;
  TestWindow window(table, kT0, kT0 + kMinute,
                    R"(,"mode":"Single_Version_And_Update_Only",)"
                    R"("column":[{"name":"a","type":"boolean"}])");
  const Schema schema = window.Open()->ReadSchema();
  CHECK(Fields::Read(*schema)[0].type == Type::kBool);
}

TEST_CASE("column mode warns that columns cannot be chosen") {
  TestTable table;
  TestWindow(table, kT0, kT0 + kMinute, R"(,"column":[{"name":"a"}])").Open();
  REQUIRE(!TestHost::log().empty());
  CHECK(TestHost::log().back().starts_with("column has no effect without mode"));
}

TEST_CASE("a missing table, a table without stream and a wrong key are told apart") {
  TestTable table;
  const int64_t now = kT0 + 10 * kMinute;
  Error error = PlanFails(table, R"(,"dataTable":"other")", now);
  CHECK(error.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(Says(error, "other does not exist"));
  error = PlanFails(table, R"(,"accessId":"nobody")", now);
  CHECK(error.code() == HOPLINE_STATUS_UNAUTHENTICATED);
  CHECK(error.vendor_code() == "OTSAuthFailed");
  CHECK(!error.request_id().empty());
  TableShape shape;
  shape.stream = false;
  TestTable without(shape);
  error = PlanFails(without, "", now);
  CHECK(error.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(Says(error, "is not enabled"));
}

TEST_CASE("windows are judged by the service's clock, not by this machine's") {
  TestTable table;
  CHECK(Says(PlanFails(table, "", kT0 + 5 * kMinute), "must be smaller than"));
  CHECK(Says(PlanFails(table, "", kT0 + 24 * 60 * kMinute), "must be greater than"));
  table.At(kT0 + 6 * kMinute);
  TestWindow(table, kT0, kT0 + kMinute).MakePlan();
  // The machine's clock stood still all the time.
  CHECK(TestHost::clock_ms() == TestHost::kStartMs);
}

TEST_CASE("a status table with other keys is refused before anything is read") {
  TestTable table;
  wire::tablestore::CreateTableRequest request;
  const Error error = PlanFails(table, R"(,"statusTable":"orders2")", kT0);
  CHECK(Says(error, "must be smaller than"));
  TableShape shape;
  TestTable other(shape);
  other.At(kT0);
  request.meta = {"business", shape.key, {}};
  wire::tablestore::TableOptions options;
  options.time_to_live_s = -1;
  options.max_versions = 1;
  request.options = options;
  other.NewClient()->CreateTable(request, {});
  const Error refused =
      PlanFails(other, R"(,"statusTable":"business")", kT0 + 10 * kMinute);
  CHECK(refused.code() == HOPLINE_STATUS_SCHEMA_MISMATCH);
  CHECK(Says(refused, "Unexpected table meta in status table business"));
}

TEST_CASE("check makes sure of table, stream and window, and writes nothing") {
  TestTable table;
  table.At(kT0 + 10 * kMinute);
  TestWindow window(table, kT0, kT0 + kMinute);
  window.Open()->Check();
  CHECK(!table.StatusRows().has_value());
}

}  // namespace
}  // namespace hopline::plugins::otsstream
