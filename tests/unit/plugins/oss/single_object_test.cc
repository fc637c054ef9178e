#include <doctest/doctest.h>

#include "plugins/oss/share_range.h"
#include "tests/unit/plugins/oss/oss_run.h"

namespace hopline::plugins::oss {
namespace {

constexpr char kSingle[] =
    R"("object":"dir/one.csv","writeMode":"truncate","writeSingleObject":true)";
constexpr int64_t kPartRows = 60'000;

std::string One(TestBucket& bucket) {
  const auto objects = bucket.Objects();
  REQUIRE(objects.size() == 1);
  CHECK(objects.begin()->first == "dir/one.csv");
  return objects.begin()->second;
}

TEST_CASE("tasks of all sizes join in their order, the header in front") {
  TestBucket bucket;
  TestRun run(bucket, std::string(kSingle) + R"(,"header":["h"])");
  run.task_count = 5;
  run.Prepare();
  run.RunTask(4, 3, "last");
  run.RunTask(2, kPartRows, "third" + kText);
  run.RunTask(0, 2, "first");
  run.RunTask(1, kPartRows, "second" + kText);
  run.RunTask(3, 0, "");
  run.Precommit();
  CHECK(bucket.Objects().empty());
  const auto outcomes = run.Commit();
  CHECK(!run.failure.has_value());
  CHECK(outcomes == std::vector<int32_t>(5, HOPLINE_OUTCOME_COMMITTED));
  CHECK(One(bucket) == "h\n" + Lines(2, "first") + Lines(kPartRows, "second" + kText) +
                           Lines(kPartRows, "third" + kText) + Lines(3, "last"));
  CHECK(bucket.Uploads().empty());
  CHECK(run.Commit() == std::vector<int32_t>(5, HOPLINE_OUTCOME_ALREADY_COMMITTED));
}

TEST_CASE("a dead attempt's parts stay out of the object") {
  TestBucket bucket;
  TestRun run(bucket, kSingle);
  run.Prepare();
  run.DieInTask(0, kPartRows * 2, "dead" + kText, 1);
  run.RunTask(0, kPartRows, "alive" + kText, 2);
  run.Precommit();
  run.Commit();
  CHECK(!run.failure.has_value());
  CHECK(One(bucket) == Lines(kPartRows, "alive" + kText));
}

TEST_CASE("a few rows make a small object, put in one piece") {
  TestBucket bucket;
  TestRun run(bucket, kSingle);
  run.RunWhole(2, "row");
  CHECK(One(bucket) == Lines(2, "row"));
  CHECK(bucket.Uploads().empty());
}

TEST_CASE("without rows there is no object, and truncate removes the old one") {
  TestBucket bucket;
  bucket.Put("dir/one.csv");
  bucket.Put("dir/one.csv.bak");
  TestRun(bucket, kSingle).RunWhole(0);
  const auto objects = bucket.Objects();
  CHECK(objects.size() == 1);
  CHECK(objects.contains("dir/one.csv.bak"));
  CHECK(bucket.Uploads().empty());
}

TEST_CASE("a lost reply to the completion of the single object is settled") {
  TestBucket bucket;
  TestRun run(bucket, kSingle);
  run.Prepare();
  run.RunTask(0, kPartRows, kText);
  bucket.transport.Fail("CompleteMultipartUpload", Loopback::Mishap::kLostReply);
  CHECK(run.Commit() == std::vector<int32_t>{HOPLINE_OUTCOME_ALREADY_COMMITTED});
  CHECK(One(bucket) == Lines(kPartRows, kText));
}

TEST_CASE("abort removes the shared upload") {
  TestBucket bucket;
  TestRun run(bucket, kSingle);
  run.Prepare();
  run.RunTask(0, kPartRows, kText);
  CHECK(bucket.Uploads().size() == 1);
  run.Abort();
  run.Abort();
  CHECK(bucket.Uploads().empty());
}

TEST_CASE("nonConflict looks at the exact key only") {
  TestBucket bucket;
  bucket.Put("dir/one.csv.bak");
  const std::string parameters =
      R"("object":"dir/one.csv","writeMode":"nonConflict","writeSingleObject":true)";
  TestRun(bucket, parameters).RunWhole();
  TestRun again(bucket, parameters, "run-2");
  CHECK_THROWS_AS(again.Prepare(), Error);
}

TEST_CASE("ranges of part numbers do not meet") {
  uint32_t last = 0;
  for (uint32_t task = 0; task < 7; ++task) {
    for (uint32_t attempt = 1; attempt <= 4; ++attempt) {
      const ShareRange range = ShareRange::Of(task, 7, attempt);
      CHECK(range.joint > last);
      last = range.joint + range.parts;
    }
  }
  CHECK(last < kMaxPartNumber);
  CHECK(ShareRange::Of(3, 7, 5).joint == ShareRange::Of(3, 7, 1).joint);
  CHECK_THROWS_AS(ShareRange::Of(0, 5000, 1), Error);
}

}  // namespace
}  // namespace hopline::plugins::oss
