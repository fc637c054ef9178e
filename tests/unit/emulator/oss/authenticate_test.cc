#include "emulator/oss/authenticate.h"

#include <doctest/doctest.h>

#include "tests/unit/emulator/oss/oss_client.h"
#include "tests/unit/wire/oss/vectors.h"
#include "wire/oss/date.h"

namespace hopline::emulator::oss::test {
namespace {

using wire::oss::Fields;
using wire::oss::SignedRequest;

/// A signed GET of an absent key; what is wrong with it is the caller's business.
SignedRequest GetV1(int64_t unix_s = kNow) {
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  wire::oss::SignV1({"testAccessId", "testAccessKey", ""}, unix_s, &request);
  return request;
}

SignedRequest GetV4(const std::string& region = "cn-hangzhou", int64_t unix_s = kNow) {
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  wire::oss::SignV4({"testAccessId", "testAccessKey", ""}, region, unix_s, &request);
  return request;
}

TEST_CASE("Authenticate: every recorded request of both SDKs is let in") {
  OssFixture fixture;
  const auto index = wire::oss::test::ReadJson("index.json");
  for (const auto& entry : index.GetArray()) {
    if (wire::oss::test::Text(entry, "style") == "cname") continue;
    const std::string file = wire::oss::test::Text(entry, "file").substr(4);
    CAPTURE(file);
    const auto raw = wire::oss::test::ReadRaw(file);
    const HttpResponse response =
        fixture.service.Handle({raw.Method(), raw.Target(), raw.headers, raw.body});
    // What they ask for may be absent or in the way; none is malformed or wrongly signed.
    CHECK(response.status != 400);
    CHECK(response.status != 403);
  }
}

TEST_CASE("Authenticate: right signatures reach the operation, V1 and V4") {
  OssFixture fixture;
  CHECK(Outcome(fixture.SendPrepared(GetV1())) == "404 NoSuchKey");
  CHECK(Outcome(fixture.SendPrepared(GetV4())) == "404 NoSuchKey");
}

/// What the first Go SDK sends: its version 4 knows no x-oss-date.
TEST_CASE("Authenticate: V4 with nothing but a Date in its HTTP form") {
  OssFixture fixture;
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  const std::string date = wire::oss::FormatHttpDate(kNow);
  request.headers = {{"date", date}, {"x-oss-content-sha256", "UNSIGNED-PAYLOAD"}};
  const auto send = [&](const std::string& day) {
    const wire::oss::ScopeV4 scope = {day, "cn-hangzhou", "oss"};
    const std::string to_sign = wire::oss::StringToSignV4(
        date, scope, wire::oss::CanonicalRequestV4(request, {}));
    SignedRequest sent = request;
    sent.headers.emplace_back(
        "authorization", "OSS4-HMAC-SHA256 Credential=testAccessId/" + day +
                             "/cn-hangzhou/oss/aliyun_v4_request,Signature=" +
                             wire::oss::SignatureV4("testAccessKey", scope, to_sign));
    return Outcome(fixture.SendPrepared(sent));
  };
  CHECK(send("20231114") == "404 NoSuchKey");
  CHECK(send("20231113") == "400 InvalidArgument");
}

TEST_CASE("Authenticate: a wrong secret is shown what was signed") {
  OssFixture fixture;
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  wire::oss::SignV1({"testAccessId", "wrong", ""}, kNow, &request);
  const HttpResponse v1 = fixture.SendPrepared(request);
  CHECK(Outcome(v1) == "403 SignatureDoesNotMatch");
  const auto error = ErrorOf(v1);
  CHECK(error.ec == "0002-00000040");
  CHECK(*FindHeader(error.extra, "StringToSign") ==
        "GET\n\n\nTue, 14 Nov 2023 22:13:20 GMT\n/testbucket/absent");
  CHECK(FindHeader(error.extra, "StringToSignBytes")->starts_with("47 45 54 0A "));

  wire::oss::SignV4({"testAccessId", "wrong", ""}, "cn-hangzhou", kNow, &request);
  const HttpResponse v4 = fixture.SendPrepared(request);
  CHECK(ErrorOf(v4).ec == "0002-00000201");
  CHECK(FindHeader(ErrorOf(v4).extra, "CanonicalRequest") != nullptr);
}

TEST_CASE("Authenticate: a change after signing is seen") {
  OssFixture fixture;
  SignedRequest request = GetV1();
  request.headers.emplace_back("x-oss-meta-late", "1");
  CHECK(Outcome(fixture.SendPrepared(request)) == "403 SignatureDoesNotMatch");
  request = GetV4();
  request.query.emplace_back("prefix", "late");
  CHECK(Outcome(fixture.SendPrepared(request)) == "403 SignatureDoesNotMatch");
}

TEST_CASE("Authenticate: clocks that differ by more than 15 minutes are refused") {
  OssFixture fixture;
  CHECK(Outcome(fixture.SendPrepared(GetV1(kNow - 890))) == "404 NoSuchKey");
  CHECK(Outcome(fixture.SendPrepared(GetV4("cn-hangzhou", kNow + 890))) ==
        "404 NoSuchKey");
  for (const int64_t when : {kNow - 910, kNow + 910}) {
    const HttpResponse response = fixture.SendPrepared(GetV1(when));
    CHECK(Outcome(response) == "403 RequestTimeTooSkewed");
    CHECK(*FindHeader(ErrorOf(response).extra, "RequestTime") ==
          wire::oss::FormatXmlDate(when));
    CHECK(Outcome(fixture.SendPrepared(GetV4("cn-hangzhou", when))) ==
          "403 RequestTimeTooSkewed");
  }
}

TEST_CASE(
    "Authenticate: the any-clock key may live in any year and is answered with its "
    "date") {
  OssFixture fixture;
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  wire::oss::SignV1({"anyId", "anyKey", ""}, kNow + 100000000, &request);
  const HttpResponse v1 = fixture.SendPrepared(request);
  CHECK(Outcome(v1) == "404 NoSuchKey");
  CHECK(HeaderOf(v1, "Date") == wire::oss::FormatHttpDate(kNow + 100000000));
  wire::oss::SignV4({"anyId", "anyKey", ""}, "cn-hangzhou", kNow - 500, &request);
  CHECK(HeaderOf(fixture.SendPrepared(request), "Date") ==
        wire::oss::FormatHttpDate(kNow - 500));
}

TEST_CASE("Authenticate: missing and malformed dates") {
  OssFixture fixture;
  SignedRequest request = GetV1();
  wire::oss::RemoveField("date", &request.headers);
  CHECK(ErrorOf(fixture.SendPrepared(request)).ec == "0002-00000503");
  wire::oss::SetField("date", "yesterday", &request.headers);
  const HttpResponse response = fixture.SendPrepared(request);
  CHECK(Outcome(response) == "403 AccessDenied");
  CHECK(ErrorOf(response).ec == "0002-00000502");
}

TEST_CASE("Authenticate: unknown keys, wrong scopes, two signatures at once") {
  OssFixture fixture;
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  wire::oss::SignV1({"nobody", "testAccessKey", ""}, kNow, &request);
  CHECK(Outcome(fixture.SendPrepared(request)) == "403 InvalidAccessKeyId");
  const HttpResponse region = fixture.SendPrepared(GetV4("cn-beijing"));
  CHECK(Outcome(region) == "400 InvalidArgument");
  CHECK(ErrorOf(region).message == "Invalid signing region in Authorization header.");
  request = GetV4();
  wire::oss::SetField("x-oss-date", "20231115T221320Z", &request.headers);
  CHECK(ErrorOf(fixture.SendPrepared(request)).ec == "0002-00000212");
  request = GetV4();
  wire::oss::SetField("x-oss-content-sha256", "e3b0c442", &request.headers);
  CHECK(ErrorOf(fixture.SendPrepared(request)).ec == "0002-00000214");
  request = GetV1();
  wire::oss::PresignV1(fixture.credentials, kNow + 60, &request);
  CHECK(Outcome(fixture.SendPrepared(request)) == "400 InvalidArgument");
  request = GetV1();
  wire::oss::SetField("Authorization", "Bearer x", &request.headers);
  CHECK(Outcome(fixture.SendPrepared(request)) == "400 InvalidArgument");
}

TEST_CASE("Authenticate: presigned URLs hold until they expire") {
  OssFixture fixture;
  fixture.Send("PUT", "k", {}, "text");
  SignedRequest v1 = {"GET", "testbucket", "k", {}, {}};
  wire::oss::PresignV1(fixture.credentials, kNow + 60, &v1);
  SignedRequest v4 = {"GET", "testbucket", "k", {}, {}};
  wire::oss::PresignV4(fixture.credentials, "cn-hangzhou", kNow, 60, &v4);
  CHECK(BodyOf(fixture.SendPrepared(v1)) == "text");
  CHECK(BodyOf(fixture.SendPrepared(v4)) == "text");
  fixture.clock.Advance(61 * 1000000);
  CHECK(ErrorOf(fixture.SendPrepared(v1)).message == "Request has expired.");
  CHECK(ErrorOf(fixture.SendPrepared(v4)).ec == "0002-00000236");
}

TEST_CASE("Authenticate: incomplete and absurd presigned URLs") {
  OssFixture fixture;
  CHECK(Outcome(fixture.SendAnonymous("GET", "/testbucket/k?Signature=x&Expires=1")) ==
        "403 AccessDenied");
  SignedRequest request = {"GET", "testbucket", "k", {}, {}};
  wire::oss::PresignV4(fixture.credentials, "cn-hangzhou", kNow, 604801, &request);
  CHECK(Outcome(fixture.SendPrepared(request)) == "403 AuthorizationArgumentError");
  CHECK(Outcome(fixture.SendAnonymous("GET", "/testbucket/k?x-oss-signature=x")) ==
        "403 AccessDenied");
}

TEST_CASE("Authenticate: a security token counts only where it was signed") {
  OssFixture fixture;
  SignedRequest request = {"GET", "testbucket", "absent", {}, {}};
  wire::oss::SignV1({"testAccessId", "testAccessKey", "token"}, kNow, &request);
  CHECK(Outcome(fixture.SendPrepared(request)) == "404 NoSuchKey");
  request.query.emplace_back("security-token", "token");
  CHECK(Outcome(fixture.SendPrepared(request)) == "400 InvalidArgument");
}

TEST_CASE("Anonymous requests see public objects only") {
  OssFixture fixture;
  fixture.Send("PUT", "private", {}, "1");
  fixture.Send("PUT", "public", {}, "2", {{"x-oss-object-acl", "public-read"}});
  CHECK(Outcome(fixture.SendAnonymous("GET", "/testbucket/private")) ==
        "403 AccessDenied");
  CHECK(BodyOf(fixture.SendAnonymous("GET", "/testbucket/public")) == "2");
  CHECK(Outcome(fixture.SendAnonymous("DELETE", "/testbucket/public")) ==
        "403 AccessDenied");
  CHECK(Outcome(fixture.SendAnonymous("GET", "/testbucket/")) == "403 AccessDenied");
  CHECK(Outcome(fixture.SendAnonymous("GET", "/testbucket/public?response-expires=x")) ==
        "400 InvalidRequest");
  fixture.Send("PUT", "", {}, "", {{"x-oss-acl", "public-read-write"}});
  CHECK(BodyOf(fixture.SendAnonymous("GET", "/testbucket/private")) == "1");
  CHECK(Outcome(fixture.SendAnonymous("DELETE", "/testbucket/private")) == "204");
}

}  // namespace
}  // namespace hopline::emulator::oss::test
