// What a run finds of the runs before it, and leaves to those after it.
#include <doctest/doctest.h>

#include "run_stage.h"
#include "watched_env.h"

namespace hopline::run::test {
namespace {

using services::ExitCode;
using services::Failure;

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

}  // namespace
}  // namespace hopline::run::test
