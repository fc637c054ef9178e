// The writer's phases against the emulated service: what is committed, and how often.
#include <doctest/doctest.h>
#include <hopline/writer.h>
#include <hopline/builder.hpp>

#include <algorithm>
#include <map>

#include "emulator/maxcompute/service.h"
#include "plugins/odps/project.h"
#include "plugins/odps/reader.h"
#include "plugins/odps/staged.h"
#include "plugins/odps/writer.h"
#include "tests/unit/plugins/support/loopback.h"
#include "tests/unit/plugins/support/read_rows.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {
namespace {

using Mishap = Loopback::Mishap;
using Outcomes = std::vector<int32_t>;

const Fields kFields = {Field::Of("text", Type::kUtf8)};
constexpr char kConnection[] =
    R"({"odpsServer":"http://127.0.0.1:1/api","tunnelServer":"http://127.0.0.1:1",)"
    R"("project":"demo","accessId":"testAccessId","accessKey":"testAccessKey",)"
    R"("table":"t","column":["*"])";

/// A service with an empty table t(text), and a run that writes to it, each phase on a
/// fresh handle as the host makes them.
class Run {
 public:
  Run()
      : service_(&clock_, {{"testAccessId", "testAccessKey", false}}),
        transport(service_) {
    TestHost::Install();
    clock_.Set(TestHost::kStartMs * 1000);
    Project project(Context(), Shared(), 3, 1000);
    project.metadata().RunSql("create table t (text string);", "creating t", scope_);
  }

  void Begin(uint32_t tasks = 1) {
    tasks_ = tasks;
    messages_.clear();
    token_ = Open().Prepare(*MakeSchema(kFields));
  }
  /// An attempt at a task; its message counts if it wins.
  void Task(uint32_t task, const std::string& text, uint32_t attempt = 1,
            bool wins = true) {
    OdpsWriter writer = Open();
    TaskContext context;
    context.task = token_;
    context.task_index = task;
    context.task_count = tasks_;
    context.attempt = attempt;
    context.scope = scope_;
    const auto open = writer.OpenTask(std::move(context), *MakeSchema(kFields));
    BatchBuilder builder(kFields);
    builder.column(0).AppendBytes(text);
    builder.EndRow();
    open->Write(builder.Finish());
    std::string message = open->Prepare();
    if (wins) messages_[task] = {attempt, std::move(message)};
  }
  /// A task whose message names a block that was never sent.
  void Claim(uint32_t task, int64_t block) {
    messages_[task] = {1, Encode(UploadedBlocks{1, {block}})};
  }
  void Precommit() { Open().Precommit(StagedNow()); }
  Outcomes Commit(std::string* failure = nullptr) {
    Outcomes outcomes(messages_.size(), HOPLINE_OUTCOME_RETRY_LATER);
    try {
      Open().Commit(StagedNow(), outcomes);
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
  TextRows Rows() {
    TextRows rows = ReadAll(
        [this] { return std::make_unique<OdpsReader>(Context(), Shared()); }, scope_);
    std::sort(rows.begin(), rows.end());
    return rows;
  }

 private:
  std::shared_ptr<Transport> Shared() {
    return std::shared_ptr<Transport>(&transport, [](auto*) {});  // not owned
  }
  JobContext Context() const {
    JobContext context;
    context.config = Config(std::string(kConnection) + R"(,"truncate":true})");
    context.settings = Config("{}");
    context.scope = scope_;
    return context;
  }
  OdpsWriter Open() { return OdpsWriter(Context(), Shared()); }
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

 private:
  TestScope scope_;
  uint32_t tasks_ = 1;
  std::string token_;
  std::map<uint32_t, std::pair<uint32_t, std::string>> messages_;
};

const Outcomes kCommitted = {HOPLINE_OUTCOME_COMMITTED};
const Outcomes kAlready = {HOPLINE_OUTCOME_ALREADY_COMMITTED};

TEST_CASE("rows appear with the commit, and the next run replaces them") {
  Run run;
  for (const char* text : {"first", "second"}) {
    const TextRows before = run.Rows();
    run.Begin(2);
    run.Task(0, text);
    run.Task(1, text);
    run.Precommit();
    CHECK(run.Rows() == before);
    CHECK(run.Commit() == Outcomes(2, HOPLINE_OUTCOME_COMMITTED));
    CHECK(run.Rows() == TextRows{text, text});
  }
}

TEST_CASE("blocks of attempts that lost are made empty") {
  Run run;
  run.Begin(2);
  run.Task(0, "lost", 1, false);
  run.Task(0, "won", 2);
  run.Task(0, "straggler", 3, false);
  run.Task(1, "other");
  const int blocks = run.transport.Count("UploadBlock");
  run.Precommit();
  CHECK(run.transport.Count("UploadBlock") == blocks + 2);
  run.Commit();
  CHECK(run.Rows() == TextRows{"other", "won"});
}

TEST_CASE("a session that is closed was committed, whoever asks again") {
  Run run;
  run.Begin();
  run.Task(0, "once");
  run.Precommit();
  CHECK(run.Commit() == kCommitted);
  run.Precommit();
  CHECK(run.Commit() == kAlready);
  CHECK(run.Rows() == TextRows{"once"});
}

TEST_CASE("a reply to the commit that is lost is settled by the session") {
  for (const Mishap mishap : {Mishap::kLostReply, Mishap::kLostRequest}) {
    Run run;
    run.Begin();
    run.Task(0, "once");
    run.Precommit();
    run.transport.Fail("CommitUpload", mishap);
    CHECK(run.Commit() == (mishap == Mishap::kLostReply ? kAlready : kCommitted));
    CHECK(run.Rows() == TextRows{"once"});
  }
}

TEST_CASE("an expired session refuses before the commit, and is unknown at it") {
  Run run;
  run.Begin();
  run.Task(0, "late");
  run.Advance(25);
  CHECK_THROWS_WITH(run.Precommit(), doctest::Contains("the run has to begin anew"));
  std::string failure;
  CHECK(run.Commit(&failure) == Outcomes{HOPLINE_OUTCOME_UNKNOWN});
  CHECK(failure.find("look at the table") != std::string::npos);
  CHECK(run.Rows().empty());
}

TEST_CASE("a session without a block that a task wrote is not committed") {
  Run run;
  run.Begin(2);
  run.Task(0, "there");
  run.Claim(1, 1);
  CHECK_THROWS_WITH(run.Precommit(),
                    doctest::Contains("holds 1 blocks, but not all 2 that the tasks "
                                      "wrote; the run has to begin anew"));
}

TEST_CASE("a run without rows empties the table") {
  Run run;
  run.Begin();
  run.Task(0, "old");
  run.Precommit();
  run.Commit();
  run.Begin();
  run.Precommit();
  CHECK(run.Commit().empty());
  CHECK(run.Rows().empty());
}

}  // namespace
}  // namespace hopline::plugins::odps
