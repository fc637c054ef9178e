// Which requests' refusal is the script's mistake (exit code 2), and which is not.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/ots_run.h"
#include "tests/unit/plugins/support/test_keys.h"
#include "wire/tablestore/errors.h"

namespace hopline::plugins::ots {
namespace {

namespace ts = wire::tablestore;

class Refusing final : public Transport {
 public:
  HttpResponse Send(const HttpRequest&, const Scope&) override {
    return {400,
            {},
            Encode(ts::ServiceError{"OTSParameterInvalid", "not this", std::nullopt})};
  }
};

template <class Call>
Error RefusalOf(const Call& call) {
  TestHost::Install();
  Refusing transport;
  tablestore::Client client({"http://127.0.0.1:1", kInstance, ""},
                            std::make_unique<TestKeys>(), transport, RetryPolicy{});
  try {
    call(client);
  } catch (const Error& error) {
    CHECK(error.vendor_code() == "OTSParameterInvalid");
    CHECK(error.http_status() == 400);
    CHECK(Says(error, "Tablestore answered 400 OTSParameterInvalid (not this)"));
    CHECK_FALSE(error.retryable());
    return error;
  }
  FAIL("must be refused");
  return Error(0, "");
}

TEST_CASE("a refused name of a table is the script's mistake") {
  const Error table =
      RefusalOf([](auto& client) { client.DescribeTable("no-name", {}); });
  CHECK(table.code() == HOPLINE_STATUS_INVALID_ARGUMENT);
  const Error timeseries =
      RefusalOf([](auto& client) { client.DescribeTimeseriesTable("no-name", {}); });
  CHECK(timeseries.code() == HOPLINE_STATUS_INVALID_ARGUMENT);
}

TEST_CASE("a refused request for rows says nothing of the script") {
  const Error range = RefusalOf([](auto& client) { client.GetRange({}, {}); });
  CHECK(range.code() == HOPLINE_STATUS_INTERNAL);
  const Error rows =
      RefusalOf([](auto& client) { client.BatchGetRow(kTable, {"key"}, {}, {}); });
  CHECK(rows.code() == HOPLINE_STATUS_INTERNAL);
}

}  // namespace
}  // namespace hopline::plugins::ots
