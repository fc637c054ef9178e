#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "emulator/storage/journal.h"
#include "tests/unit/emulator/oss/oss_client.h"
#include "tests/unit/emulator/storage/temp_folder.h"
#include "wire/oss/digest.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss::test {
namespace {

using storage::TempFolder;
using wire::oss::Fields;

const std::string kLarge(200000, 'L');
constexpr const char* kOther = "otherbucket";

/// What a reply says, without what differs from request to request.
std::string Seen(const HttpResponse& response) {
  if (response.status != 200) return Outcome(response);
  std::string seen;
  for (const auto& [name, value] : response.headers) {
    if (name == "Date" || name == "x-oss-request-id" || name == "x-oss-server-time")
      continue;
    seen += name + ": " + value + "\n";
  }
  return seen + BodyOf(response) + "\n";
}

std::string SeenOfUploads(OssFixture* fixture, const std::string& bucket) {
  const HttpResponse uploads = fixture->SendTo(bucket, "GET", "", {{"uploads", ""}});
  std::string seen = Seen(uploads);
  const auto parsed = wire::oss::ParseListUploads(uploads.body);
  if (!parsed) return seen;  // no such bucket
  for (const auto& upload : parsed->uploads) {
    seen += Seen(
        fixture->SendTo(bucket, "GET", upload.key, {{"uploadId", upload.upload_id}}));
  }
  return seen;
}

/// Everything that a client can see of all buckets.
std::string SeenOf(OssFixture* fixture) {
  const HttpResponse buckets = fixture->SendTo("", "GET", "");
  std::string seen = Seen(buckets);
  for (const std::string bucket : {"testbucket", kOther}) {
    seen += Seen(fixture->SendTo(bucket, "GET", "", {{"bucketInfo", ""}}));
    const HttpResponse list = fixture->SendTo(bucket, "GET", "");
    seen += Seen(list);
    const auto parsed = wire::oss::ParseListObjects(list.body);
    if (!parsed) continue;  // no such bucket
    for (const auto& object : parsed->objects) {
      seen += Seen(fixture->SendTo(bucket, "GET", object.key));
      seen += Seen(fixture->SendTo(bucket, "GET", object.key, {{"acl", ""}}));
    }
    seen += SeenOfUploads(fixture, bucket);
  }
  return seen;
}

/// A service with a folder. The end of a process is played by opening the folder once
/// more while the service still lives and has closed nothing.
struct Durable : TempFolder, OssFixture {
  Durable() : OssFixture(TempFolder::path()) {}

  void CheckRestored() {
    OssFixture restored(TempFolder::path());
    CHECK((SeenOf(&restored) == SeenOf(this)));
  }

  void Put(const std::string& key, const std::string& body, const Fields& headers = {}) {
    REQUIRE(Send("PUT", key, {}, body, headers).status == 200);
  }

  std::string PutPart(const std::string& key, const std::string& upload, int number,
                      const std::string& body) {
    const HttpResponse response = Send(
        "PUT", key, {{"partNumber", std::to_string(number)}, {"uploadId", upload}}, body);
    REQUIRE(response.status == 200);
    return wire::oss::NormalizeETag(HeaderOf(response, "ETag"));
  }

  /// Files of large pieces.
  ptrdiff_t BodyFiles() const {
    const std::filesystem::directory_iterator files(*this / "bodies");
    return std::distance(begin(files), end(files));
  }
};

TEST_CASE_FIXTURE(Durable, "Durable: buckets with their settings, and without") {
  REQUIRE(SendTo(kOther, "PUT", "", {}, "", {{"x-oss-acl", "public-read"}}).status ==
          200);
  CheckRestored();
  REQUIRE(SendTo(kOther, "PUT", "", {}, "", {{"x-oss-acl", "private"}}).status == 200);
  CheckRestored();
  REQUIRE(SendTo(kOther, "DELETE", "").status == 204);
  CheckRestored();
  CHECK(Outcome(OssFixture(TempFolder::path()).SendTo(kOther, "GET", "")) ==
        "404 NoSuchBucket");
}

TEST_CASE_FIXTURE(Durable, "Durable: objects small and large, replaced and deleted") {
  Put("empty", "");
  Put("small", "s", {{"x-oss-meta-a", "b"}, {"Content-Type", "text/csv"}});
  Put("large", kLarge);
  Put("dir/中", "x", {{"x-oss-object-acl", "public-read"}});
  CheckRestored();
  CHECK(BodyFiles() == 1);
  Put("large", kLarge + kLarge);
  CheckRestored();
  CHECK(BodyFiles() == 1);
  REQUIRE(Send("DELETE", "large").status == 204);
  REQUIRE(Send("DELETE", "never").status == 204);
  CheckRestored();
  CHECK(BodyFiles() == 0);
}

TEST_CASE_FIXTURE(Durable, "Durable: appended pieces, each once") {
  std::string all;
  for (const std::string& piece : {std::string("a"), kLarge, std::string("z")}) {
    const Fields query = {{"append", ""}, {"position", std::to_string(all.size())}};
    REQUIRE(Send("POST", "k", query, piece, {{"x-oss-meta-m", "1"}}).status == 200);
    all += piece;
    CheckRestored();
  }
  CHECK(BodyOf(OssFixture(TempFolder::path()).Send("GET", "k")) == all);
}

TEST_CASE_FIXTURE(Durable, "Durable: an upload is gone on with where it was") {
  const std::string upload = Initiate("k");
  const std::string aborted = Initiate("k");
  CheckRestored();
  PutPart("k", upload, 1, "replaced below");
  const std::string first = PutPart("k", upload, 1, kLarge);
  PutPart("k", upload, 5, "not listed below");
  PutPart("k", aborted, 1, kLarge);
  REQUIRE(Send("DELETE", "k", {{"uploadId", aborted}}).status == 204);
  CheckRestored();
  CHECK(BodyFiles() == 1);
  const std::string tail = PutPart("k", upload, 9, "tail");
  CheckRestored();
  const HttpResponse done =
      Send("POST", "k", {{"uploadId", upload}},
           wire::oss::FormatCompleteMultipart({{1, first}, {9, tail}}));
  REQUIRE(done.status == 200);
  CheckRestored();
  CHECK(BodyOf(OssFixture(TempFolder::path()).Send("GET", "k")) == kLarge + "tail");
}

TEST_CASE_FIXTURE(Durable,
                  "Durable: copies share a file, and the last one takes it along") {
  REQUIRE(SendTo(kOther, "PUT", "").status == 200);
  Put("k", kLarge);
  REQUIRE(SendTo(kOther, "PUT", "copy", {}, "", {{"x-oss-copy-source", "/testbucket/k"}})
              .status == 200);
  CHECK(BodyFiles() == 1);
  CheckRestored();
  REQUIRE(Send("DELETE", "k").status == 204);
  CheckRestored();
  CHECK(BodyFiles() == 1);
  CHECK(BodyOf(OssFixture(TempFolder::path()).SendTo(kOther, "GET", "copy")) == kLarge);
  REQUIRE(SendTo(kOther, "DELETE", "copy").status == 204);
  CHECK(BodyFiles() == 0);
}

TEST_CASE_FIXTURE(Durable, "Durable: refused writes leave nothing") {
  Put("k", "old");
  const Fields forbid = {{"x-oss-forbid-overwrite", "true"}};
  CHECK(Send("PUT", "k", {}, kLarge, forbid).status == 409);
  CHECK(Send("PUT", "m", {}, kLarge, {{"Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="}})
            .status == 400);
  CheckRestored();
  CHECK(BodyFiles() == 0);
}

TEST_CASE_FIXTURE(Durable, "Durable: a journal written anew holds the same") {
  const std::string upload = Initiate("u");
  PutPart("u", upload, 2, kLarge);
  PutPart("u", upload, 3, "small");
  Put("large", kLarge);
  const Fields query = {{"append", ""}, {"position", "0"}};
  REQUIRE(Send("POST", "appended", query, "piece").status == 200);
  const auto file = *this / "testbucket.journal";
  const std::string body(BodyFolder::kFileFromBytes - 1, 'x');
  while (std::filesystem::file_size(file) < storage::Journal::kRewriteFromBytes) {
    Put("k", body);
  }
  const auto grown = std::filesystem::file_size(file);
  Put("k", "small");
  CHECK(std::filesystem::file_size(file) < grown / 10);
  CheckRestored();
  Put("k2", "small");
  CheckRestored();
}

TEST_CASE_FIXTURE(Durable,
                  "Durable: files that nobody speaks of are removed at the start") {
  Put("k", kLarge);
  std::filesystem::copy_file(*this / "bodies/0000000000000001",
                             *this / "bodies/00000000000000ff");
  std::filesystem::copy_file(*this / "bodies/0000000000000001", *this / "bodies/note");
  CheckRestored();
  CHECK(BodyFiles() == 2);
  CHECK(std::filesystem::exists(*this / "bodies/note"));
}

TEST_CASE_FIXTURE(Durable,
                  "Durable: a file that is missing or has another size is named") {
  Put("k", kLarge);
  for (const uintmax_t size : {kLarge.size() - 1, kLarge.size() + 1}) {
    std::filesystem::resize_file(*this / "bodies/0000000000000001", size);
    CHECK_THROWS_WITH_AS(OssFixture{TempFolder::path()},
                         doctest::Contains("0000000000000001 must have 200000 bytes"),
                         storage::JournalError);
  }
}

TEST_CASE_FIXTURE(Durable, "Durable: a start that fails removes nothing") {
  REQUIRE(SendTo(kOther, "PUT", "").status == 200);
  Put("k", kLarge);
  REQUIRE(SendTo(kOther, "PUT", "k", {}, kLarge).status == 200);
  const auto damaged = *this / "testbucket.journal";
  const auto whole = *this / "whole";
  std::filesystem::copy_file(damaged, whole);
  std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end).put('~');
  file.close();
  CHECK_THROWS_AS(OssFixture{TempFolder::path()}, storage::JournalError);
  std::filesystem::rename(whole, damaged);
  CheckRestored();
  CHECK(BodyFiles() == 2);
}

}  // namespace
}  // namespace hopline::emulator::oss::test
