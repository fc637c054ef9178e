// Batches that fail, half or whole, and rows that the service refuses.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/mischief.h"
#include "tests/unit/plugins/ots/write_run.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::plugins::ots {
namespace {

using Kind = Mischief::Kind;
using Lines = std::vector<std::string>;

constexpr char kPut[] =
    R"("writeMode":"PutRow","primaryKey":["pk0"],"column":[{"name":"a","type":"STRING"}])";

std::vector<Record> Records(int n) {
  std::vector<Record> records;
  for (int i = 0; i < n; ++i) {
    records.push_back({T("k" + std::to_string(1000 + i)), T("v" + std::to_string(i))});
  }
  return records;
}

Lines Expected(int n) {
  Lines lines;
  for (int i = 0; i < n; ++i) {
    lines.push_back("k" + std::to_string(1000 + i) + "|a|v" + std::to_string(i));
  }
  return lines;
}

TEST_CASE("every mishap at every batch leaves the same table") {
  for (const Kind kind : {Kind::kLostRequest, Kind::kLostReply, Kind::kThrottled,
                          Kind::kHalf, Kind::kAllRows}) {
    for (int nth = 0; nth < 4; ++nth) {
      TestTable table;
      Mischief mischief(table);
      mischief.plan = [=](int n) { return n == nth ? kind : Kind::kNone; };
      TestWrite write(table, kPut, TextFields(2));
      write.transport = &mischief;
      write.Run(Records(300));
      CHECK(table.Dump() == Expected(300));
      CHECK(write.scope.dirty.empty());
      CHECK(mischief.batches() == 6);
    }
  }
}

TEST_CASE("a service that keeps failing at random is outlived") {
  TestTable table;
  Mischief mischief(table);
  mischief.plan = [](int n) { return static_cast<Kind>((n * 7 + n / 6) % 6); };
  TestWrite write(table, std::string(kPut) + R"(,"batchWriteCount":10)", TextFields(2));
  write.transport = &mischief;
  write.Run(Records(500));
  CHECK(table.Dump() == Expected(500));
  CHECK(write.scope.dirty.empty());
}

TEST_CASE("only the rows that failed are sent again") {
  TestTable table;
  Mischief mischief(table);
  mischief.plan = [](int n) { return n == 0 ? Kind::kHalf : Kind::kNone; };
  table.AddTable("log",
                 {{"id", KeyType::kString, false}, {"n", KeyType::kInteger, true}});
  // Keys that the service makes up show every row that was sent twice.
  TestWrite write(table,
                  R"("newVersion":true,"enableAutoIncrement":true,"writeMode":"PutRow",)"
                  R"("table":"log","primaryKey":["id"],)"
                  R"("column":[{"name":"a","type":"STRING"}])",
                  TextFields(2));
  write.transport = &mischief;
  std::vector<Record> records;
  for (int i = 0; i < 10; ++i) records.push_back({T("k"), T(std::to_string(i))});
  write.Run(records);
  CHECK(table.Dump("log").size() == 10);
  CHECK(mischief.batches() == 2);
}

TEST_CASE(
    "rows that the service refuses are dirty with its code, all others are written") {
  TestTable table;
  std::vector<Record> records = Records(200);
  // Neither can be seen by the writer; each makes the service refuse the whole request.
  records[20][1] = T(std::string((size_t{2} << 20) + 1, 'x'));
  records[77][1] = T("\xff\xfe");
  records[150][0] = T(std::string(1025, 'k'));
  TestWrite write(table, kPut, TextFields(2));
  write.Run(records, 50);
  Lines expected = Expected(200);
  for (const int i : {150, 77, 20}) expected.erase(expected.begin() + i);
  CHECK(table.Dump() == expected);
  REQUIRE(write.scope.dirty.size() == 3);
  CHECK(write.scope.dirty_rows == 3);
  for (const auto& dirty : write.scope.dirty) {
    CHECK(dirty.reason.find("Tablestore answered 400 OTSParameterInvalid (") !=
          std::string::npos);
  }
}

TEST_CASE("a row refused by itself is dirty at once, its neighbours are not") {
  TestTable table;
  Mischief mischief(table);
  mischief.row_code = "OTSConditionCheckFail";
  mischief.plan = [](int n) { return n == 0 ? Kind::kHalf : Kind::kNone; };
  TestWrite write(table, std::string(kPut) + R"(,"concurrencyWrite":1)", TextFields(2));
  write.transport = &mischief;
  write.Run(Records(10));
  CHECK(table.Dump().size() == 5);
  CHECK(write.scope.dirty_rows == 5);
  CHECK(write.scope.dirty.at(0).reason ==
        "writing table orders: Tablestore answered 403 OTSConditionCheckFail (not now)");
  CHECK(mischief.batches() == 1);
}

TEST_CASE("a service that is down is an error, never dirty rows") {
  for (const Kind kind : {Kind::kLostRequest, Kind::kLostReply, Kind::kThrottled,
                          Kind::kHalf, Kind::kAllRows}) {
    TestTable table;
    Mischief mischief(table);
    mischief.plan = [=](int) { return kind; };
    TestWrite write(table, std::string(kPut) + R"(,"maxRetryTime":3)", TextFields(2));
    write.transport = &mischief;
    const Error error = write.WriteFails(Records(20));
    INFO(error.message());
    CHECK(error.retryable());
    CHECK(write.scope.dirty.empty());
    const bool lost = kind == Kind::kLostRequest || kind == Kind::kLostReply;
    CHECK(Says(error, lost ? "connection reset" : "table orders"));
  }
}

TEST_CASE("a table that vanishes, or a key without rights, is an error") {
  for (const auto& [code, status] :
       {std::pair{"OTSObjectNotExist", HOPLINE_STATUS_NOT_FOUND},
        std::pair{"OTSNoPermissionAccess", HOPLINE_STATUS_PERMISSION_DENIED},
        std::pair{"OTSAuthFailed", HOPLINE_STATUS_UNAUTHENTICATED}}) {
    TestTable table;
    Mischief mischief(table);
    mischief.row_code = code;
    mischief.plan = [](int) { return Kind::kAllRows; };
    TestWrite write(table, kPut, TextFields(2));
    write.transport = &mischief;
    const Error error = write.WriteFails(Records(20));
    CHECK(error.code() == status);
    CHECK(Says(error, code));
    CHECK(write.scope.dirty.empty());
  }
}

TEST_CASE("cancel ends the writing") {
  TestTable table;
  TestWrite write(table, kPut, TextFields(2));
  write.scope.Cancel();
  CHECK(write.WriteFails(Records(20)).code() == HOPLINE_STATUS_CANCELLED);
}

}  // namespace
}  // namespace hopline::plugins::ots
