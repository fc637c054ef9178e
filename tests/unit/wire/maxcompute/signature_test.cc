#include "wire/maxcompute/signature.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/maxcompute/vectors.h"

namespace hopline::wire::maxcompute::test {
namespace {

constexpr int64_t kNow = 1709294400;  // Fri, 01 Mar 2024 12:00:00 GMT

SignedRequest RequestOf(const std::string& method, std::string target) {
  if (target.starts_with("/api/")) target.erase(0, 4);
  SignedRequest request;
  request.method = method;
  const size_t mark = target.find('?');
  request.resource = PercentDecode(target.substr(0, mark));
  if (mark != std::string::npos) request.query = ParseQuery(target.substr(mark + 1));
  return request;
}

TEST_CASE("Signature: the recorded cases are signed to the same bytes") {
  const auto vectors = ReadJson("signature.json");
  const Credentials credentials = {Text(vectors, "access_id"),
                                   Text(vectors, "access_key"), ""};
  int v4 = 0;
  for (const auto& entry : vectors["cases"].GetArray()) {
    CAPTURE(Text(entry, "note"));
    SignedRequest request =
        RequestOf(Text(entry, "method"), Text(entry, "endpoint_relative_target"));
    for (auto header = entry["headers"].MemberBegin();
         header != entry["headers"].MemberEnd(); ++header) {
      request.headers.emplace_back(header->name.GetString(), header->value.GetString());
    }
    // Two cases record that pyodps decodes twice; the server's own reading stands beside.
    if (entry.HasMember("string_to_sign_single_decode")) {
      CHECK(StringToSign(request) == Text(entry, "string_to_sign_single_decode"));
      continue;
    }
    CHECK(StringToSign(request) == Text(entry, "string_to_sign"));
    if (entry["region"].IsString()) {
      SignV4(credentials, entry["region"].GetString(), kNow, &request);
      ++v4;
    } else {
      SignV2(credentials, kNow, &request);
    }
    CHECK(*FindField(request.headers, "Authorization") == Text(entry, "authorization"));
  }
  CHECK(v4 == 1);
}

TEST_CASE("Signature: every recorded request of pyodps has the signature of its string") {
  const auto exchanges = ReadJson("http_exchanges.json");
  int seen = 0;
  for (const auto& entry : exchanges.GetArray()) {
    CAPTURE(Text(entry, "target"));
    SignedRequest request = RequestOf(Text(entry, "method"), Text(entry, "target"));
    for (const auto& header : entry["headers"].GetArray()) {
      request.headers.emplace_back(header[0].GetString(), header[1].GetString());
    }
    CHECK(StringToSign(request) == Text(entry, "string_to_sign"));
    const auto authorization =
        ParseAuthorization(*FindField(request.headers, "Authorization"));
    REQUIRE(authorization.has_value());
    const std::string to_sign = StringToSign(request);
    const std::string expected = authorization->region.empty()
                                     ? SignatureV2("testAccessKey", to_sign)
                                     : SignatureV4("testAccessKey", authorization->date,
                                                   authorization->region, to_sign);
    // The step with temporary keys has a secret of its own.
    if (FindField(request.headers, "authorization-sts-token") == nullptr) {
      CHECK(authorization->signature == expected);
    }
    ++seen;
  }
  CHECK(seen > 40);
}

TEST_CASE("Signature: temporary keys send their token beside the signature") {
  SignedRequest request = RequestOf("GET", "/projects/p/tables/t");
  SignV2({"id", "secret", "token"}, kNow, &request);
  CHECK(*FindField(request.headers, "authorization-sts-token") == "token");
  const std::string before = StringToSign(request);
  RemoveField("authorization-sts-token", &request.headers);
  CHECK(StringToSign(request) == before);
}

TEST_CASE("Signature: what is no Authorization of this service") {
  for (const char* text :
       {"", "ODPS", "ODPS id", "ODPS :x", "OSS id:x", "ODPS id/20240301/cn/odps:x",
        "ODPS id/20240301/cn/oss/aliyun_v4_request:x"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseAuthorization(text).has_value());
  }
}

}  // namespace
}  // namespace hopline::wire::maxcompute::test
