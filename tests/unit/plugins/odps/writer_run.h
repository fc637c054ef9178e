/// \file writer_run.h
/// The writer's phases against the emulated service, each on a fresh handle as the host
/// makes them.
#pragma once

#include <doctest/doctest.h>
#include <hopline/writer.h>
#include <hopline/builder.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "emulator/maxcompute/service.h"
#include "plugins/odps/project.h"
#include "plugins/odps/reader.h"
#include "plugins/odps/staged.h"
#include "plugins/odps/writer.h"
#include "tests/unit/plugins/support/loopback.h"
#include "tests/unit/plugins/support/read_rows.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {

using Mishap = Loopback::Mishap;
using Outcomes = std::vector<int32_t>;
/// Texts, or nulls.
using Row = std::vector<const char*>;

/// A service with an empty table t, and runs that write to it.
class WriterRun {
 public:
  /// `writing` and `reading`: members of the steps' parameters.
  WriterRun(const std::string& columns, std::string writing, std::string reading)
      : service_(&clock_, {{"testAccessId", "testAccessKey", false}}),
        transport(service_),
        writing_(std::move(writing)),
        reading_(std::move(reading)) {
    TestHost::Install();
    clock_.Set(TestHost::kStartMs * 1000);
    Sql("create table t " + columns + ";");
  }

  std::unique_ptr<Project> OpenProject() {
    return std::make_unique<Project>(Context(reading_), Shared(), 3, 1000);
  }
  void Sql(const std::string& statement) {
    OpenProject()->metadata().RunSql(statement, "preparing the test", scope);
  }

  /// `width`: incoming columns.
  void Begin(uint32_t tasks = 1, size_t width = 1) {
    tasks_ = tasks;
    fields_ = Fields(width, Field::Of("text", Type::kUtf8));
    messages_.clear();
    token_ = Open()->Prepare(*MakeSchema(fields_));
    process_ = Open();
  }
  /// What tasks share goes with it.
  void NewProcess() { process_ = Open(); }
  /// An attempt at a task; its message counts if it wins.
  void Task(uint32_t task, const std::vector<Row>& rows, uint32_t attempt = 1,
            bool wins = true) {
    TaskContext context;
    context.task = token_;
    context.task_index = task;
    context.task_count = tasks_;
    context.attempt = attempt;
    context.scope = scope;
    const auto open = process_->OpenTask(std::move(context), *MakeSchema(fields_));
    open->Write(BatchOf(rows));
    std::string message = open->Prepare();
    if (wins) Win(task, attempt, std::move(message));
  }
  void Win(uint32_t task, uint32_t attempt, std::string message) {
    messages_[task] = {attempt, std::move(message)};
  }
  const Fields& fields() const { return fields_; }
  Batch BatchOf(const std::vector<Row>& rows) const {
    BatchBuilder builder(fields_);
    for (const Row& row : rows) {
      for (size_t i = 0; i < row.size(); ++i) {
        if (row[i] == nullptr) {
          builder.column(i).AppendNull();
        } else {
          builder.column(i).AppendBytes(row[i]);
        }
      }
      builder.EndRow();
    }
    return builder.Finish();
  }
  void Task(uint32_t task, const char* text, uint32_t attempt = 1, bool wins = true) {
    Task(task, {Row{text}}, attempt, wins);
  }
  /// A task whose message names a block that was never sent.
  void Claim(uint32_t task, int64_t block) {
    const std::vector<UploadedBlocks> claimed = {{DecodeToken(token_), 1, {block}}};
    Win(task, 1, Encode(claimed));
  }
  void Precommit() { Open()->Precommit(StagedNow()); }
  Outcomes Commit(std::string* failure = nullptr) {
    Outcomes outcomes(messages_.size(), HOPLINE_OUTCOME_RETRY_LATER);
    try {
      Open()->Commit(StagedNow(), outcomes);
    } catch (const Error& error) {
      REQUIRE(failure != nullptr);
      *failure = error.what();
    }
    return outcomes;
  }
  void Advance(int64_t hours) {
    TestHost::clock_ms() += hours * 3'600'000;
    clock_.Set(TestHost::clock_ms() * 1000);
  }
  std::unique_ptr<OdpsReader> OpenReader() {
    return std::make_unique<OdpsReader>(Context(reading_), Shared());
  }
  TextRows Rows() {
    TextRows rows = ReadAll([this] { return OpenReader(); }, scope);
    std::sort(rows.begin(), rows.end());
    return rows;
  }

 private:
  std::shared_ptr<Transport> Shared() {
    return std::shared_ptr<Transport>(&transport, [](auto*) {});  // not owned
  }
  JobContext Context(const std::string& parameters) const {
    JobContext context;
    context.config = Config(
        R"({"odpsServer":"http://127.0.0.1:1/api","tunnelServer":"http://127.0.0.1:1",)"
        R"("project":"demo","accessId":"testAccessId","accessKey":"testAccessKey",)"
        R"("table":"t",)" +
        parameters + "}");
    context.settings = Config("{}");
    context.scope = scope;
    return context;
  }
  std::unique_ptr<OdpsWriter> Open() {
    return std::make_unique<OdpsWriter>(Context(writing_), Shared());
  }
  Staged StagedNow() const {
    Staged staged;
    staged.token = token_;
    for (const auto& [task, message] : messages_) {
      staged.messages.push_back({message.second, task, message.first});
    }
    return staged;
  }

  emulator::Clock clock_;
  emulator::maxcompute::MaxComputeService service_;

 public:
  Loopback transport;
  TestScope scope;

 private:
  const std::string writing_, reading_;
  Fields fields_;
  uint32_t tasks_ = 1;
  std::string token_;
  std::unique_ptr<OdpsWriter> process_;  ///< of the task phase
  std::map<uint32_t, std::pair<uint32_t, std::string>> messages_;
};

}  // namespace hopline::plugins::odps
