// What stands under the prefix afterwards, by write mode.
#include <doctest/doctest.h>

#include "tests/unit/plugins/oss/oss_run.h"

namespace hopline::plugins::oss {
namespace {

std::string Mode(const std::string& mode, const std::string& more = "") {
  return R"("object":"dir/part","writeMode":")" + mode + "\"" + more;
}

size_t CountWithText(TestBucket& bucket, const std::string& text) {
  size_t n = 0;
  for (const auto& [key, body] : bucket.Objects()) n += body == text ? 1U : 0U;
  return n;
}

TEST_CASE("truncate replaces what the prefix matches and touches nothing else") {
  TestBucket bucket;
  bucket.Put("dir/part-old");
  bucket.Put("dir/part/deeper");
  bucket.Put("dir/other");
  TestRun run(bucket, Mode("truncate"));
  run.RunWhole();
  const auto objects = bucket.Objects();
  REQUIRE(objects.size() == 2);
  CHECK(objects.contains("dir/other"));
  CHECK(objects.rbegin()->first.starts_with("dir/part__"));
}

TEST_CASE("truncate keeps what appeared after the run was prepared") {
  TestBucket bucket;
  bucket.Put("dir/part-old");
  TestRun run(bucket, Mode("truncate"));
  run.Prepare();
  bucket.clock.Advance(2'000'000);
  bucket.Put("dir/part-new");
  run.RunTask(0, 1, "row");
  run.Commit();
  const auto objects = bucket.Objects();
  CHECK(objects.size() == 2);
  CHECK(objects.contains("dir/part-new"));
}

TEST_CASE("two truncating steps of one run leave each other's objects alone") {
  TestBucket bucket;
  bucket.Put("dir/part-old");
  TestRun first(bucket, Mode("truncate"));
  TestRun second(bucket, Mode("truncate"));
  second.step_name = "Writer2";
  first.Prepare();
  second.Prepare();
  first.RunTask(0, 1, "first");
  second.RunTask(0, 1, "second");
  first.Commit();
  second.Commit();
  first.Commit();
  CHECK(bucket.Objects().size() == 2);
  CHECK(CountWithText(bucket, "first\n") == 1);
  CHECK(CountWithText(bucket, "second\n") == 1);
}

TEST_CASE("a truncating re-run gives the same object set under new names") {
  TestBucket bucket;
  TestRun(bucket, Mode("truncate"), "run-1").RunWhole(2, "first");
  bucket.clock.Advance(2'000'000);
  TestRun(bucket, Mode("truncate"), "run-2").RunWhole(2, "second");
  CHECK(bucket.Objects().size() == 1);
  CHECK(CountWithText(bucket, Lines(2, "second")) == 1);
}

TEST_CASE("append adds objects, so that a re-run doubles the rows, and says so") {
  TestBucket bucket;
  bucket.Put("dir/part-old");
  TestRun(bucket, Mode("append"), "run-1").RunWhole();
  TestRun(bucket, Mode("append"), "run-2").RunWhole();
  CHECK(bucket.Objects().size() == 3);
  TestRun run(bucket, Mode("append"));
  CHECK(run.Open()->Capabilities(HOPLINE_CAP_STAGED | HOPLINE_CAP_ABORTS) ==
        HOPLINE_CAP_ABORTS);
}

TEST_CASE("append with stable names gives one object set however often it runs") {
  TestBucket bucket;
  bucket.Put("dir/part-old");
  const std::string stable = Mode("append", R"(,"stableNames":true)");
  TestRun first(bucket, stable, "run-1");
  first.task_count = 2;
  first.Prepare();
  first.RunTask(0, 1, "first");
  first.RunTask(1, 1, "first too");
  first.Commit();
  CHECK(bucket.Objects().size() == 3);
  bucket.clock.Advance(2'000'000);
  TestRun second(bucket, stable, "run-2");
  second.RunWhole(1, "second");
  CHECK(bucket.Objects().size() == 2);
  CHECK(CountWithText(bucket, "second\n") == 1);
  CHECK((second.Open()->Capabilities(HOPLINE_CAP_STAGED) & HOPLINE_CAP_STAGED) != 0);
}

TEST_CASE("nonConflict stops before anything is written if the prefix is taken") {
  TestBucket bucket;
  TestRun(bucket, Mode("nonConflict")).RunWhole();
  CHECK(bucket.Objects().size() == 1);
  TestRun again(bucket, Mode("nonConflict"), "run-2");
  try {
    again.Prepare();
    FAIL("must be refused");
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_ALREADY_EXISTS);
    CHECK(error.message().find("dir/part") != std::string::npos);
  }
}

TEST_CASE("a task without rows writes an empty object, unless it is not wanted") {
  TestBucket bucket;
  TestRun(bucket, Mode("truncate")).RunWhole(0);
  CHECK(CountWithText(bucket, "") == 1);
  bucket.clock.Advance(2'000'000);
  TestRun(bucket, Mode("truncate", R"(,"generateEmptyFile":false)"), "run-2").RunWhole(0);
  CHECK(bucket.Objects().empty());
}

TEST_CASE("objects roll over after maxFileSize under numbered names") {
  TestBucket bucket;
  TestRun run(bucket, Mode("truncate", R"(,"maxFileSize":1,"blockSizeInMB":1,)"
                                       R"("suffix":"csv")"));
  const std::string text(1023, 'x');
  run.RunWhole(2500, text);
  const auto objects = bucket.Objects();
  REQUIRE(objects.size() == 3);
  std::string all;
  for (const auto& [key, body] : objects) {
    CHECK(key.ends_with(".csv"));
    all += body;
  }
  CHECK(all == Lines(2500, text));
  CHECK(objects.begin()->second.size() <= 1 << 20);
}

}  // namespace
}  // namespace hopline::plugins::oss
