#include "tests/unit/plugins/oss/oss_run.h"

#include <doctest/doctest.h>
#include <hopline/builder.hpp>

#include <utility>

#include "tests/unit/plugins/support/test_keys.h"

namespace hopline::plugins::oss {
namespace {

const Fields kFields = {Field::Of("text", Type::kUtf8)};
constexpr int64_t kRowsPerBatch = 4096;

}  // namespace

TestBucket::TestBucket()
    : service(&clock, {{"testAccessId", "testAccessKey", false}}), transport(service) {
  TestHost::Install();
  clock.Set(TestHost::kStartMs * 1000);
  service.CreateBucket(kBucket);
}

Client TestBucket::NewClient() {
  BucketAddress address{*wire::oss::ParseEndpoint("http://127.0.0.1:1"), kBucket, ""};
  return Client(address, std::make_unique<TestKeys>(), transport);
}

std::map<std::string, std::string> TestBucket::Objects() {
  std::map<std::string, std::string> objects;
  Client client = NewClient();
  for (const auto& entry : client.ListObjects("", "", 1000, {}).objects) {
    wire::oss::SignedRequest request{"GET", kBucket, entry.key, {}, {}};
    wire::oss::SignV1({"testAccessId", "testAccessKey", ""}, TestHost::clock_ms() / 1000,
                      &request);
    HttpRequest http{"GET",
                     UrlOf(*wire::oss::ParseEndpoint("http://127.0.0.1:1"), request),
                     request.headers,
                     {}};
    objects[entry.key] = transport.Send(http, {}).body;
  }
  return objects;
}

std::vector<std::string> TestBucket::Uploads() {
  std::vector<std::string> keys;
  for (const auto& upload : NewClient().ListUploads("", {})) keys.push_back(upload.key);
  return keys;
}

void TestBucket::Put(const std::string& key, const std::string& body) {
  NewClient().PutObject(key, body, {}, {});
}

std::string TestBucket::BeginUpload(const std::string& key) {
  return NewClient().InitiateUpload(key, {}, {}).upload_id;
}

TestRun::TestRun(TestBucket& bucket, std::string parameters, std::string run_id)
    : bucket_(bucket),
      config_(R"({"endpoint":"http://127.0.0.1:1","bucket":"testbucket",)"
              R"("accessId":"testAccessId","accessKey":"testAccessKey",)"
              R"("fileFormat":"csv",)" +
              std::move(parameters) + "}"),
      run_id_(std::move(run_id)) {}

std::unique_ptr<OssWriter> TestRun::Open() {
  JobContext context;
  context.job_key = "window-1";
  context.run_id = run_id_;
  context.step_name = step_name;
  context.config = Config(config_);
  context.settings = Config("{}");
  context.scope = scope_;
  // Not owned: the bucket outlives every handle.
  return std::make_unique<OssWriter>(
      std::move(context), std::shared_ptr<Transport>(&bucket_.transport, [](auto*) {}));
}

void TestRun::Prepare() { token = Open()->Prepare(*MakeSchema(kFields)); }

std::unique_ptr<WriterTask> TestRun::OpenTask(OssWriter& writer, uint32_t task,
                                              uint32_t attempt) {
  started.push_back({task, attempt});
  TaskContext context;
  context.task = token;
  context.task_index = task;
  context.task_count = task_count;
  context.attempt = attempt;
  context.memory_budget = 8 << 20;
  context.scope = scope_;
  return writer.OpenTask(std::move(context), *MakeSchema(kFields));
}

void TestRun::WriteRows(WriterTask& task, int64_t rows, const std::string& text) {
  for (int64_t left = rows; left > 0; left -= kRowsPerBatch) {
    BatchBuilder builder(kFields);
    for (int64_t i = 0; i < std::min(left, kRowsPerBatch); ++i) {
      builder.column(0).AppendBytes(text);
      builder.EndRow();
    }
    task.Write(builder.Finish());
  }
}

void TestRun::RunTask(uint32_t task, int64_t rows, const std::string& text,
                      uint32_t attempt, bool wins) {
  const auto writer = Open();
  const auto open = OpenTask(*writer, task, attempt);
  WriteRows(*open, rows, text);
  std::string message = open->Prepare();
  if (wins) messages[task] = {attempt, std::move(message)};
}

void TestRun::DieInTask(uint32_t task, int64_t rows, const std::string& text,
                        uint32_t attempt) {
  const auto writer = Open();
  const auto open = OpenTask(*writer, task, attempt);
  WriteRows(*open, rows, text);
}

Staged TestRun::StagedNow() const {
  Staged staged;
  staged.token = token;
  for (const auto& [task, message] : messages) {
    staged.messages.push_back({message.second, task, message.first});
  }
  staged.started = started;
  return staged;
}

void TestRun::Precommit() { Open()->Precommit(StagedNow()); }

std::vector<int32_t> TestRun::Commit() {
  std::vector<int32_t> outcomes(messages.size(), HOPLINE_OUTCOME_RETRY_LATER);
  failure.reset();
  try {
    Open()->Commit(StagedNow(), outcomes);
  } catch (const Error& error) {
    failure = error;
  }
  return outcomes;
}

void TestRun::Abort() { Open()->Abort(StagedNow()); }

void TestRun::RunWhole(int64_t rows, const std::string& text) {
  Prepare();
  RunTask(0, rows, text);
  Precommit();
  Commit();
  const std::string problem = failure.has_value() ? failure->message() : "";
  REQUIRE(problem == "");
}

std::string Lines(int64_t rows, const std::string& text) {
  std::string lines;
  for (int64_t i = 0; i < rows; ++i) lines += text + "\n";
  return lines;
}

}  // namespace hopline::plugins::oss
