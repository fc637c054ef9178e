#include "wire/oss/signature.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/oss/vectors.h"
#include "wire/oss/address.h"
#include "wire/oss/date.h"

namespace hopline::wire::oss::test {
namespace {

constexpr int64_t kSignedAt = 1700000000;
const Credentials kCredentials = {"testAccessId", "testAccessKey", ""};

std::string DateSlot(const Fields& headers) {
  const std::string* own = FindField(headers, "x-oss-date");
  const std::string* date = own != nullptr ? own : FindField(headers, "date");
  REQUIRE(date != nullptr);
  return *date;
}

/// cname requests name no bucket in host or path; the vector's entry does.
SignedRequest SignedOf(const rapidjson::Value& entry) {
  const std::string file = Text(entry, "file").substr(4);
  SignedRequest request = ToSigned(ReadRaw(file));
  if (Text(entry, "style") == "cname") {
    request.bucket = Text(entry, "bucket");
    request.key = Text(entry, "key");
  }
  CHECK(request.bucket == Text(entry, "bucket"));
  CHECK(request.key == Text(entry, "key"));
  CHECK(request.query == ToFields(entry["query"]));
  return request;
}

TEST_CASE(
    "Signature: every recorded V1 request of the SDKs is signed to the same bytes") {
  const auto index = ReadJson("index.json");
  int seen = 0;
  for (const auto& entry : index.GetArray()) {
    if (Text(entry, "signature_version") != "V1") continue;
    CAPTURE(Text(entry, "file"));
    const SignedRequest request = SignedOf(entry);
    const std::string to_sign = StringToSignV1(request, DateSlot(request.headers));
    CHECK(to_sign == Text(entry, "string_to_sign"));
    CHECK(SignatureV1(kCredentials.secret, to_sign) == Text(entry, "signature"));
    ++seen;
  }
  CHECK(seen > 50);
}

TEST_CASE(
    "Signature: every recorded V4 request of the SDKs is signed to the same bytes") {
  const auto index = ReadJson("index.json");
  int seen = 0;
  for (const auto& entry : index.GetArray()) {
    if (Text(entry, "signature_version") != "V4") continue;
    CAPTURE(Text(entry, "file"));
    const SignedRequest request = SignedOf(entry);
    const auto authorization =
        ParseAuthorizationV4(*FindField(request.headers, "authorization"));
    REQUIRE(authorization.has_value());
    const std::string canonical =
        CanonicalRequestV4(request, authorization->additional_headers);
    CHECK(canonical == Text(entry, "canonical_request"));
    const std::string to_sign =
        StringToSignV4(DateSlot(request.headers), authorization->scope, canonical);
    CHECK(to_sign == Text(entry, "string_to_sign"));
    CHECK(SignatureV4(kCredentials.secret, authorization->scope, to_sign) ==
          Text(entry, "signature"));
    CHECK(authorization->signature == Text(entry, "signature"));
    ++seen;
  }
  CHECK(seen > 50);
}

TEST_CASE("Signature: SignV1 and SignV4 write what the Python and Node.js SDKs write") {
  for (const char* name :
       {"py-v1-put-simple.req", "py-v1-sts-put.req", "py-v4-put-simple.req",
        "js-v4-mpu-part2.req", "py-v4-sts-put.req"}) {
    CAPTURE(name);
    const RawMessage raw = ReadRaw(name);
    SignedRequest request = ToSigned(raw);
    Credentials credentials = kCredentials;
    if (FindField(request.headers, "x-oss-security-token") != nullptr) {
      credentials.security_token = "testSecurityToken";
    }
    const std::string expected = *FindField(request.headers, "authorization");
    RemoveField("authorization", &request.headers);
    RemoveField("x-oss-security-token", &request.headers);
    if (expected.starts_with("OSS ")) {
      SignV1(credentials, kSignedAt, &request);
      CHECK(*FindField(request.headers, "Authorization") == expected);
    } else {
      SignV4(credentials, "cn-hangzhou", kSignedAt, &request);
      const auto made =
          ParseAuthorizationV4(*FindField(request.headers, "Authorization"));
      CHECK(made->signature == ParseAuthorizationV4(expected)->signature);
    }
  }
}

TEST_CASE("Signature: presigned URLs of the SDKs are verified, V1 and V4") {
  const auto signatures = ReadJson("signatures.json");
  for (const auto& entry : signatures["presigned"].GetArray()) {
    CAPTURE(Text(entry, "name"));
    const std::string url = Text(entry, "url");
    const size_t path = url.find('/', 7);
    ResolvedTarget target = ResolveTarget(url.substr(7, path - 7), url.substr(path));
    SignedRequest request = {Text(entry, "method"), target.bucket, target.key,
                             target.query, ToFields(entry["headers"])};
    if (entry.HasMember("expires")) {
      const std::string to_sign =
          StringToSignV1(request, *FindQuery(request.query, "Expires"));
      CHECK(to_sign == Text(entry, "string_to_sign"));
      CHECK(SignatureV1(kCredentials.secret, to_sign) ==
            *FindQuery(request.query, "Signature"));
      continue;
    }
    const auto credential =
        ParseCredentialV4(*FindQuery(request.query, "x-oss-credential"));
    REQUIRE(credential.has_value());
    const std::string* additional = FindQuery(request.query, "x-oss-additional-headers");
    const std::string canonical = CanonicalRequestV4(
        request, ParseAdditionalHeaders(additional == nullptr ? "" : *additional));
    CHECK(canonical == Text(entry, "canonical_request"));
    const std::string to_sign = StringToSignV4(*FindQuery(request.query, "x-oss-date"),
                                               credential->scope, canonical);
    CHECK(SignatureV4(kCredentials.secret, credential->scope, to_sign) ==
          *FindQuery(request.query, "x-oss-signature"));
  }
}

TEST_CASE("Signature: PresignV1 and PresignV4 give the signatures of the SDKs' URLs") {
  SignedRequest v1 = {"GET", "testbucket", "dir/hello.txt", {}, {}};
  PresignV1(kCredentials, kSignedAt + 3600, &v1);
  CHECK(*FindQuery(v1.query, "Signature") == "Kt7x0FKI2NxKSfuWFyHypWaqWb8=");

  SignedRequest v4 = {"GET", "testbucket", "dir/hello.txt", {}, {}};
  PresignV4(kCredentials, "cn-hangzhou", kSignedAt, 3600, &v4);
  CHECK(*FindQuery(v4.query, "x-oss-signature") ==
        "bf0436f5f254ccea2d4458de95f56193d6db5dbe199ecd76ce05f48b839eda76");
}

TEST_CASE("Signature: the unit cases that the C++ SDK publishes hold") {
  const auto signatures = ReadJson("signatures.json");
  for (const auto& entry : signatures["v4_unit"].GetArray()) {
    CAPTURE(Text(entry, "name"));
    SignedRequest request = {Text(entry, "method"), Text(entry, "bucket"),
                             Text(entry, "key"), ToFields(entry["query"]),
                             ToFields(entry["headers"])};
    std::vector<std::string> additional;
    for (const auto& name : entry["additional_headers"].GetArray()) {
      additional.emplace_back(name.GetString());
    }
    const std::string canonical = CanonicalRequestV4(request, additional);
    CHECK(canonical == Text(entry, "canonical_request"));
    const std::string timestamp = FormatBasicDate(entry["epoch"].GetInt64());
    const ScopeV4 scope = {timestamp.substr(0, 8), Text(entry, "region"),
                           Text(entry, "product")};
    const std::string to_sign = StringToSignV4(timestamp, scope, canonical);
    CHECK(to_sign == Text(entry, "string_to_sign"));
    CHECK(SignatureV4(Text(entry, "access_key_secret"), scope, to_sign) ==
          Text(entry, "signature"));
  }
  for (const auto& entry : signatures["v1_unit"].GetArray()) {
    CHECK(SignatureV1(Text(entry, "access_key_secret"), Text(entry, "string_to_sign")) ==
          Text(entry, "signature"));
  }
}

TEST_CASE("Signature: the V4 signing key is derived step by step as published") {
  const auto signatures = ReadJson("signatures.json");
  const auto& steps = signatures["v4_signing_key_chain"]["steps"];
  CHECK(HexLower(SigningKeyV4("testAccessKey", {"20231114", "cn-hangzhou"})) ==
        Text(steps[steps.Size() - 1], "hex"));
}

TEST_CASE("Signature: malformed V4 authorizations are refused") {
  CHECK_FALSE(ParseAuthorizationV4("OSS testAccessId:x"));
  CHECK_FALSE(ParseAuthorizationV4("OSS4-HMAC-SHA256 Credential=a/b/c,Signature=00"));
  CHECK_FALSE(ParseAuthorizationV4(
      "OSS4-HMAC-SHA256 Credential=id/20231114/cn/oss/aliyun_v4_request"));
  CHECK_FALSE(ParseCredentialV4("id/20231114/cn/oss/aws4_request"));
}

}  // namespace
}  // namespace hopline::wire::oss::test
