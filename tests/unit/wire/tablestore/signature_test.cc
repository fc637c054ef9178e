#include "wire/tablestore/signature.h"

#include <doctest/doctest.h>

#include "vectors.h"
#include "wire/tablestore/compression.h"
#include "wire/tablestore/dates.h"
#include "wire/tablestore/digests.h"
#include "wire/tablestore/envelope.h"

namespace hopline::wire::tablestore {
namespace {

constexpr int64_t kReferenceMs = 1600000000123;

RequestEnvelope ListTable() {
  RequestEnvelope envelope;
  envelope.operation = "ListTable";
  envelope.instance = vectors::kInstance;
  envelope.credentials = {std::string(vectors::kAccessKeyId),
                          std::string(vectors::kSecret), ""};
  envelope.now_unix_ms = kReferenceMs;
  return envelope;
}

TEST_CASE("Signature.V2MatchesThePublishedExample") {
  const HeaderList headers = MakeRequestHeaders(ListTable(), "");

  CHECK(*FindHeader(headers, "x-ots-signature") == "An4Hi0I6B+LfpP/E380Ev2E4itk=");
}

TEST_CASE("Signature.V2CoversTheSecurityToken") {
  RequestEnvelope envelope = ListTable();
  envelope.credentials.security_token = "testStsToken";

  const HeaderList headers = MakeRequestHeaders(envelope, "");

  CHECK(*FindHeader(headers, "X-OTS-Signature") == "W10rYEhcCKEJZn0/1XDDNm5gUIQ=");
}

TEST_CASE("Signature.V4MatchesThePublishedExample") {
  RequestEnvelope envelope = ListTable();
  envelope.region = "cn-hangzhou";

  const HeaderList headers = MakeRequestHeaders(envelope, "");

  CHECK(ResponseKey(envelope) == "l6g5QNJKGymwz9igRe+UR1icl6mn14yGDKgQrmShkoQ=");
  CHECK(*FindHeader(headers, "x-ots-signaturev4") ==
        "lWkXWcWlBkOnj9TkjQISOd5Ka+wfu/9Jf2eOznJ883Q=");
  CHECK(FindHeader(headers, "x-ots-signature") == nullptr);
}

TEST_CASE("Signature.OfResponsesMatchesThePublishedExample") {
  ResponseEnvelope envelope;
  envelope.operation = "ListTable";
  envelope.access_key_id = vectors::kAccessKeyId;
  envelope.response_key = vectors::kSecret;
  envelope.request_id = "0005f8a2-1234-5678-9abc-def012345678";
  envelope.date = "2020-09-13T12:26:40.200Z";

  const HeaderList headers = MakeResponseHeaders(envelope, "");

  CHECK(*FindHeader(headers, "authorization") ==
        "OTS testAccessId:61C2D2zke6DfnMaXLzyEYsOIW0k=");
  CHECK(VerifyResponse(ListTable(), headers, "").ok());
}

TEST_CASE("Signature.IsAcceptedForEveryRecordedRequest") {
  int checked = 0;
  for (const std::string& name : vectors::NamesWith(".req.headers.txt")) {
    CAPTURE(name);
    const vectors::Head head = vectors::RequestHead(name);
    const std::string operation = vectors::OperationOf(head);
    std::string key;

    CHECK(VerifyRequestSignature(operation, head.headers, vectors::kSecret, &key));
    CHECK_FALSE(VerifyRequestSignature(operation, head.headers, "otherKey", &key));
    CHECK_FALSE(VerifyRequestSignature("Other", head.headers, vectors::kSecret, &key));
    CHECK(*FindHeader(head.headers, "x-ots-contentmd5") ==
          Md5Base64(vectors::RequestBody(name)));
    ++checked;
  }
  CHECK(checked > 40);
}

TEST_CASE("Signature.IsRightInEveryRecordedResponse") {
  int checked = 0;
  for (const std::string& name : vectors::NamesWith(".resp.headers.txt")) {
    CAPTURE(name);
    const vectors::Head head = vectors::ResponseHead(name);
    if (FindHeader(head.headers, "Authorization") == nullptr) continue;
    RequestEnvelope request = ListTable();
    const vectors::Head request_head = vectors::RequestHead(name);
    request.operation = vectors::OperationOf(request_head);
    if (const std::string* region =
            FindHeader(request_head.headers, "x-ots-signregion")) {
      request.region = *region;
      REQUIRE(ParseDate(*FindHeader(request_head.headers, "x-ots-date"),
                        &request.now_unix_ms));
    }
    // The recording server took the digest over the bytes it sent, compressed ones too.
    const std::string content = vectors::ResponseBody(name);

    const Status status = VerifyResponse(request, head.headers, content);
    CHECK_MESSAGE(status.ok(), status.message());
    CHECK_FALSE(VerifyResponse(request, head.headers, content + "x").ok());
    request.credentials.access_key_secret = "otherKey";
    CHECK_FALSE(VerifyResponse(request, head.headers, content).ok());
    ++checked;
  }
  CHECK(checked > 40);
}

TEST_CASE("Compression.ReadsWhatTheVendorSent") {
  std::string plain;

  REQUIRE(
      Decompress(vectors::RequestBody("java_GetRange_compressed"), 1000, &plain).ok());
  CHECK(plain == vectors::RequestBody("java_GetRange_forward"));
  REQUIRE(Decompress(Compress(plain), plain.size(), &plain).ok());
  CHECK(plain == vectors::RequestBody("java_GetRange_forward"));
}

TEST_CASE("Compression.RefusesBombsAndBrokenStreams") {
  const std::string packed = Compress(std::string(1 << 20, 'x'));
  std::string plain;

  CHECK_FALSE(Decompress(packed, (1 << 20) - 1, &plain).ok());
  CHECK_FALSE(Decompress(packed.substr(0, packed.size() - 1), 1 << 21, &plain).ok());
  CHECK_FALSE(Decompress(packed + "x", 1 << 21, &plain).ok());
  CHECK_FALSE(Decompress("no zlib stream", 1 << 21, &plain).ok());
}

TEST_CASE("Dates.AreWrittenAndReadWithMilliseconds") {
  int64_t unix_ms = 0;

  CHECK(FormatDate(kReferenceMs) == "2020-09-13T12:26:40.123Z");
  CHECK(FormatSignDay(kReferenceMs) == "20200913");
  REQUIRE(ParseDate("2020-09-13T12:26:40.123Z", &unix_ms));
  CHECK(unix_ms == kReferenceMs);
}

TEST_CASE("Dates.AreReadWithAnyFraction") {
  int64_t unix_ms = 0;

  REQUIRE(ParseDate("2020-09-13T12:26:40Z", &unix_ms));
  CHECK(unix_ms == 1600000000000);
  REQUIRE(ParseDate("2020-09-13T12:26:40.11209Z", &unix_ms));
  CHECK(unix_ms == 1600000000112);
  REQUIRE(ParseDate("2020-09-13T12:26:40.123456789Z", &unix_ms));
  CHECK(unix_ms == 1600000000123);
}

TEST_CASE("Dates.ThatAreNoneAreRefused") {
  int64_t unix_ms = 7;
  for (const char* text :
       {"", "now", "2020-09-13T12:26:40", "2020-13-13T12:26:40Z", "2020-02-30T12:26:40Z",
        "2020-09-13 12:26:40Z", "2020-09-13T24:26:40Z", "2020-09-13T12:26:40.Zx",
        "2020-09-13T12:26:40.1234567890Z", "-020-09-13T12:26:40Z"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseDate(text, &unix_ms));
  }
  CHECK(unix_ms == 7);
}

}  // namespace
}  // namespace hopline::wire::tablestore
