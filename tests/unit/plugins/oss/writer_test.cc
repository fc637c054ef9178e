// What users get to see when something is wrong.
#include "plugins/oss/writer.h"

#include <doctest/doctest.h>

#include "plugins/oss/errors.h"
#include "tests/unit/plugins/oss/oss_run.h"

namespace hopline::plugins::oss {
namespace {

/// Prepares a run and returns the error that comes.
Error PrepareFails(TestRun& run) {
  try {
    run.Prepare();
  } catch (const Error& error) {
    return error;
  }
  FAIL("must fail");
  return Error(0, "");
}

TEST_CASE("a request too far from the service's clock is signed again with its time") {
  TestBucket bucket;
  bucket.clock.Set((TestHost::kStartMs - 200LL * 86'400'000) * 1000);
  TestRun run(bucket, kTruncate);
  run.Prepare();
  CHECK(bucket.transport.Count("ListObjects") == 2);
}

TEST_CASE("a wrong key is one line with code, request id and cure, at once") {
  TestBucket bucket;
  TestRun run(bucket, std::string(kTruncate) + R"(,"accessId":"nobody")");
  const Error error = PrepareFails(run);
  CHECK(error.code() == HOPLINE_STATUS_UNAUTHENTICATED);
  CHECK(error.vendor_code() == "InvalidAccessKeyId");
  CHECK(error.request_id().size() == 24);
  CHECK(error.message().find("accessId") != std::string::npos);
  CHECK(bucket.transport.Count("ListObjects") == 1);
}

TEST_CASE("a wrong secret names accessKey") {
  TestBucket bucket;
  TestRun run(bucket, std::string(kTruncate) + R"(,"accessKey":"wrong secret")");
  const Error error = PrepareFails(run);
  CHECK(error.code() == HOPLINE_STATUS_UNAUTHENTICATED);
  CHECK(error.message().find("accessKey") != std::string::npos);
  CHECK(error.message().find("wrong secret") == std::string::npos);
}

TEST_CASE("a missing bucket is named") {
  TestBucket bucket;
  TestRun run(bucket, std::string(kTruncate) + R"(,"bucket":"elsewhere")");
  const Error error = PrepareFails(run);
  CHECK(error.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(error.vendor_code() == "NoSuchBucket");
  CHECK(error.message().find("elsewhere") != std::string::npos);
}

TEST_CASE("a service that never answered is given up soon") {
  TestBucket bucket;
  bucket.transport.Fail("ListObjects", Loopback::Mishap::kUnreachable, 100);
  TestRun run(bucket, kTruncate);
  CHECK(PrepareFails(run).code() == HOPLINE_STATUS_UNAVAILABLE);
  CHECK(bucket.transport.Count("ListObjects") == 4);
}

TEST_CASE("a throttled request is repeated with growing pauses") {
  TestBucket bucket;
  bucket.transport.Fail("ListObjects", Loopback::Mishap::kRefused, 5);
  TestRun run(bucket, kTruncate);
  const int64_t before = TestHost::clock_ms();
  run.Prepare();
  CHECK(bucket.transport.Count("ListObjects") == 6);
  // At least half of 300 + 600 + 1200 + 2400 + 4800 ms.
  CHECK(TestHost::clock_ms() - before >= 4650);
}

TEST_CASE("parameters that cannot work are refused before any request") {
  TestBucket bucket;
  for (const char* parameters :
       {R"("object":"o","writeMode":"truncate","fileFormat":"parquet")",
        R"("object":"o","writeMode":"truncate","bucket":"UPPER")",
        R"("object":"o","writeMode":"truncate","endpoint":"ftp://host")",
        R"("object":"o","writeMode":"append","writeSingleObject":true)",
        R"("object":"o","writeMode":"truncate","accessKey":"")"}) {
    CAPTURE(parameters);
    TestRun run(bucket, parameters);
    CHECK_THROWS_AS(run.Open(), Error);
  }
  CHECK(bucket.transport.Count("ListObjects") == 0);
}

TEST_CASE("version 4 signatures are used when the region is known") {
  TestBucket bucket;
  TestRun run(bucket, std::string(kTruncate) + R"(,"regionId":"cn-hangzhou")");
  run.RunWhole();
  CHECK(bucket.Objects().size() == 1);
}

TEST_CASE("check looks at the bucket and writes nothing") {
  TestBucket bucket;
  TestRun run(bucket, kTruncate);
  run.Open()->Check();
  CHECK(bucket.transport.Count("ListObjects") == 1);
  CHECK(bucket.transport.Count("PutObject") == 0);
}

TEST_CASE("a page that is no error document still gives an error with its status") {
  const Error error = MakeServiceError({502, {}, "<html>bad gateway</html>"}, "doing");
  CHECK(error.code() == HOPLINE_STATUS_UNAVAILABLE);
  CHECK(error.retryable());
  CHECK(error.http_status() == 502);
  CHECK(error.message() == "doing: OSS answered 502");
}

TEST_CASE("a foreign host is a domain of one bucket unless cname says otherwise") {
  TestHost::Install();
  const auto style = [](const std::string& more) {
    return ReadBucketAddress(Config(R"({"bucket":"abc",)" + more + "}")).endpoint.style;
  };
  using wire::oss::AddressStyle;
  CHECK(style(R"("endpoint":"oss-cn-hangzhou.aliyuncs.com")") ==
        AddressStyle::kVirtualHost);
  CHECK(style(R"("endpoint":"static.example.com")") == AddressStyle::kCname);
  CHECK(style(R"("endpoint":"oss.example.com","cname":"example.com")") ==
        AddressStyle::kVirtualHost);
  CHECK(style(R"("endpoint":"http://127.0.0.1:9000")") == AddressStyle::kPath);
}

}  // namespace
}  // namespace hopline::plugins::oss
