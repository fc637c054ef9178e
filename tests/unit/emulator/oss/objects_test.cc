#include <doctest/doctest.h>

#include <thread>

#include "tests/unit/emulator/oss/oss_client.h"
#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss::test {
namespace {

using wire::oss::Fields;

std::string Crc(const std::string& bytes) {
  return std::to_string(wire::oss::Crc64(0, bytes));
}

TEST_CASE("PutObject: is read back with its headers, digests and time") {
  OssFixture fixture;
  const HttpResponse put = fixture.Send("PUT", "dir/hello.txt", {}, "hello",
                                        {{"Content-Type", "text/plain"},
                                         {"X-Oss-Meta-Author", "me"},
                                         {"Cache-Control", "no-cache"}});
  CHECK(put.status == 200);
  CHECK(HeaderOf(put, "ETag") == "\"5D41402ABC4B2A76B9719D911017C592\"");
  CHECK(HeaderOf(put, "x-oss-hash-crc64ecma") == "11177612005948864433");
  CHECK(HeaderOf(put, "Content-MD5") == "XUFAKrxLKna5cZ2REBfFkg==");

  for (const char* method : {"GET", "HEAD"}) {
    const HttpResponse get = fixture.Send(method, "dir/hello.txt");
    CHECK(BodyOf(get) == "hello");
    CHECK(HeaderOf(get, "Content-Type") == "text/plain");
    CHECK(HeaderOf(get, "x-oss-meta-author") == "me");
    CHECK(HeaderOf(get, "Cache-Control") == "no-cache");
    CHECK(HeaderOf(get, "ETag") == HeaderOf(put, "ETag"));
    CHECK(HeaderOf(get, "Last-Modified") == "Tue, 14 Nov 2023 22:13:20 GMT");
    CHECK(HeaderOf(get, "x-oss-object-type") == "Normal");
    CHECK(HeaderOf(get, "x-oss-hash-crc64ecma") == "11177612005948864433");
  }
  CHECK(HeaderOf(fixture.Send("PUT", "k"), "x-oss-request-id").substr(0, 8) ==
        "6553F100");
}

TEST_CASE("PutObject: digests that do not fit the body store nothing") {
  OssFixture fixture;
  const auto put = [&](const char* name, const std::string& value) {
    return fixture.Send("PUT", "k", {}, "hello", {{name, value}});
  };
  CHECK(ErrorOf(put("Content-MD5", "abc")).ec == "0017-00000502");
  CHECK(ErrorOf(put("Content-MD5", "XUFAKrxLKna5cZ2REBfFkw==")).ec == "0017-00000503");
  CHECK(Outcome(put("x-oss-hash-crc64ecma", "1")) == "400 InvalidCRC64");
  CHECK(Outcome(fixture.Send("GET", "k")) == "404 NoSuchKey");
  CHECK(Outcome(put("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==")) == "200");
}

TEST_CASE("PutObject: header values are checked") {
  OssFixture fixture;
  const auto put = [&](const char* name, const char* value) {
    return Outcome(fixture.Send("PUT", "k", {}, "x", {{name, value}}));
  };
  CHECK(put("x-oss-forbid-overwrite", "maybe") == "400 InvalidArgument");
  CHECK(put("x-oss-server-side-encryption", "ROT13") ==
        "400 InvalidEncryptionAlgorithmError");
  CHECK(put("x-oss-object-acl", "everybody") == "400 InvalidArgument");
  CHECK(put("x-oss-storage-class", "Attic") == "400 InvalidArgument");
  CHECK(put("If-Modified-Since", "Tue, 14 Nov 2023 22:13:20 GMT") ==
        "400 NotImplemented");
  CHECK(put("x-oss-callback", "x") == "400 NotImplemented");
  CHECK(put("x-oss-meta-big", std::string(9000, 'x').c_str()) == "400 InvalidArgument");
  CHECK(put("x-oss-forbid-overwrite", "true") == "200");
  CHECK(put("x-oss-forbid-overwrite", "true") == "409 FileAlreadyExists");
  CHECK(put("x-oss-server-side-encryption", "AES256") == "200");
  CHECK(HeaderOf(fixture.Send("HEAD", "k"), "x-oss-server-side-encryption") == "AES256");
}

TEST_CASE("PutObject: needs a length or chunks") {
  OssFixture fixture;
  CHECK(Outcome(fixture.Send("PUT", "k", {}, "x", {{"Transfer-Encoding", "chunked"}})) ==
        "200");
  wire::oss::SignedRequest request = {"PUT", "testbucket", "k", {}, {}};
  wire::oss::SignV1(fixture.credentials, kNow, &request);
  HttpRequest http = {"PUT", "/testbucket/k", request.headers, ""};
  http.headers.emplace_back("Host", "localhost");
  CHECK(Outcome(fixture.service.Handle(http)) == "411 MissingContentLength");
}

TEST_CASE("Names of objects and buckets are checked") {
  OssFixture fixture;
  CHECK(Outcome(fixture.Send("PUT", "/abs", {}, "x")) == "400 InvalidObjectName");
  CHECK(Outcome(fixture.Send("PUT", std::string(1024, 'k'), {}, "x")) ==
        "400 InvalidObjectName");
  CHECK(Outcome(fixture.SendTo("Bad_Name", "PUT", "")) == "400 InvalidBucketName");
  CHECK(Outcome(fixture.SendTo("absent", "GET", "k")) == "404 NoSuchBucket");
}

TEST_CASE("GetObject: ranges with and without the standard behaviour") {
  OssFixture fixture;
  fixture.Send("PUT", "k", {}, "0123456789");
  struct Case {
    const char* range;
    const char* plain;     ///< status and body without the header
    const char* standard;  ///< and with x-oss-range-behavior: standard
  };
  for (const Case& c :
       {Case{"bytes=2-4", "206 234", "206 234"}, Case{"bytes=7-", "206 789", "206 789"},
        Case{"bytes=-3", "206 789", "206 789"},
        Case{"bytes=8-20", "200 0123456789", "206 89"},
        Case{"bytes=-20", "200 0123456789", "206 0123456789"},
        Case{"bytes=10-", "200 0123456789", "416 InvalidRange"},
        Case{"bytes=-0", "200 0123456789", "416 InvalidRange"},
        Case{"bytes=4-2", "200 0123456789", "200 0123456789"},
        Case{"bytes=0-1,3-4", "200 0123456789", "200 0123456789"},
        Case{"lines=1-2", "200 0123456789", "200 0123456789"}}) {
    CAPTURE(c.range);
    const auto get = [&](const Fields& extra) {
      Fields headers = {{"Range", c.range}};
      headers.insert(headers.end(), extra.begin(), extra.end());
      const HttpResponse response = fixture.Send("GET", "k", {}, "", headers);
      if (response.status >= 400) return Outcome(response);
      return std::to_string(response.status) + " " + BodyOf(response);
    };
    CHECK(get({}) == c.plain);
    CHECK(get({{"x-oss-range-behavior", "standard"}}) == c.standard);
  }
  const HttpResponse part = fixture.Send("GET", "k", {}, "", {{"Range", "bytes=2-4"}});
  CHECK(HeaderOf(part, "Content-Range") == "bytes 2-4/10");
  CHECK(HeaderOf(part, "x-oss-hash-crc64ecma") == Crc("0123456789"));
}

TEST_CASE("GetObject: conditions") {
  OssFixture fixture;
  const std::string etag = HeaderOf(fixture.Send("PUT", "k", {}, "x"), "ETag");
  const auto get = [&](const char* name, const std::string& value) {
    return fixture.Send("GET", "k", {}, "", {{name, value}}).status;
  };
  const std::string now = "Tue, 14 Nov 2023 22:13:20 GMT";
  const std::string before = "Tue, 14 Nov 2023 22:13:19 GMT";
  CHECK(get("If-Match", etag) == 200);
  CHECK(get("If-Match", "\"0\"") == 412);
  CHECK(get("If-None-Match", etag) == 304);
  CHECK(get("If-None-Match", "\"0\"") == 200);
  CHECK(get("If-Modified-Since", now) == 304);
  CHECK(get("If-Modified-Since", before) == 200);
  CHECK(get("If-Unmodified-Since", now) == 200);
  CHECK(get("If-Unmodified-Since", before) == 412);
}

TEST_CASE(
    "GetObject: signed requests may override reply headers; archived objects do not "
    "open") {
  OssFixture fixture;
  fixture.Send("PUT", "k", {}, "x");
  const HttpResponse get =
      fixture.Send("GET", "k", {{"response-content-type", "text/csv"}});
  CHECK(HeaderOf(get, "Content-Type") == "text/csv");
  fixture.Send("PUT", "cold", {}, "x", {{"x-oss-storage-class", "Archive"}});
  CHECK(Outcome(fixture.Send("GET", "cold")) == "403 InvalidObjectState");
  CHECK(Outcome(fixture.Send("HEAD", "cold")) == "200");
}

TEST_CASE("GetObjectMeta: few headers; HEAD errors travel in a header") {
  OssFixture fixture;
  fixture.Send("PUT", "k", {}, "hello");
  const HttpResponse meta = fixture.Send("HEAD", "k", {{"objectMeta", ""}});
  CHECK(meta.BodySize() == 5);
  CHECK(HeaderOf(meta, "Content-Type").empty());
  CHECK(HeaderOf(meta, "x-oss-hash-crc64ecma") == "11177612005948864433");
  CHECK(fixture.Send("GET", "k", {{"objectMeta", ""}}).BodySize() == 0);
  const HttpResponse absent = fixture.Send("HEAD", "absent");
  CHECK(absent.status == 404);
  CHECK(wire::oss::Base64Decode(HeaderOf(absent, "x-oss-err")) == absent.body);
  CHECK(HeaderOf(absent, "x-oss-ec") == "0026-00000001");
}

TEST_CASE("AppendObject: grows at its end only, with the CRC of the whole") {
  OssFixture fixture;
  const auto append = [&](const std::string& key, const char* position,
                          const char* text) {
    return fixture.Send("POST", key, {{"append", ""}, {"position", position}}, text);
  };
  CHECK(HeaderOf(append("log", "0", "hello"), "x-oss-next-append-position") == "5");
  const HttpResponse second = append("log", "5", " world");
  CHECK(HeaderOf(second, "x-oss-hash-crc64ecma") == Crc("hello world"));
  CHECK(HeaderOf(second, "ETag").ends_with("00000000\""));
  CHECK(BodyOf(fixture.Send("GET", "log")) == "hello world");
  CHECK(HeaderOf(fixture.Send("HEAD", "log"), "x-oss-object-type") == "Appendable");
  const HttpResponse wrong = append("log", "5", "again");
  CHECK(Outcome(wrong) == "409 PositionNotEqualToLength");
  CHECK(HeaderOf(wrong, "x-oss-next-append-position") == "11");
  CHECK(Outcome(append("new", "3", "x")) == "409 PositionNotEqualToLength");
  fixture.Send("PUT", "normal", {}, "x");
  CHECK(Outcome(append("normal", "1", "x")) == "409 ObjectNotAppendable");
  CHECK(Outcome(fixture.Send("POST", "log", {{"append", ""}}, "x")) ==
        "400 MissingArgument");
}

TEST_CASE("CopyObject: takes bytes and metadata, or new metadata") {
  OssFixture fixture;
  fixture.Send("PUT", "dir/a b", {}, "text",
               {{"Content-Type", "text/plain"}, {"x-oss-meta-a", "1"}});
  const std::string source = "/testbucket/dir%2Fa%20b";
  const HttpResponse copy =
      fixture.Send("PUT", "copy", {}, "", {{"x-oss-copy-source", source}});
  CHECK(wire::oss::ParseCopyObject(copy.body)->etag ==
        wire::oss::ObjectETag(wire::oss::Md5("text")));
  HttpResponse get = fixture.Send("GET", "copy");
  CHECK(BodyOf(get) == "text");
  CHECK(HeaderOf(get, "x-oss-meta-a") == "1");
  CHECK(HeaderOf(get, "Content-Type") == "text/plain");
  fixture.Send("PUT", "copy", {}, "",
               {{"x-oss-copy-source", source},
                {"x-oss-metadata-directive", "REPLACE"},
                {"x-oss-meta-b", "2"}});
  get = fixture.Send("GET", "copy");
  CHECK(HeaderOf(get, "x-oss-meta-a").empty());
  CHECK(HeaderOf(get, "x-oss-meta-b") == "2");
  // What the Go SDK writes for a space.
  CHECK(Outcome(fixture.Send("PUT", "copy", {}, "",
                             {{"x-oss-copy-source", "/testbucket/dir/a+b"}})) == "200");
  const auto failing = [&](const Fields& headers) {
    return Outcome(fixture.Send("PUT", "other", {}, "", headers));
  };
  CHECK(failing({{"x-oss-copy-source", "/testbucket/dir%2Fa%2Bb"}}) == "404 NoSuchKey");
  CHECK(failing({{"x-oss-copy-source", source + "?versionId=1"}}) ==
        "501 NotImplemented");
  CHECK(failing({{"x-oss-copy-source", "/testbucket/absent"}}) == "404 NoSuchKey");
  CHECK(failing({{"x-oss-copy-source", "/absent/k"}}) == "404 NoSuchBucket");
  CHECK(failing({{"x-oss-copy-source", "k"}}) == "400 InvalidArgument");
  CHECK(failing({{"x-oss-copy-source", source},
                 {"x-oss-copy-source-if-match", "\"0\""}}) == "412 PreconditionFailed");
  CHECK(failing({{"x-oss-copy-source", source}, {"x-oss-metadata-directive", "MERGE"}}) ==
        "400 InvalidArgument");
}

TEST_CASE("DeleteMultipleObjects: reports what it deleted, or nothing when quiet") {
  OssFixture fixture;
  fixture.Send("PUT", "a b", {}, "x");
  const auto post = [&](const std::string& body, const Fields& query = {{"delete", ""}}) {
    return fixture.Send("POST", "", query, body,
                        {{"Content-MD5", wire::oss::ContentMd5(wire::oss::Md5(body))}});
  };
  const std::string body = wire::oss::FormatDeleteObjects({false, {"a b", "absent"}});
  const HttpResponse verbose = post(body, {{"delete", ""}, {"encoding-type", "url"}});
  CHECK(verbose.body.find("<Key>a%20b</Key>") != std::string::npos);
  CHECK(wire::oss::ParseDeleteResult(verbose.body)->deleted.size() == 2);
  CHECK(Outcome(fixture.Send("GET", "a b")) == "404 NoSuchKey");
  CHECK(post(wire::oss::FormatDeleteObjects({true, {"x"}})).BodySize() == 0);
  CHECK(Outcome(post("<Delete/>")) == "400 MalformedXML");
  CHECK(Outcome(post("no xml")) == "400 MalformedXML");
  CHECK(Outcome(post(wire::oss::FormatDeleteObjects(
            {false, std::vector<std::string>(1001, "k")}))) == "400 MalformedXML");
  CHECK(Outcome(fixture.Send("POST", "", {{"delete", ""}}, body)) ==
        "400 MissingArgument");
  fixture.Send("PUT", "k", {}, "x");
  const auto of_version = [&](const std::string& version) {
    return Outcome(post("<Delete><Object><Key>k</Key><VersionId>" + version +
                        "</VersionId></Object></Delete>"));
  };
  CHECK(of_version("1") == "501 NotImplemented");
  CHECK(Outcome(fixture.Send("GET", "k")) == "200");
  CHECK(of_version("null") == "200");
  CHECK(Outcome(fixture.Send("GET", "k")) == "404 NoSuchKey");
}

TEST_CASE("Operations that are not there say so") {
  OssFixture fixture;
  const std::string absent = "501 NotImplemented";
  CHECK(Outcome(fixture.Send("GET", "", {{"lifecycle", ""}})) == absent);
  // Names that no list of this version knows must not be taken for the plain call.
  CHECK(Outcome(fixture.Send("DELETE", "", {{"overwriteConfig", ""}})) == absent);
  CHECK(Outcome(fixture.Send("PUT", "k", {{"retention", ""}}, "x")) == absent);
  CHECK(Outcome(fixture.SendTo("", "GET", "", {{"regions", ""}})) == absent);
  CHECK(Outcome(fixture.Send("GET", "k", {{"versionId", "1"}})) == absent);
  CHECK(Outcome(fixture.Send("PUT", "k", {{"cache-buster", "1"}, {"x-oss-any", ""}},
                             "x")) == "200");
  CHECK(Outcome(fixture.Send("GET", "k", {{"versionId", "null"}})) == "200");
  CHECK(Outcome(fixture.Send("PATCH", "k")) == "405 MethodNotAllowed");
  CHECK(fixture.service.OperationOf(
            {"PUT", "/b/k?partNumber=1&uploadId=U", {{"Host", "127.0.0.1"}}, ""}) ==
        "UploadPart");
  CHECK(fixture.service.OperationOf(
            {"GET", "/b/?list-type=2", {{"Host", "[::1]:1"}}, ""}) == "ListObjectsV2");
  CHECK(fixture.service.OperationOf({"GET", "/k", {{"Host", "b.localhost"}}, ""}) ==
        "GetObject");
}

TEST_CASE("Refuse: has the form of the service") {
  OssFixture fixture;
  const HttpResponse response = fixture.service.Refuse(
      {"GET", "/b/k", {{"Host", "localhost"}}, ""}, {503, "ServiceUnavailable", "busy"});
  CHECK(Outcome(response) == "503 ServiceUnavailable");
  CHECK(HeaderOf(response, "x-oss-request-id") == ErrorOf(response).request_id);
}

TEST_CASE("Many threads write and read at once without losing anything") {
  OssFixture fixture;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string key = "k" + std::to_string(t) + "-" + std::to_string(i);
        if (fixture.Send("PUT", key, {}, key).status != 200) ++wrong;
        if (BodyOf(fixture.Send("GET", key)) != key) ++wrong;
        fixture.Send("PUT", "shared", {}, key);
        if (fixture.Send("GET", "", {{"max-keys", "10"}}).status != 200) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  const auto page =
      wire::oss::ParseListObjects(fixture.Send("GET", "", {{"max-keys", "1000"}}).body);
  CHECK(page->objects.size() == 201);
}

}  // namespace
}  // namespace hopline::emulator::oss::test
