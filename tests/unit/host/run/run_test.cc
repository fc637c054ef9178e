// Runs from their beginning to their end.
#include <doctest/doctest.h>

#include "host/run/check.h"
#include "run_stage.h"

namespace hopline::run::test {
namespace {

using services::ExitCode;

TEST_CASE("a run moves every row to every writer and acknowledges") {
  RunStage stage;
  const RunResult result = Run(stage.world.context, MakeJob(2), {});
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.script.visible["fake.writer2"] == kAllRows);
  CHECK(stage.script.events.back() == "acknowledge 2");
  CHECK(result.report_json.find("\"outcome\":\"done\"") != std::string::npos);
  CHECK(result.report_text.find("exactly once") != std::string::npos);
  CHECK(result.report_text.ends_with("Current task status: FINISH\n"));
}

TEST_CASE("a retryable error is tried again with a new attempt, twice") {
  RunStage stage;
  stage.script.before_batch = [](uint32_t task, uint32_t attempt) {
    if (task == 1 && attempt < 3) throw Error(HOPLINE_STATUS_UNAVAILABLE, "down");
  };
  Run(stage.world.context, MakeJob(), {});
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.script.Count("task_abort fake.writer1/1.1") == 1);
  CHECK(stage.script.Count("task_abort fake.writer1/1.2") == 1);
}

TEST_CASE("after three attempts the run fails and stands for a resume") {
  RunStage stage;
  stage.script.before_batch = [](uint32_t task, uint32_t attempt) {
    if (task == 1 && attempt <= 3) throw Error(HOPLINE_STATUS_UNAVAILABLE, "down");
  };
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kJobFailed);
  CHECK(stage.message == "step 'fake.reader0' (fake.reader): down");
  CHECK(stage.Runs().at(0).state == RunState::kPlanned);

  Run(stage.world.context, MakeJob(1, 1), {.resume = true});
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.Runs().size() == 1);
  CHECK(stage.script.Count("abort fake.writer1") == 0);
}

TEST_CASE(
    "a plan that cannot be kept is withdrawn at once: nobody else knows its tokens") {
  RunStage stage;
  RunOptions options;
  options.on_directory = [](const std::string& path) {
    std::filesystem::remove_all(path);
  };
  CHECK(stage.Fails(MakeJob(2), options) == ExitCode::kJobFailed);
  CHECK(stage.script.Count("abort fake.writer1") == 1);
  CHECK(stage.script.Count("abort fake.writer2") == 1);
}

TEST_CASE("a plain run withdraws the one before it") {
  RunStage stage;
  bool broken = true;
  stage.script.before_batch = [&](uint32_t task, uint32_t) {
    if (task == 1 && broken) throw Error(HOPLINE_STATUS_NOT_FOUND, "table gone");
  };
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kJobFailed);
  broken = false;
  Run(stage.world.context, MakeJob(1, 1), {});
  CHECK(stage.script.Count("abort fake.writer1") == 1);
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.script.staged.empty());
  CHECK(stage.Runs().at(0).outcome == "aborted");
  CHECK(stage.Runs().at(1).record.incarnation == 2);
}

TEST_CASE("an error that no retry cures is not retried") {
  RunStage stage;
  stage.script.before_batch = [](auto, auto) {
    throw Error(HOPLINE_STATUS_NOT_FOUND, "table gone");
  };
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kJobFailed);
  CHECK(stage.script.Count("task_abort fake.writer1/0.1") == 1);
  CHECK(stage.script.Count("task_abort fake.writer1/0.2") == 0);
}

TEST_CASE("a reader that cannot replay is not retried") {
  RunStage stage;
  stage.script.replayable = false;
  stage.script.before_batch = [](auto, auto) {
    throw Error(HOPLINE_STATUS_UNAVAILABLE, "down");
  };
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kJobFailed);
  CHECK(stage.script.Count("task_abort fake.writer1/0.2") == 0);
}

TEST_CASE("a task whose process died is started again, if its reader can replay") {
  for (const bool replayable : {true, false}) {
    CAPTURE(replayable);
    RunStage stage;
    stage.script.replayable = replayable;
    int starts = 0;
    RunOptions options;
    options.spawn_task = [&](const std::string& run, uint32_t task,
                             services::CancelSource&) {
      if (++starts == 1) throw Error(HOPLINE_STATUS_UNAVAILABLE, "died by signal 9");
      Task(stage.world.context, MakeJob(1, 1), run, task);
    };
    CHECK((stage.Fails(MakeJob(1, 1), options) == ExitCode::kDone) == replayable);
    CHECK(starts == (replayable ? 3 : 1));  // of two tasks the first one twice
  }
}

TEST_CASE("dirty rows within the limit are kept in a file and left out") {
  RunStage stage;
  stage.script.dirty_values = {1, 1001};
  job::ResolvedJob job = MakeJob();
  job.setting.error_record = 2;
  const RunResult result = Run(stage.world.context, job, {});
  CHECK(stage.script.visible["fake.writer1"] == std::multiset<int64_t>{0, 2, 1000, 1002});
  const auto file = services::PosixEnv().ReadFile(result.directory + "/dirty/1.a1.jsonl");
  REQUIRE(file);
  CHECK(
      *file ==
      "{\"schema\":1,\"columns\":[{\"name\":\"n\",\"format\":\"l\",\"kind\":\"long\"}]}\n"
      "{\"schema\":1,\"step\":\"fake.writer1\",\"reasons\":[{\"column\":\"n\",\"code\":"
      "12,"
      "\"reason\":\"not wanted\"}],\"cells\":[1001]}\n");
}

TEST_CASE("a task stops at its own excess of dirty rows") {
  RunStage stage;
  stage.script.dirty_values = {0};
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kDirtyLimit);
  CHECK(stage.script.visible.empty());
}

TEST_CASE("the sum of dirty rows is judged before anything is committed") {
  RunStage stage;
  stage.script.dirty_values = {0, 1000};
  job::ResolvedJob job = MakeJob();
  job.setting.error_record = 1;
  CHECK(stage.Fails(job) == ExitCode::kDirtyLimit);
  CHECK(stage.script.Count("precommit fake.writer1") == 0);
  CHECK(stage.script.visible.empty());
}

TEST_CASE("a percentage of dirty rows is judged at the end") {
  RunStage stage;
  stage.script.dirty_values = {0, 1000};
  job::ResolvedJob job = MakeJob();
  job.setting.error_record.reset();
  job.setting.error_percentage = 0.33;
  CHECK(stage.Fails(job) == ExitCode::kDirtyLimit);
  job.setting.error_percentage = 0.34;
  CHECK(stage.Fails(job, {.resume = true}) == ExitCode::kDone);
}

TEST_CASE("a refusal before the commit withdraws the run and begins afresh, once") {
  RunStage stage;
  int refusals = 1;
  stage.script.on_precommit = [&] {
    if (refusals-- > 0) throw Error(HOPLINE_STATUS_DATA_INVALID, "part 3 is gone");
  };
  Run(stage.world.context, MakeJob(), {});
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.Runs().size() == 2);

  refusals = 100;
  CHECK(stage.Fails(MakeJob()) == ExitCode::kJobFailed);
  CHECK(stage.script.staged.empty());
}

TEST_CASE("a writer that cannot be asked before the commit has refused nothing") {
  RunStage stage;
  bool down = true;
  stage.script.on_precommit = [&] {
    if (down) throw Error(HOPLINE_STATUS_UNAVAILABLE, "down");
  };
  CHECK(stage.Fails(MakeJob()) == ExitCode::kJobFailed);
  CHECK(stage.Runs().at(0).state == RunState::kPlanned);
  CHECK(stage.script.Count("precommit fake.writer1") == 5);
  down = false;
  CHECK(stage.Fails(MakeJob(), {.resume = true}) == ExitCode::kDone);
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
}

TEST_CASE("'later' is asked again, 'already' counts as done") {
  RunStage stage;
  stage.script.outcomes = {2, 2, 1};
  Run(stage.world.context, MakeJob(), {});
  CHECK(stage.script.Count("commit fake.writer1") == 3);
}

TEST_CASE(
    "'later' for ten minutes leaves the commit incomplete, the next run finishes it") {
  RunStage stage;
  stage.script.outcomes.assign(1000, 2);
  const int64_t before = stage.world.clock.UnixMs();
  CHECK(stage.Fails(MakeJob()) == ExitCode::kCommitIncomplete);
  const int64_t minutes = (stage.world.clock.UnixMs() - before) / 60'000;
  CHECK(minutes >= 10);
  CHECK(minutes < 12);
  CHECK(stage.message.find("run it again") != std::string::npos);

  stage.script.outcomes.clear();
  Run(stage.world.context, MakeJob(), {});
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.Runs().size() == 1);
}

TEST_CASE("'failed' and 'unknown' stop at once and name the way out") {
  for (const int32_t outcome : {3, 4, 99}) {
    RunStage stage;
    stage.script.outcomes = {outcome};
    CHECK(stage.Fails(MakeJob(2)) == ExitCode::kCommitIncomplete);
    CHECK(stage.message.find("--give-up fake.writer1") != std::string::npos);
    CHECK(stage.script.Count("commit fake.writer2") == 0);

    const std::string run = stage.Runs().at(0).path;
    Abort(stage.world.context, MakeJob(2), run, "fake.writer1");
    CHECK(stage.Runs().at(0).state == RunState::kCommitting);
    Commit(stage.world.context, MakeJob(2), run, false);
    CHECK(stage.script.visible.count("fake.writer1") == 0);
    CHECK(stage.script.visible["fake.writer2"].size() == 6);
    CHECK(stage.script.Count("acknowledge 2") == 0);
    CHECK(stage.Runs().at(0).outcome == "given up");
  }
}

TEST_CASE("the guarantee is that of the weakest writer, with its reason") {
  RunStage stage;
  const auto guarantee = [&] {
    return Check(stage.world.context, MakeJob(), CheckDepth::kOffline).guarantee;
  };
  CHECK(guarantee().promise == Promise::kExactlyOnce);
  stage.script.writer_capabilities = HOPLINE_CAP_IDEMPOTENT;
  CHECK(guarantee().promise == Promise::kFinalStateEqual);
  stage.script.writer_capabilities = 0;
  CHECK(guarantee().text.starts_with("at least once: "));
  stage.script.replayable = false;
  CHECK(guarantee().promise == Promise::kNothing);
}

}  // namespace
}  // namespace hopline::run::test
