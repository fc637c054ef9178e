// Batches in which some rows fail: only those are asked for again.
#include <doctest/doctest.h>

#include "tests/unit/plugins/otsstream/stream_run.h"
#include "tests/unit/plugins/support/test_keys.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/dates.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::plugins::otsstream {
namespace {

namespace ts = wire::tablestore;

/// Answers the first `times` BatchGetRow with an error for every other row, or for the
/// only one.
class PatchyTable final : public Transport {
 public:
  PatchyTable(std::string code, int times) : code_(std::move(code)), times_(times) {}

  HttpResponse Send(const HttpRequest& request, const Scope&) override {
    ts::BatchGetRowRequest wanted;
    REQUIRE(ts::Decode(request.body, &wanted).ok());
    asked.push_back(wanted.tables.at(0).primary_keys.size());
    ts::BatchGetRowResponse reply;
    ts::BatchTableResult& table = reply.tables.emplace_back();
    table.table_name = wanted.tables[0].table_name;
    for (const std::string& key : wanted.tables[0].primary_keys) {
      ts::BatchRowResult& row = table.rows.emplace_back();
      const bool alone = wanted.tables[0].primary_keys.size() == 1;
      if (times_ > 0 && (alone || table.rows.size() % 2 == 0)) {
        row.error = ts::ServiceError{code_, "not now", {}};
      } else {
        row.row = key;
      }
    }
    --times_;
    HttpResponse response{200, {}, Encode(reply)};
    std::string key;
    REQUIRE(ts::VerifyRequestSignature("BatchGetRow", request.headers, "testAccessKey",
                                       &key));
    response.headers = ts::MakeResponseHeaders(
        {"BatchGetRow", "testAccessId", key, "request-1", ts::FormatDate(kT0)},
        response.body);
    return response;
  }

  std::vector<size_t> asked;

 private:
  std::string code_;
  int times_;
};

std::vector<std::string> Read(PatchyTable& table, const std::vector<std::string>& keys) {
  TestHost::Install();
  RetryPolicy policy;
  policy.max_retries = 5;
  tablestore::Client client({"http://127.0.0.1:1", kInstance, ""},
                            std::make_unique<TestKeys>(), table, policy);
  return client.BatchGetRow(kTable, keys, {}, {});
}

std::vector<std::string> ManyKeys() {
  std::vector<std::string> keys;
  for (int i = 0; i < 8; ++i) {
    keys.push_back(ts::EncodeKey({{"id", ts::Value::String(std::to_string(i))}}));
  }
  return keys;
}

TEST_CASE("rows of a batch that fail are asked for again, alone and in their place") {
  PatchyTable table("OTSServerBusy", 3);
  const std::vector<std::string> keys = ManyKeys();
  CHECK(Read(table, keys) == keys);
  CHECK(table.asked == std::vector<size_t>{8, 4, 2, 1});
}

TEST_CASE("a row that will never come fails the batch with the service's code") {
  PatchyTable table("OTSNoPermissionAccess", 1);
  try {
    Read(table, ManyKeys());
    FAIL("must fail");
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_PERMISSION_DENIED);
    CHECK(error.vendor_code() == "OTSNoPermissionAccess");
    CHECK(error.message().find("reading rows of table orders") == 0);
  }
  CHECK(table.asked.size() == 1);
}

TEST_CASE("a row that is refused says nothing of the script") {
  PatchyTable table("OTSParameterInvalid", 1);
  try {
    Read(table, ManyKeys());
    FAIL("must fail");
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_INTERNAL);
    CHECK_FALSE(error.retryable());
  }
}

TEST_CASE("rows that stay busy end the retries") {
  PatchyTable table("OTSServerBusy", 100);
  CHECK_THROWS_WITH_AS(Read(table, ManyKeys()), doctest::Contains("OTSServerBusy"),
                       Error);
  CHECK(table.asked == std::vector<size_t>{8, 4, 2, 1, 1, 1});
}

}  // namespace
}  // namespace hopline::plugins::otsstream
