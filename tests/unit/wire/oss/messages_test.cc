#include "wire/oss/messages.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/oss/vectors.h"
#include "wire/oss/error.h"

namespace hopline::wire::oss::test {
namespace {

/// Some recorded replies are indented, which means nothing.
std::string WithoutIndent(const std::string& xml) {
  std::string out = xml.substr(0, xml.find('\n') + 1);
  for (size_t i = out.size(); i < xml.size(); ++i) {
    if (xml[i] != '\n') {
      out += xml[i];
    } else {
      while (i + 1 < xml.size() && xml[i + 1] == ' ') ++i;
    }
  }
  return out;
}

template <typename Parse, typename Format>
void CheckRoundTrip(const std::string& name, Parse parse, Format format) {
  CAPTURE(name);
  const std::string body = ReadRaw(name).body;
  const auto message = parse(body);
  REQUIRE(message.has_value());
  CHECK(format(*message) == WithoutIndent(body));
}

TEST_CASE("Messages: recorded replies are read and written back byte for byte") {
  const auto copy = [](const CopyObjectResult& result) {
    return FormatCopyObject(result);
  };
  for (const std::string sdk : {"py-v1-", "js-v1-", "py-v4-", "js-v4-"}) {
    CheckRoundTrip(sdk + "list-v1.resp", ParseListObjects, FormatListObjects);
    CheckRoundTrip(sdk + "list-v2.resp", ParseListObjects, FormatListObjects);
    CheckRoundTrip(sdk + "list-v2-token.resp", ParseListObjects, FormatListObjects);
    CheckRoundTrip(sdk + "mpu-init.resp", ParseInitiateMultipart,
                   FormatInitiateMultipart);
    CheckRoundTrip(sdk + "mpu-complete.resp", ParseCompleteResult, FormatCompleteResult);
    CheckRoundTrip(sdk + "mpu-list-parts.resp", ParseListParts, FormatListParts);
    CheckRoundTrip(sdk + "mpu-list-uploads.resp", ParseListUploads, FormatListUploads);
    CheckRoundTrip(sdk + "copy.resp", ParseCopyObject, copy);
    CheckRoundTrip(sdk + "bucket-info.resp", ParseBucketInfo, FormatBucketInfo);
    CheckRoundTrip(sdk + "bucket-acl.resp", ParseBucketAcl, FormatBucketAcl);
    CheckRoundTrip(sdk + "bucket-location.resp", ParseBucketLocation,
                   FormatBucketLocation);
  }
  CheckRoundTrip("py-v1-delete-multi.resp", ParseDeleteResult, FormatDeleteResult);
}

TEST_CASE("Messages: bodies that the SDKs send are read") {
  for (const std::string sdk : {"py-v1-", "js-v4-"}) {
    const auto parts = ParseCompleteMultipart(ReadRaw(sdk + "mpu-complete.req").body);
    REQUIRE(parts.has_value());
    REQUIRE(parts->size() == 2);
    CHECK(parts->at(1).number == 2);
    CHECK(parts->at(1).etag == "7AEA2552DFE7EB84B9443B6FC9BA6E01");
    const auto deletes = ParseDeleteObjects(ReadRaw(sdk + "delete-multi.req").body);
    REQUIRE(deletes.has_value());
    const std::vector<std::string> keys = {"a.txt", "dir/b&<>\"'c.txt",
                                           "\xE4\xB8\xAD\xE6\x96\x87"};
    CHECK(deletes->keys == keys);
  }
  CHECK(ParseDeleteObjects(ReadRaw("js-v1-delete-multi.req").body)->quiet);
  CHECK(ParseCreateBucket(ReadRaw("py-v1-bucket-put.req").body)->storage_class ==
        "Standard");
  CHECK(ParseCreateBucket("")->data_redundancy_type == "LRS");
}

TEST_CASE("Messages: what we send is what we read") {
  const std::vector<CompletedPart> parts = {{1, "AB"}, {7, "CD"}};
  const auto read = ParseCompleteMultipart(FormatCompleteMultipart(parts));
  REQUIRE(read.has_value());
  CHECK(read->at(1).number == 7);
  CHECK(read->at(1).etag == "CD");
  CHECK(ParseCompleteMultipart(FormatCompleteMultipart({}))->empty());

  const DeleteObjectsRequest deletes = {true, {"a&<>\"'b", " ", "x\ry"}};
  CHECK(ParseDeleteObjects(FormatDeleteObjects(deletes))->keys == deletes.keys);

  ListBucketsResult buckets;
  buckets.owner = {"1", "one"};
  buckets.buckets = {{"b1", 1700000000, "oss-cn-hangzhou", "x", "y", "Standard"}};
  CHECK(ParseListBuckets(FormatListBuckets(buckets))->buckets[0].name == "b1");
}

TEST_CASE("Messages: with encoding-type=url any key survives") {
  ListObjectsResult page;
  page.url_encoded = true;
  page.is_truncated = true;
  page.next_marker = "\x01 +";
  page.objects.push_back({"\x01 +%/", 1700000000, "AB", "Normal", 3, "Standard", {}});
  page.common_prefixes = {"a b/"};
  const auto read = ParseListObjects(FormatListObjects(page));
  REQUIRE(read.has_value());
  CHECK(read->objects[0].key == page.objects[0].key);
  CHECK(read->next_marker == page.next_marker);
  CHECK(read->common_prefixes == page.common_prefixes);
}

TEST_CASE("Messages: text that is not the expected document is refused") {
  CHECK_FALSE(ParseListObjects(""));
  CHECK_FALSE(ParseListObjects("<html></html>"));
  CHECK_FALSE(
      ParseListObjects("<ListBucketResult><MaxKeys>x</MaxKeys></ListBucketResult>"));
  CHECK_FALSE(ParseListObjects("<ListBucketResult>"));
  CHECK_FALSE(ParseCompleteMultipart(
      "<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>"));
  CHECK_FALSE(ParseDeleteObjects("<Delete><Quiet>maybe</Quiet></Delete>"));
}

TEST_CASE("Error: has the form of the service and is read back") {
  ErrorReply error = {"NoSuchKey",
                      "The specified key does not exist.",
                      "6631665D70888B3338D312E1",
                      "testbucket.oss-cn-hangzhou.aliyuncs.com",
                      "0026-00000001",
                      {{"Key", "dir/missing.txt"}}};
  const std::string text = FormatError(error);
  CHECK(text ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>NoSuchKey</Code>\n"
        "  <Message>The specified key does not exist.</Message>\n"
        "  <RequestId>6631665D70888B3338D312E1</RequestId>\n"
        "  <HostId>testbucket.oss-cn-hangzhou.aliyuncs.com</HostId>\n"
        "  <Key>dir/missing.txt</Key>\n  <EC>0026-00000001</EC>\n"
        "  <RecommendDoc>https://api.aliyun.com/troubleshoot?q=0026-00000001"
        "</RecommendDoc>\n</Error>\n");
  const auto read = ParseError(text);
  REQUIRE(read.has_value());
  CHECK(read->code == error.code);
  CHECK(read->extra == error.extra);
  CHECK(read->ec == error.ec);
  CHECK_FALSE(ParseError("<html>502 Bad Gateway</html>"));
}

}  // namespace
}  // namespace hopline::wire::oss::test
