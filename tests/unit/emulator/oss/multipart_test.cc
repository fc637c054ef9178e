#include <doctest/doctest.h>

#include "tests/unit/emulator/oss/oss_client.h"
#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss::test {
namespace {

using wire::oss::CompletedPart;
using wire::oss::Fields;

const std::string kBig(102400, 'b');

/// Uploads one part and returns its ETag without quotes.
std::string Upload(OssFixture* fixture, const std::string& key, const std::string& upload,
                   int number, const std::string& bytes) {
  const HttpResponse response = fixture->Send(
      "PUT", key, {{"partNumber", std::to_string(number)}, {"uploadId", upload}}, bytes);
  REQUIRE(response.status == 200);
  return wire::oss::NormalizeETag(HeaderOf(response, "ETag"));
}

HttpResponse Complete(OssFixture* fixture, const std::string& key,
                      const std::string& upload, const std::vector<CompletedPart>& parts,
                      const Fields& headers = {}) {
  return fixture->Send("POST", key, {{"uploadId", upload}},
                       wire::oss::FormatCompleteMultipart(parts), headers);
}

TEST_CASE("Multipart: parts become one object, in the order of their numbers") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  CHECK(upload.size() == 32);
  const std::string tail = Upload(&fixture, "k", upload, 9, "tail");
  const std::string first = Upload(&fixture, "k", upload, 3, kBig);
  CHECK(Outcome(fixture.Send("GET", "k")) == "404 NoSuchKey");

  const HttpResponse done = Complete(&fixture, "k", upload, {{3, first}, {9, tail}});
  CHECK(done.status == 200);
  const std::string etag = wire::oss::MultipartETag({first, tail});
  CHECK(wire::oss::ParseCompleteResult(done.body)->etag == etag);
  CHECK(HeaderOf(done, "x-oss-hash-crc64ecma") ==
        std::to_string(wire::oss::Crc64(0, kBig + "tail")));
  const HttpResponse get = fixture.Send("GET", "k");
  CHECK(BodyOf(get) == kBig + "tail");
  CHECK(HeaderOf(get, "x-oss-object-type") == "Multipart");
  CHECK(HeaderOf(get, "Content-MD5").empty());
  const HttpResponse joint =
      fixture.Send("GET", "k", {}, "", {{"Range", "bytes=102398-102401"}});
  CHECK(BodyOf(joint) == "bbta");
  CHECK(Outcome(Complete(&fixture, "k", upload, {})) == "404 NoSuchUpload");
}

TEST_CASE("Multipart: unlisted parts are dropped, a part sent again replaces the first") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  Upload(&fixture, "k", upload, 1, "old");
  const std::string again = Upload(&fixture, "k", upload, 1, "new");
  Upload(&fixture, "k", upload, 2, "dropped");
  CHECK(Complete(&fixture, "k", upload, {{1, again}}).status == 200);
  CHECK(BodyOf(fixture.Send("GET", "k")) == "new");
}

TEST_CASE("Multipart: without any part an empty object appears") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  const HttpResponse done = Complete(&fixture, "k", upload, {});
  CHECK(HeaderOf(done, "ETag") == "\"D41D8CD98F00B204E9800998ECF8427E-0\"");
  CHECK(HeaderOf(done, "x-oss-hash-crc64ecma") == "0");
  CHECK(fixture.Send("GET", "k").BodySize() == 0);
}

TEST_CASE("Multipart: x-oss-complete-all takes every part and no list") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  const Fields all = {{"x-oss-complete-all", "yes"}};
  Upload(&fixture, "k", upload, 2, "tail");
  Upload(&fixture, "k", upload, 1, kBig);
  CHECK(ErrorOf(Complete(&fixture, "k", upload, {}, all)).ec == "0042-00000216");
  CHECK(fixture.Send("POST", "k", {{"uploadId", upload}}, "", all).status == 200);
  CHECK(fixture.Send("GET", "k").BodySize() == kBig.size() + 4);
}

TEST_CASE("Multipart: lists that do not fit are refused and the upload lives on") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  const std::string big = Upload(&fixture, "k", upload, 1, kBig);
  const std::string small = Upload(&fixture, "k", upload, 2, "small");
  const std::string third = Upload(&fixture, "k", upload, 3, "end");
  const auto complete = [&](const std::vector<CompletedPart>& parts) {
    return Outcome(Complete(&fixture, "k", upload, parts));
  };
  CHECK(complete({{2, small}, {1, big}}) == "400 InvalidPartOrder");
  CHECK(complete({{1, big}, {1, big}}) == "400 InvalidPartOrder");
  CHECK(complete({{1, small}}) == "400 InvalidPart");
  CHECK(complete({{7, big}}) == "400 InvalidPart");
  CHECK(complete({{1, big}, {2, small}, {3, third}}) == "400 EntityTooSmall");
  CHECK(Outcome(fixture.Send("POST", "k", {{"uploadId", upload}}, "no xml")) ==
        "400 MalformedXML");
  fixture.Send("PUT", "k", {}, "occupied");
  const Fields forbid = {{"x-oss-forbid-overwrite", "true"}};
  const HttpResponse exists = Complete(&fixture, "k", upload, {{1, big}}, forbid);
  CHECK(Outcome(exists) == "409 FileAlreadyExists");
  CHECK(ErrorOf(exists).ec == "0042-00000214");
  CHECK(complete({{1, big}, {2, small}}) == "200");
}

TEST_CASE("Multipart: part numbers and ids are checked") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  const auto put = [&](const Fields& query, const Fields& headers = {}) {
    return fixture.Send("PUT", "k", query, "x", headers);
  };
  for (const char* number : {"0", "10001", "x", "-1"}) {
    CHECK(ErrorOf(put({{"partNumber", number}, {"uploadId", upload}})).ec ==
          "0017-00000220");
  }
  CHECK(put({{"partNumber", "10000"}, {"uploadId", upload}}).status == 200);
  CHECK(ErrorOf(put({{"uploadId", upload}})).ec == "0017-00000219");
  const HttpResponse unknown = put({{"partNumber", "1"}, {"uploadId", "0123"}});
  CHECK(Outcome(unknown) == "404 NoSuchUpload");
  CHECK(*FindHeader(ErrorOf(unknown).extra, "UploadId") == "0123");
  CHECK(Outcome(put({{"partNumber", "1"}, {"uploadId", upload}},
                    {{"x-oss-server-side-encryption", "AES256"}})) ==
        "400 InvalidArgument");
  CHECK(Outcome(put({{"partNumber", "1"}, {"uploadId", upload}},
                    {{"Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="}})) ==
        "400 InvalidDigest");
}

TEST_CASE("Multipart: the properties given at the start are the object's") {
  OssFixture fixture;
  const HttpResponse begun = fixture.Send("POST", "k", {{"uploads", ""}}, "",
                                          {{"Content-Type", "text/csv"},
                                           {"x-oss-meta-a", "1"},
                                           {"x-oss-server-side-encryption", "AES256"}});
  CHECK(HeaderOf(begun, "x-oss-server-side-encryption") == "AES256");
  const std::string upload = wire::oss::ParseInitiateMultipart(begun.body)->upload_id;
  Complete(&fixture, "k", upload, {{1, Upload(&fixture, "k", upload, 1, "x")}});
  const HttpResponse head = fixture.Send("HEAD", "k");
  CHECK(HeaderOf(head, "Content-Type") == "text/csv");
  CHECK(HeaderOf(head, "x-oss-meta-a") == "1");
}

TEST_CASE("Multipart: aborted once, then unknown") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  CHECK(fixture.Send("DELETE", "k", {{"uploadId", upload}}).status == 204);
  CHECK(Outcome(fixture.Send("DELETE", "k", {{"uploadId", upload}})) ==
        "404 NoSuchUpload");
}

TEST_CASE("ListParts: pages in the order of numbers") {
  OssFixture fixture;
  const std::string upload = fixture.Initiate("k");
  for (const int number : {5, 1, 3}) Upload(&fixture, "k", upload, number, "hello");
  const auto list = [&](const Fields& extra) {
    Fields query = {{"uploadId", upload}};
    query.insert(query.end(), extra.begin(), extra.end());
    return *wire::oss::ParseListParts(fixture.Send("GET", "k", query).body);
  };
  const auto first = list({{"max-parts", "2"}});
  REQUIRE(first.parts.size() == 2);
  CHECK(first.parts[1].number == 3);
  CHECK(first.parts[1].size == 5);
  CHECK(first.parts[1].crc64 == 11177612005948864433ULL);
  CHECK(first.is_truncated);
  CHECK(first.next_part_number_marker == 3);
  const auto second = list({{"part-number-marker", "3"}});
  REQUIRE(second.parts.size() == 1);
  CHECK(second.parts[0].number == 5);
  CHECK_FALSE(second.is_truncated);
  CHECK(Outcome(fixture.Send("GET", "k", {{"uploadId", "0123"}})) == "404 NoSuchUpload");
}

TEST_CASE("ListMultipartUploads: by key, then id; markers, prefix and delimiter") {
  OssFixture fixture;
  for (const char* key : {"b", "a", "a", "dir/x", "dir/y"}) fixture.Initiate(key);
  const auto list = [&](const Fields& extra) {
    Fields query = {{"uploads", ""}};
    query.insert(query.end(), extra.begin(), extra.end());
    return *wire::oss::ParseListUploads(fixture.Send("GET", "", query).body);
  };
  const auto all = list({});
  REQUIRE(all.uploads.size() == 5);
  CHECK(all.uploads[0].key == "a");
  CHECK(all.uploads[0].upload_id < all.uploads[1].upload_id);
  CHECK(all.next_key_marker == "dir/y");

  const auto first = list({{"max-uploads", "1"}});
  CHECK(first.is_truncated);
  const auto behind = list({{"key-marker", first.next_key_marker},
                            {"upload-id-marker", first.next_upload_id_marker}});
  CHECK(behind.uploads.size() == 4);
  CHECK(list({{"key-marker", "a"}}).uploads.size() == 3);
  CHECK(list({{"prefix", "dir/"}}).uploads.size() == 2);
  const auto grouped = list({{"delimiter", "/"}});
  CHECK(grouped.uploads.size() == 3);
  CHECK(grouped.common_prefixes == std::vector<std::string>{"dir/"});
}

TEST_CASE("UploadPartCopy: takes a range of another object") {
  OssFixture fixture;
  fixture.Send("PUT", "source", {}, "0123456789");
  const std::string upload = fixture.Initiate("k");
  const auto copy = [&](const Fields& headers) {
    return fixture.Send("PUT", "k", {{"partNumber", "1"}, {"uploadId", upload}}, "",
                        headers);
  };
  const Fields source = {{"x-oss-copy-source", "/testbucket/source"}};
  CHECK(copy(source).status == 200);
  const HttpResponse part = copy({source[0], {"x-oss-copy-source-range", "bytes=2-4"}});
  const std::string etag = wire::oss::ParseCopyObject(part.body)->etag;
  CHECK(etag == wire::oss::ObjectETag(wire::oss::Md5("234")));
  for (const char* range : {"bytes=5-10", "bytes=4-2", "2-4"}) {
    CHECK(Outcome(copy({source[0], {"x-oss-copy-source-range", range}})) ==
          "400 InvalidArgument");
  }
  CHECK(Complete(&fixture, "k", upload, {{1, etag}}).status == 200);
  CHECK(BodyOf(fixture.Send("GET", "k")) == "234");
}

}  // namespace
}  // namespace hopline::emulator::oss::test
