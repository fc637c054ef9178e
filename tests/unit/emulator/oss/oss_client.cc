#include "tests/unit/emulator/oss/oss_client.h"

#include <doctest/doctest.h>

#include "wire/oss/address.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss::test {

std::string BodyOf(const HttpResponse& response) {
  std::string body = response.body;
  for (const BodySlice& slice : response.slices) {
    body.append(*slice.bytes, slice.offset, slice.size);
  }
  return body;
}

std::string HeaderOf(const HttpResponse& response, std::string_view name) {
  const std::string* value = FindHeader(response.headers, name);
  return value == nullptr ? std::string() : *value;
}

wire::oss::ErrorReply ErrorOf(const HttpResponse& response) {
  return wire::oss::ParseError(response.body).value_or(wire::oss::ErrorReply());
}

std::string Outcome(const HttpResponse& response) {
  std::string outcome = std::to_string(response.status);
  if (response.status >= 400) outcome += " " + ErrorOf(response).code;
  return outcome;
}

OssFixture::OssFixture(const std::filesystem::path& folder)
    : service(&clock,
              {{"testAccessId", "testAccessKey", false}, {"anyId", "anyKey", true}},
              folder) {
  clock.Set(kNow * 1000000);
  service.CreateBucket("testbucket");
}

HttpResponse OssFixture::Send(const std::string& method, const std::string& key,
                              const wire::oss::Fields& query, const std::string& body,
                              const wire::oss::Fields& headers) {
  return SendTo("testbucket", method, key, query, body, headers);
}

HttpResponse OssFixture::SendTo(const std::string& bucket, const std::string& method,
                                const std::string& key, const wire::oss::Fields& query,
                                const std::string& body,
                                const wire::oss::Fields& headers) {
  wire::oss::SignedRequest request = {method, bucket, key, query, headers};
  wire::oss::SignV1(credentials, clock.NowUnixUs() / 1000000, &request);
  return SendPrepared(request, body);
}

HttpResponse OssFixture::SendPrepared(const wire::oss::SignedRequest& request,
                                      const std::string& body) {
  const auto endpoint = *wire::oss::ParseEndpoint("127.0.0.1:9000");
  HttpRequest http = {request.method, wire::oss::TargetOf(endpoint, request),
                      request.headers, body};
  http.headers.emplace_back("Host", endpoint.authority);
  if (http.Header("transfer-encoding") == nullptr) {
    http.headers.emplace_back("Content-Length", std::to_string(body.size()));
  }
  return service.Handle(http);
}

HttpResponse OssFixture::SendAnonymous(const std::string& method,
                                       const std::string& target) {
  return service.Handle({method, target, {{"Host", "localhost"}}, ""});
}

std::string OssFixture::Initiate(const std::string& key) {
  const HttpResponse response = Send("POST", key, {{"uploads", ""}});
  const auto result = wire::oss::ParseInitiateMultipart(response.body);
  REQUIRE(result.has_value());
  return result->upload_id;
}

}  // namespace hopline::emulator::oss::test
