#include <doctest/doctest.h>

#include "emulator/oss/error.h"
#include "emulator/oss/store.h"
#include "tests/unit/emulator/oss/oss_client.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss::test {
namespace {

using wire::oss::Fields;
using wire::oss::ListObjectsResult;

/// Keys, then common prefixes, then "…" if there is more.
std::string Show(const ListObjectsResult& page) {
  std::string out;
  for (const auto& object : page.objects) out += object.key + " ";
  for (const std::string& prefix : page.common_prefixes) out += "[" + prefix + "] ";
  return out + (page.is_truncated ? "..." : "");
}

ListObjectsResult List(OssFixture* fixture, const Fields& query) {
  const HttpResponse response = fixture->Send("GET", "", query);
  const auto page = wire::oss::ParseListObjects(response.body);
  REQUIRE(page.has_value());
  return *page;
}

TEST_CASE("Buckets: made, described, listed, deleted") {
  OssFixture fixture;
  const HttpResponse made =
      fixture.SendTo("second", "PUT", "", {}, "", {{"x-oss-acl", "public-read"}});
  CHECK(made.status == 200);
  CHECK(HeaderOf(made, "Location") == "/second");
  CHECK(fixture.SendTo("second", "PUT", "").status == 200);
  CHECK(Outcome(fixture.SendTo("second", "PUT", "", {},
                               wire::oss::FormatCreateBucket({"IA", "LRS"}))) ==
        "409 BucketAlreadyExists");

  const auto info = wire::oss::ParseBucketInfo(
      fixture.SendTo("second", "GET", "", {{"bucketInfo", ""}}).body);
  CHECK(info->bucket.name == "second");
  CHECK(info->acl == "public-read");
  CHECK(info->bucket.location == "oss-cn-hangzhou");
  CHECK(wire::oss::ParseBucketLocation(
            fixture.SendTo("second", "GET", "", {{"location", ""}}).body) ==
        "oss-cn-hangzhou");
  CHECK(wire::oss::ParseBucketAcl(fixture.SendTo("second", "GET", "", {{"acl", ""}}).body)
            ->grant == "public-read");

  const auto all = wire::oss::ParseListBuckets(fixture.SendTo("", "GET", "").body);
  REQUIRE(all->buckets.size() == 2);
  CHECK(all->buckets[0].name == "second");
  const auto first = wire::oss::ParseListBuckets(
      fixture.SendTo("", "GET", "", {{"max-keys", "1"}}).body);
  CHECK(first->is_truncated);
  CHECK(first->next_marker == "second");

  CHECK(fixture.SendTo("second", "DELETE", "").status == 204);
  CHECK(Outcome(fixture.SendTo("second", "DELETE", "")) == "404 NoSuchBucket");
}

TEST_CASE("Buckets: one with objects or unfinished uploads is not deleted") {
  OssFixture fixture;
  fixture.Send("PUT", "k", {}, "x");
  CHECK(Outcome(fixture.Send("DELETE", "")) == "409 BucketNotEmpty");
  fixture.Send("DELETE", "k");
  const std::string upload = fixture.Initiate("k");
  CHECK(Outcome(fixture.Send("DELETE", "")) == "409 BucketNotEmpty");
  fixture.Send("DELETE", "k", {{"uploadId", upload}});
  CHECK(Outcome(fixture.Send("DELETE", "")) == "204");
}

TEST_CASE("Buckets: a call that has found the bucket adds nothing once it is deleted") {
  Store store;
  BucketSettings settings;
  settings.name = "gone";
  const BucketPtr bucket = store.Create(settings);
  store.Delete("gone");
  CHECK_THROWS_AS(bucket->Put("k", std::make_shared<Object>(), false), OssError);
  CHECK_THROWS_AS(bucket->Append("k", 0, {}, {}, {}, kNow), OssError);
  CHECK_THROWS_AS((void)bucket->Initiate("k", {}, kNow), OssError);
  CHECK_THROWS_AS(bucket->SetAcl("private"), OssError);
}

TEST_CASE("Buckets: a hundred and no more") {
  OssFixture fixture;
  for (int i = 0; i < 99; ++i)
    fixture.service.CreateBucket("bucket-" + std::to_string(i));
  CHECK(Outcome(fixture.SendTo("one-more", "PUT", "")) == "400 TooManyBuckets");
}

TEST_CASE("Listing: byte order, prefix, delimiter and pages") {
  OssFixture fixture;
  for (const char* key :
       {"a", "dir/", "dir/a", "dir/sub/x", "dir/sub/y", "dir0", "\xE4\xB8\xAD"}) {
    fixture.Send("PUT", key, {}, "x");
  }
  CHECK(Show(List(&fixture, {})) ==
        "a dir/ dir/a dir/sub/x dir/sub/y dir0 \xE4\xB8\xAD ");
  CHECK(Show(List(&fixture, {{"prefix", "dir/"}})) == "dir/ dir/a dir/sub/x dir/sub/y ");
  CHECK(Show(List(&fixture, {{"delimiter", "/"}})) == "a dir0 \xE4\xB8\xAD [dir/] ");
  CHECK(Show(List(&fixture, {{"prefix", "dir/"}, {"delimiter", "/"}})) ==
        "dir/ dir/a [dir/sub/] ");
  CHECK(Show(List(&fixture, {{"marker", "dir/a"}})) ==
        "dir/sub/x dir/sub/y dir0 \xE4\xB8\xAD ");
  CHECK(Show(List(&fixture, {{"marker", "dir/sub/x"}, {"delimiter", "/"}})) ==
        "dir0 \xE4\xB8\xAD ");
  CHECK(Show(List(&fixture, {{"prefix", "zzz"}})).empty());
}

TEST_CASE("Listing: pages of one entry meet every key and prefix once, both versions") {
  OssFixture fixture;
  for (const char* key : {"a", "d/1", "d/2", "e", "f/g/h", "f/i"}) {
    fixture.Send("PUT", key, {}, "x");
  }
  std::string seen, marker;
  for (bool more = true; more;) {
    const auto page =
        List(&fixture, {{"max-keys", "1"}, {"delimiter", "/"}, {"marker", marker}});
    seen += Show(page);
    more = page.is_truncated;
    marker = page.next_marker;
  }
  CHECK(seen == "a ...[d/] ...e ...[f/] ");
  std::string token;
  seen.clear();
  for (bool more = true; more;) {
    const auto page = List(&fixture, {{"list-type", "2"},
                                      {"max-keys", "1"},
                                      {"delimiter", "/"},
                                      {"start-after", "a"},
                                      {"continuation-token", token}});
    CHECK(page.version == 2);
    seen += Show(page);
    more = page.is_truncated;
    token = page.next_continuation_token;
  }
  CHECK(seen == "[d/] ...e ...[f/] ");
}

TEST_CASE("Listing: owners where they belong, encoded keys when asked") {
  OssFixture fixture;
  fixture.Send("PUT", "a b", {}, "x");
  CHECK(List(&fixture, {}).objects[0].owner.has_value());
  CHECK_FALSE(List(&fixture, {{"list-type", "2"}}).objects[0].owner.has_value());
  CHECK(List(&fixture, {{"list-type", "2"}, {"fetch-owner", "true"}})
            .objects[0]
            .owner.has_value());
  const std::string body = fixture.Send("GET", "", {{"encoding-type", "url"}}).body;
  CHECK(body.find("<Key>a%20b</Key>") != std::string::npos);
}

TEST_CASE("Listing: continuation tokens look like the service's and others are refused") {
  OssFixture fixture;
  fixture.Send("PUT", "bc", {}, "x");
  fixture.Send("PUT", "bd", {}, "x");
  CHECK(List(&fixture, {{"list-type", "2"}, {"max-keys", "1"}}).next_continuation_token ==
        "CgJiYw--");
  fixture.Send("PUT", std::string(300, 'a'), {}, "x");
  const auto page = List(&fixture, {{"list-type", "2"}, {"max-keys", "1"}});
  CHECK(List(&fixture,
             {{"list-type", "2"}, {"continuation-token", page.next_continuation_token}})
            .objects.size() == 2);
  for (const char* token : {"x", "CgJiYw==", "AAAA", "CgNiYw--"}) {
    CAPTURE(token);
    CHECK(Outcome(fixture.Send("GET", "",
                               {{"list-type", "2"}, {"continuation-token", token}})) ==
          "400 InvalidArgument");
  }
}

TEST_CASE("Listing: numbers out of range are refused") {
  OssFixture fixture;
  for (const char* number : {"0", "1001", "-1", "x"}) {
    CHECK(Outcome(fixture.Send("GET", "", {{"max-keys", number}})) ==
          "400 InvalidArgument");
    CHECK(Outcome(fixture.Send("GET", "", {{"uploads", ""}, {"max-uploads", number}})) ==
          "400 InvalidArgument");
  }
  CHECK(Outcome(fixture.Send("GET", "", {{"encoding-type", "base64"}})) ==
        "400 InvalidArgument");
  CHECK(Outcome(fixture.Send("GET", "", {{"prefix", std::string(1024, 'p')}})) ==
        "400 InvalidArgument");
}

}  // namespace
}  // namespace hopline::emulator::oss::test
