#include "tests/unit/plugins/support/emulated_tablestore.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/support/test_host.h"
#include "tests/unit/plugins/support/test_keys.h"
#include "wire/tablestore/envelope.h"

namespace hopline::plugins {

namespace ts = wire::tablestore;

EmulatedTablestore::EmulatedTablestore()
    : service(&clock, {{"testAccessId", "testAccessKey", false}}), transport(service) {
  TestHost::Install();
}

std::unique_ptr<tablestore::Client> EmulatedTablestore::NewClient() {
  return std::make_unique<tablestore::Client>(
      tablestore::InstanceAddress{"http://127.0.0.1:1", kInstance, ""},
      std::make_unique<TestKeys>(), transport, RetryPolicy{});
}

std::string EmulatedTablestore::Send(const char* operation, const std::string& body) {
  const ts::RequestEnvelope envelope{operation,
                                     kInstance,
                                     {"testAccessId", "testAccessKey", ""},
                                     clock.NowUnixUs() / 1000,
                                     ""};
  const HttpRequest request{"POST", std::string("http://127.0.0.1:1/") + operation,
                            ts::MakeRequestHeaders(envelope, body), body};
  const HttpResponse response = transport.Send(request, {});
  REQUIRE(response.status == 200);
  return response.body;
}

}  // namespace hopline::plugins
