#include "wire/oss/encoding.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/oss/vectors.h"
#include "wire/oss/address.h"
#include "wire/oss/date.h"
#include "wire/oss/digest.h"

namespace hopline::wire::oss::test {
namespace {

TEST_CASE("PercentEncode: leaves only unreserved characters, and the slash if asked") {
  CHECK(PercentEncode("a b+/~*\xE4\xB8\xAD") == "a%20b%2B%2F~%2A%E4%B8%AD");
  CHECK(PercentEncode("a/b", Slash::kKeep) == "a/b");
}

TEST_CASE("PercentDecode: a plus stays a plus and a broken escape stays as it is") {
  CHECK(PercentDecode("a%20b+%2B") == "a b++");
  CHECK(PercentDecode("100%") == "100%");
  CHECK(PercentDecode("%4") == "%4");
  CHECK(PercentDecode("%zz%41") == "%zzA");
}

TEST_CASE("ParseQuery: a plus is a space, a name without value is empty") {
  const Fields expected = {{"uploads", ""}, {"prefix", "a b+"}, {"marker", ""}};
  CHECK(ParseQuery("uploads&prefix=a+b%2B&marker=") == expected);
  CHECK(ParseQuery("").empty());
  CHECK(FormatQuery(expected) == "uploads&prefix=a%20b%2B&marker");
}

TEST_CASE("Base64: round trips every length and refuses what is no base64") {
  std::string bytes;
  for (int i = 0; i < 10; ++i) {
    CHECK(Base64Decode(Base64Encode(bytes)) == bytes);
    bytes += static_cast<char>(250 + i);
  }
  CHECK(Base64Encode("foobar") == "Zm9vYmFy");
  CHECK(Base64Encode("fo") == "Zm8=");
  CHECK_FALSE(Base64Decode("abc"));
  CHECK_FALSE(Base64Decode("ab=c"));
  CHECK_FALSE(Base64Decode("a==="));
}

TEST_CASE("ParseUnsigned: takes digits only") {
  CHECK(ParseUnsigned("18446744073709551615") == 18446744073709551615ULL);
  CHECK_FALSE(ParseUnsigned("18446744073709551616"));
  CHECK_FALSE(ParseUnsigned(""));
  CHECK_FALSE(ParseUnsigned("-1"));
  CHECK_FALSE(ParseUnsigned("1 "));
}

TEST_CASE("Dates: the three forms agree with each other and refuse other text") {
  CHECK(FormatHttpDate(1700000000) == "Tue, 14 Nov 2023 22:13:20 GMT");
  CHECK(FormatBasicDate(1700000000) == "20231114T221320Z");
  CHECK(FormatXmlDate(1700000000) == "2023-11-14T22:13:20.000Z");
  for (const int64_t when : {int64_t{0}, int64_t{951782400}, int64_t{1700000000},
                             int64_t{4102444799}, int64_t{-1}}) {
    CHECK(ParseHttpDate(FormatHttpDate(when)) == when);
    CHECK(ParseBasicDate(FormatBasicDate(when)) == when);
    CHECK(ParseXmlDate(FormatXmlDate(when)) == when);
  }
  CHECK_FALSE(ParseHttpDate("Tue, 14 Now 2023 22:13:20 GMT"));
  CHECK_FALSE(ParseHttpDate("Tue, 31 Feb 2023 22:13:20 GMT"));
  CHECK_FALSE(ParseHttpDate("2023-11-14T22:13:20Z"));
  CHECK_FALSE(ParseBasicDate("20231114T221320"));
  CHECK_FALSE(ParseXmlDate("2023-11-14T22:13:20Z"));
  CHECK_FALSE(ParseXmlDate(""));
}

TEST_CASE("ETags: the published rules hold for objects and multipart objects") {
  const auto vectors = ReadJson("etags.json");
  for (const auto& entry : vectors["single"].GetArray()) {
    CHECK(QuoteETag(ObjectETag(Md5(Text(entry, "bytes_ascii")))) == Text(entry, "etag"));
  }
  for (const auto& entry : vectors["multipart"].GetArray()) {
    std::vector<std::string> parts;
    for (const auto& part : entry["parts"].GetArray())
      parts.emplace_back(part.GetString());
    CHECK(QuoteETag(MultipartETag(parts)) == Text(entry, "etag"));
  }
  CHECK(NormalizeETag(" \"ab12\" ") == "AB12");
  CHECK(NormalizeETag("AB12") == "AB12");
}

TEST_CASE("ResolveTarget: finds the bucket in the host or in the path") {
  const auto virtual_host =
      ResolveTarget("testbucket.oss-cn-hangzhou.aliyuncs.com:80", "/a%2Fb+c?acl");
  CHECK(virtual_host.bucket == "testbucket");
  CHECK(virtual_host.key == "a/b+c");
  CHECK(virtual_host.query == Fields{{"acl", ""}});
  for (const char* host : {"127.0.0.1:9000", "localhost", "[::1]:80", "emulator:9000",
                           "oss.example.com", "oss-cn-hangzhou.aliyuncs.com"}) {
    CAPTURE(host);
    const auto path = ResolveTarget(host, "/testbucket/dir/x");
    CHECK(path.bucket == "testbucket");
    CHECK(path.key == "dir/x");
    CHECK(ResolveTarget(host, "/").bucket.empty());
    CHECK(ResolveTarget(host, "/testbucket").bucket == "testbucket");
  }
}

TEST_CASE("Endpoint: users' spellings become URLs of the right style") {
  SignedRequest request = {"GET", "bucket", "a b/c", {{"uploads", ""}}, {}};
  CHECK(UrlOf(*ParseEndpoint("oss-cn-hangzhou.aliyuncs.com"), request) ==
        "http://bucket.oss-cn-hangzhou.aliyuncs.com/a%20b/c?uploads");
  CHECK(UrlOf(*ParseEndpoint("https://127.0.0.1:9000/"), request) ==
        "https://127.0.0.1:9000/bucket/a%20b/c?uploads");
  auto cname = *ParseEndpoint("http://files.example.com");
  cname.style = AddressStyle::kCname;
  CHECK(UrlOf(cname, request) == "http://files.example.com/a%20b/c?uploads");
  request.key.clear();
  CHECK(UrlOf(*ParseEndpoint("localhost:80"), request) ==
        "http://localhost:80/bucket/?uploads");
  CHECK_FALSE(ParseEndpoint("ftp://x"));
  CHECK_FALSE(ParseEndpoint("http://host/path"));
  CHECK_FALSE(ParseEndpoint(""));
}

TEST_CASE("Names: the rules for buckets and objects") {
  CHECK(IsValidBucketName("a-1"));
  for (const char* name : {"ab", "-ab", "ab-", "aB1", "a_b", "a.b"}) {
    CHECK_FALSE(IsValidBucketName(name));
  }
  CHECK_FALSE(IsValidBucketName(std::string(64, 'a')));
  CHECK(IsValidObjectName("dir/\xE4\xB8\xAD.csv"));
  CHECK(IsValidObjectName(std::string(1023, 'k')));
  CHECK_FALSE(IsValidObjectName(std::string(1024, 'k')));
  for (const char* name : {"", "/a", "\\a", "\xff", "\xC0\x80", "\xED\xA0\x80"}) {
    CHECK_FALSE(IsValidObjectName(name));
  }
}

}  // namespace
}  // namespace hopline::wire::oss::test
