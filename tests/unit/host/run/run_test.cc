#include "host/run/run.h"

#include <doctest/doctest.h>

#include "fake_connectors.h"
#include "host/run/check.h"
#include "watched_env.h"

namespace hopline::run::test {
namespace {

using services::ExitCode;
using services::Failure;

/// The fakes in a world of their own. The SDK helper wants a host for its parameters.
struct RunStage {
  RunStage() {
    AddFakes(world);
    InstallHost();
  }
  ExitCode Fails(const job::ResolvedJob& job, const RunOptions& options = {}) {
    try {
      Run(world.context, job, options);
    } catch (const Failure& failure) {
      message = failure.what();
      return failure.code();
    } catch (const Error& error) {
      message = error.what();
      return error.code() == HOPLINE_STATUS_DIRTY_LIMIT ? ExitCode::kDirtyLimit
                                                        : ExitCode::kJobFailed;
    }
    return ExitCode::kDone;
  }
  std::vector<RunSummary> Runs() { return ListRuns(world.context); }

  World world;
  Script script;
  std::string message;
};

const std::multiset<int64_t> kAllRows = {0, 1, 2, 1000, 1001, 1002};

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

TEST_CASE("a failed acknowledge is made up for by the next run, which moves nothing") {
  RunStage stage;
  bool down = true;
  stage.script.on_acknowledge = [&] {
    if (down) throw Error(HOPLINE_STATUS_PERMISSION_DENIED, "read-only key");
  };
  CHECK(stage.Fails(MakeJob()) == ExitCode::kCommitIncomplete);
  CHECK(stage.message.find("all rows are in the target") != std::string::npos);
  down = false;
  stage.script.before_batch = [](auto, auto) { FAIL("reads again"); };
  Run(stage.world.context, MakeJob(), {});
  CHECK(stage.script.Count("commit fake.writer1") == 1);
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
}

TEST_CASE("a commit that began is not withdrawn") {
  RunStage stage;
  stage.script.outcomes = {3};
  stage.Fails(MakeJob());
  CHECK_THROWS_AS(Abort(stage.world.context, MakeJob(), stage.Runs().at(0).path, ""),
                  Failure);
  CHECK(stage.script.Count("abort fake.writer1") == 0);
}

TEST_CASE("a finished run id is not run again, a withdrawn one is, under another name") {
  RunStage stage;
  Run(stage.world.context, MakeJob(), {.run_id = "X"});
  Run(stage.world.context, MakeJob(), {.run_id = "X"});
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);

  const std::string planned = Plan(stage.world.context, MakeJob(), {.run_id = "Y"});
  Abort(stage.world.context, MakeJob(), planned, "");
  const RunResult result = Run(stage.world.context, MakeJob(), {.run_id = "Y"});
  CHECK(result.directory.ends_with("/Y.2"));
}

TEST_CASE("a run in pieces does what a run in one process does") {
  RunStage stage;
  const Context& context = stage.world.context;
  const std::string run = Plan(context, MakeJob(2), {});
  CHECK_THROWS_AS(Run(context, MakeJob(2), {}), Failure);
  Task(context, MakeJob(2), run, 1);
  CHECK_THROWS_AS(Commit(context, MakeJob(2), run, false), Failure);
  Task(context, MakeJob(2), run, 0);
  Task(context, MakeJob(2), run, 0);
  CHECK(stage.script.visible.empty());
  Commit(context, MakeJob(2), run, false);
  Commit(context, MakeJob(2), run, false);
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
  CHECK(stage.script.visible["fake.writer2"] == kAllRows);
  CHECK(stage.script.Count("commit fake.writer1") == 1);
  CHECK_THROWS_AS(Task(context, MakeJob(2), run, 7), Failure);
}

TEST_CASE("what an earlier process has named is durable before anything is built on it") {
  RunStage stage;
  World& world = stage.world;
  const std::string run = Plan(world.context, MakeJob(), {});
  const std::string name = std::filesystem::path(run).filename();
  WatchedEnv env;
  const Context watched{env,
                        world.clock,
                        world.log,
                        world.secrets,
                        world.metrics,
                        world.cancel,
                        world.connectors,
                        world.progress,
                        world.context.state_dir,
                        world.context.store_job};
  Task(watched, MakeJob(), run, 0);
  CHECK(env.Find("sync " + name) < env.Find("name 0.a1.started"));
  Task(world.context, MakeJob(), run, 1);

  env.events.clear();
  Commit(watched, MakeJob(), run, false);
  CHECK(env.Find("sync tasks") < env.Find("name committing"));
}

TEST_CASE("nothing is committed or withdrawn beside an attempt that lost its race") {
  RunStage stage;
  const Context& context = stage.world.context;
  const std::string run = Plan(context, MakeJob(), {});
  Task(context, MakeJob(), run, 1);
  std::string refusals;
  const auto refuse = [&](auto&& call) {
    try {
      call();
    } catch (const Failure& failure) {
      refusals += std::string(failure.what()) + "\n";
    }
  };
  stage.script.before_batch = [&](uint32_t, uint32_t attempt) {
    if (attempt != 1 || RunDirectory(context, run).TaskDone(0)) return;
    Task(context, MakeJob(), run, 0);  // the second attempt is faster
    refuse([&] { Commit(context, MakeJob(), run, false); });
    refuse([&] { Abort(context, MakeJob(), run, ""); });
  };
  Task(context, MakeJob(), run, 0);
  CHECK(refusals.find("another attempt of its finished task 0 is still at work: " +
                      ThisProcess()) != std::string::npos);
  CHECK(refusals.find("its task 0 is still being run by " + ThisProcess()) !=
        std::string::npos);
  CHECK(stage.script.Count("task_abort fake.writer1/0.1") == 1);
  Commit(context, MakeJob(), run, false);
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
}

TEST_CASE("finished tasks are kept only by the same plugins") {
  RunStage stage;
  stage.script.before_batch = [](uint32_t task, uint32_t) {
    if (task == 1) throw Error(HOPLINE_STATUS_NOT_FOUND, "gone");
  };
  stage.Fails(MakeJob(1, 1));
  job::ResolvedJob newer = MakeJob(1, 1);
  newer.steps[0].plugin_version = "2.0.0";
  CHECK(stage.Fails(newer, {.resume = true}) == ExitCode::kJobFailed);
  CHECK(stage.message.find("without --resume") != std::string::npos);
  stage.script.before_batch = [](auto, auto) {};
  CHECK(stage.Fails(newer) == ExitCode::kDone);
}

TEST_CASE("an edit of the setting leaves the window what it was") {
  RunStage stage;
  stage.script.dirty_values = {1, 1001};
  job::ResolvedJob job = MakeJob();
  job.setting.error_record = 1;
  CHECK(stage.Fails(job) == ExitCode::kDirtyLimit);

  job.setting.error_record = 2;
  job.document_digest = std::string(64, 'c');
  stage.script.outcomes = {HOPLINE_OUTCOME_UNKNOWN};
  CHECK(stage.Fails(job, {.resume = true}) == ExitCode::kCommitIncomplete);

  job.document_digest = std::string(64, 'e');
  {
    const WindowLock held = Window(stage.world.context, std::string(64, 'd'), job.job_key)
                                .Lock(stage.world.context, "run", false);
    CHECK(stage.Fails(job) == ExitCode::kJobFailed);
  }
  CHECK(stage.Fails(job) == ExitCode::kDone);
  CHECK(stage.script.visible["fake.writer1"] == std::multiset<int64_t>{0, 2, 1000, 1002});
  CHECK(ListRuns(stage.world.context, &job).size() == 1);
}

TEST_CASE("a run is not resumed by a script that would do other work") {
  RunStage stage;
  bool broken = true;
  stage.script.before_batch = [&](uint32_t task, uint32_t) {
    if (task == 1 && broken) throw Error(HOPLINE_STATUS_NOT_FOUND, "table gone");
  };
  const auto stored = [](const char* zone) {
    return [zone](const job::ResolvedJob&) {
      return std::string(R"({"edges":[[0,1]],"setting":{"settings":{"timeZone":")") +
             zone + R"("}}})";
    };
  };
  stage.world.context.store_job = stored("UTC");
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kJobFailed);
  broken = false;

  stage.world.context.store_job = stored("Asia/Shanghai");
  CHECK(stage.Fails(MakeJob(1, 1), {.resume = true}) == ExitCode::kJobFailed);
  CHECK(stage.message.find("other hops or column settings") != std::string::npos);

  stage.world.context.store_job = stored("UTC");
  job::ResolvedJob edited = MakeJob(1, 1);
  edited.document_digest = std::string(64, 'e');
  RunOptions isolated;
  isolated.resume = true;
  isolated.spawn_task = [](const auto&, auto, auto&) {};
  CHECK(stage.Fails(edited, isolated) == ExitCode::kUsage);
  CHECK(stage.message.find("resume without --isolate") != std::string::npos);
  CHECK(stage.Fails(edited, {.resume = true}) == ExitCode::kDone);
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
}

TEST_CASE("a damaged run of another window stops nobody") {
  RunStage stage;
  job::ResolvedJob other = MakeJob();
  other.job_key = std::string(64, 'o');
  const std::string damaged = Plan(stage.world.context, other, {});
  std::filesystem::resize_file(damaged + "/run.json", 10);

  CHECK(stage.Fails(MakeJob()) == ExitCode::kDone);
  CHECK(stage.Runs().size() == 1);
  CHECK(stage.Fails(other) == ExitCode::kJobFailed);
  CHECK(stage.message.find("neither continued nor withdrawn") != std::string::npos);
}

TEST_CASE("a cancelled run withdraws its attempts and stands") {
  RunStage stage;
  stage.script.before_batch = [&](uint32_t task, uint32_t) {
    if (task == 1) stage.world.cancel.Cancel();
  };
  CHECK(stage.Fails(MakeJob(1, 1)) == ExitCode::kJobFailed);
  CHECK(stage.script.Count("task_abort fake.writer1/1.1") == 1);
  CHECK(stage.script.visible.empty());
  CHECK(stage.Runs().at(0).state == RunState::kPlanned);
}

TEST_CASE("a run whose withdrawal began is only ever withdrawn") {
  RunStage stage;
  const Context& context = stage.world.context;
  const job::ResolvedJob job = MakeJob();
  const std::string run = Plan(context, job, {});
  Task(context, job, run, 0);
  RunDirectory(context, run).WriteAborting();

  CHECK(stage.Runs().at(0).state == RunState::kAborting);
  CHECK_THROWS_WITH_AS(Task(context, job, run, 1),
                       doctest::Contains("it takes no more tasks"), Failure);
  CHECK_THROWS_WITH_AS(Commit(context, job, run, false),
                       doctest::Contains("its withdrawal had begun"), Failure);
  CHECK(stage.script.staged.empty());
  CHECK(stage.script.visible.empty());
  CHECK(stage.Runs().at(0).outcome == "aborted");
  CHECK_THROWS_WITH_AS(Commit(context, job, run, false),
                       doctest::Contains("nothing of it is in the target"), Failure);
}

TEST_CASE("--resume keeps no task of a run whose withdrawal began") {
  RunStage stage;
  const Context& context = stage.world.context;
  const std::string run = Plan(context, MakeJob(), {});
  Task(context, MakeJob(), run, 0);
  RunDirectory(context, run).WriteAborting();
  Run(context, MakeJob(), {.resume = true, .take_over = true});
  CHECK(stage.Runs().size() == 2);
  CHECK(stage.Runs().at(0).outcome == "aborted");
  CHECK(stage.script.visible["fake.writer1"] == kAllRows);
}

TEST_CASE("the latest thirty finished runs of a window are kept") {
  RunStage stage;
  for (int i = 0; i < 32; ++i) Run(stage.world.context, MakeJob(), {});
  const std::vector<RunSummary> runs = stage.Runs();
  CHECK(runs.size() == 30);
  CHECK(runs.front().record.incarnation == 3);
  CHECK(runs.back().record.incarnation == 32);
  const std::string window = std::filesystem::path(runs[0].path).parent_path().string();
  CHECK(services::PosixEnv().List(window).size() == 31);  // and the lock
}

TEST_CASE("old runs that cannot be removed do not fail the run that is done") {
  RunStage stage;
  for (int i = 0; i < 30; ++i) Run(stage.world.context, MakeJob(), {});
  const std::filesystem::path oldest = stage.Runs().front().path;
  stage.script.before_batch = [&](auto, auto) {
    const std::string doomed =
        std::string(services::kTemporaryPrefix) + oldest.filename().string();
    std::filesystem::create_directories(oldest.parent_path() / doomed / "in the way");
  };
  CHECK(stage.Fails(MakeJob()) == ExitCode::kDone);
  CHECK(stage.Runs().size() == 31);
  stage.script.before_batch = [](auto, auto) {};
  CHECK(stage.Fails(MakeJob()) == ExitCode::kDone);
  CHECK(stage.Runs().size() == 30);
}

TEST_CASE("a window that is held is refused with its holder's name") {
  RunStage stage;
  Window window(stage.world.context, MakeJob().document_digest, MakeJob().job_key);
  const WindowLock held = window.Lock(stage.world.context, "run", false);
  std::string directory;
  RunOptions options;
  options.on_directory = [&](const std::string& path) { directory = path; };
  CHECK(stage.Fails(MakeJob(), options) == ExitCode::kJobFailed);
  CHECK(stage.message.find(ThisProcess()) != std::string::npos);
  CHECK(directory.empty());
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
