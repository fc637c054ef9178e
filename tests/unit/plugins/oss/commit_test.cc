#include <doctest/doctest.h>

#include "tests/unit/plugins/oss/oss_run.h"

namespace hopline::plugins::oss {
namespace {

using Mishap = Loopback::Mishap;

// More than a part, so that an object takes an upload.
constexpr int64_t kManyRows = 40'000;

std::string OnlyObject(TestBucket& bucket) {
  const auto objects = bucket.Objects();
  REQUIRE(objects.size() == 1);
  return objects.begin()->second;
}

TEST_CASE("a small object travels in the message and appears at commit") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  run.RunTask(0, 3, "row");
  run.Precommit();
  CHECK(bucket.Objects().empty());
  CHECK(bucket.Uploads().empty());
  CHECK(run.Commit() == std::vector<int32_t>{HOPLINE_OUTCOME_COMMITTED});
  CHECK(OnlyObject(bucket) == Lines(3, "row"));
}

TEST_CASE("a large object is uploaded while rows come and appears at commit") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  run.RunTask(0, kManyRows, kText);
  CHECK(bucket.transport.Count("UploadPart") == 2);
  run.Precommit();
  CHECK(bucket.Objects().empty());
  CHECK(bucket.Uploads().size() == 1);
  CHECK(run.Commit() == std::vector<int32_t>{HOPLINE_OUTCOME_COMMITTED});
  CHECK(OnlyObject(bucket) == Lines(kManyRows, kText));
  CHECK(bucket.Uploads().empty());
}

TEST_CASE("a commit that is repeated finds the work done") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.task_count = 2;
  run.Prepare();
  run.RunTask(0, kManyRows, kText);
  run.RunTask(1, 1, "small");
  run.Commit();
  const auto objects = bucket.Objects();
  REQUIRE(objects.size() == 2);
  for (const int32_t outcome : run.Commit()) {
    CHECK(outcome <= HOPLINE_OUTCOME_ALREADY_COMMITTED);
  }
  CHECK(!run.failure.has_value());
  CHECK(bucket.Objects() == objects);
}

TEST_CASE("a lost reply to the completion is settled by looking at the object") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  run.RunTask(0, kManyRows, kText);
  bucket.transport.Fail("CompleteMultipartUpload", Mishap::kLostReply);
  CHECK(run.Commit() == std::vector<int32_t>{HOPLINE_OUTCOME_ALREADY_COMMITTED});
  CHECK(!run.failure.has_value());
  CHECK(OnlyObject(bucket) == Lines(kManyRows, kText));
}

TEST_CASE("every request of a run may lose its request or its reply once") {
  for (const Mishap mishap :
       {Mishap::kLostRequest, Mishap::kLostReply, Mishap::kRefused}) {
    for (const char* operation :
         {"ListObjects", "InitiateMultipartUpload", "UploadPart", "ListParts",
          "CompleteMultipartUpload", "PutObject", "DeleteMultipleObjects"}) {
      CAPTURE(operation);
      TestBucket bucket;
      bucket.Put("dir/part-old");
      TestRun run(bucket, kTruncate);
      run.task_count = 2;
      bucket.transport.Fail(operation, mishap);
      run.Prepare();
      run.RunTask(0, kManyRows, kText);
      run.RunTask(1, 1, "small");
      run.Precommit();
      run.Commit();
      CHECK(!run.failure.has_value());
      CHECK(bucket.Objects().size() == 2);
      CHECK(bucket.Uploads().empty());
    }
  }
}

TEST_CASE("a service that stays away during commit leaves messages to be retried") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.task_count = 2;
  run.Prepare();
  run.RunTask(0, kManyRows, kText);
  run.RunTask(1, 1, "small");
  bucket.transport.Fail("CompleteMultipartUpload", Mishap::kUnreachable, 100);
  CHECK(run.Commit() ==
        std::vector<int32_t>{HOPLINE_OUTCOME_RETRY_LATER, HOPLINE_OUTCOME_COMMITTED});
  REQUIRE(run.failure.has_value());
  CHECK(run.failure->code() == HOPLINE_STATUS_UNAVAILABLE);
  bucket.transport.Fail("CompleteMultipartUpload", Mishap::kUnreachable, 0);
  run.Commit();
  CHECK(!run.failure.has_value());
  CHECK(bucket.Objects().size() == 2);
}

TEST_CASE("an upload that vanished after precommit is a failure, not a success") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  run.RunTask(0, kManyRows, kText);
  run.Abort();
  CHECK(run.Commit() == std::vector<int32_t>{HOPLINE_OUTCOME_FAILED});
  REQUIRE(run.failure.has_value());
  CHECK(run.failure->message().find("no such object") != std::string::npos);
}

TEST_CASE("precommit refuses uploads that are gone or have other parts") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  run.RunTask(0, kManyRows, kText);
  run.Precommit();
  run.Abort();
  CHECK_THROWS_AS(run.Precommit(), Error);
}

TEST_CASE("abort removes what winning and dead attempts uploaded, and nobody else's") {
  TestBucket bucket;
  bucket.BeginUpload("dir/part__somebody");
  bucket.Put("dir/part-old");
  TestRun run(bucket, kTruncate);
  run.task_count = 2;
  run.Prepare();
  run.DieInTask(0, kManyRows, kText, 1);
  run.RunTask(0, kManyRows, kText, 2);
  run.RunTask(1, 1, "small");
  CHECK(bucket.Uploads().size() == 3);
  run.Abort();
  run.Abort();
  CHECK(bucket.Uploads() == std::vector<std::string>{"dir/part__somebody"});
  CHECK(bucket.Objects().size() == 1);
}

TEST_CASE("commit removes what dead attempts uploaded") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  run.DieInTask(0, kManyRows, kText, 1);
  run.RunTask(0, kManyRows, kText, 2);
  run.Commit();
  CHECK(bucket.Uploads().empty());
  CHECK(OnlyObject(bucket) == Lines(kManyRows, kText));
}

TEST_CASE("an attempt that withdraws leaves no upload, not even one it never heard of") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Prepare();
  bucket.transport.Fail("InitiateMultipartUpload", Mishap::kLostReply);
  const auto writer = run.Open();
  TaskContext context;
  context.task = run.token;
  const auto task =
      writer->OpenTask(std::move(context), *MakeSchema({Field::Of("text", Type::kUtf8)}));
  for (int i = 0; i < 2; ++i) {
    BatchBuilder builder({Field::Of("text", Type::kUtf8)});
    builder.column(0).AppendBytes(std::string(1 << 20, 'x'));
    builder.EndRow();
    task->Write(builder.Finish());
  }
  CHECK(bucket.Uploads().size() == 2);
  task->Abort();
  CHECK(bucket.Uploads().empty());
}

TEST_CASE("objects that the service could not delete are no success") {
  // A quiet reply names what is still there.
  struct Partial final : Transport {
    HttpResponse Send(const HttpRequest&, const Scope&) override {
      return {200,
              {{"x-oss-request-id", "1"}},
              "<DeleteResult><Error><Key>dir/b</Key><Code>InternalError</Code></Error>"
              "</DeleteResult>"};
    }
  } partial;
  TestHost::Install();
  TestScope scope;
  const auto client =
      MakeClient(Config(R"({"endpoint":"http://127.0.0.1:1","bucket":"testbucket",)"
                        R"("accessId":"testAccessId","accessKey":"testAccessKey"})"),
                 scope, partial);
  CHECK_THROWS_WITH_AS(client->DeleteObjects({"dir/a", "dir/b"}, scope),
                       doctest::Contains("did not delete all, not dir/b"), Error);
}

}  // namespace
}  // namespace hopline::plugins::oss
