#include "host/run/loss.h"

#include <doctest/doctest.h>

#include "fake_connectors.h"
#include "host/run/check.h"

namespace hopline::run::test {
namespace {

/// The fakes, with any capabilities.
struct LossStage {
  explicit LossStage(uint64_t reader, uint64_t writer) {
    script.reader_capabilities = reader;
    script.writer_capabilities = writer;
    AddFakes(world);
    InstallHost();
  }
  std::vector<std::string> Losses(const job::ResolvedJob& job) {
    return Check(world.context, job, CheckDepth::kOffline).losses;
  }
  Script script;
  World world;
};

bool Says(const std::vector<std::string>& losses, const char* text) {
  return losses.size() == 1 && losses[0].find(text) != std::string::npos;
}

constexpr uint64_t kReplaces = HOPLINE_CAP_STAGED | HOPLINE_CAP_REPLACES;

TEST_CASE("a replaced target that changes less often than its window is named") {
  LossStage stage(HOPLINE_CAP_REPLAYABLE, kReplaces);
  job::ResolvedJob job = MakeJob();
  job.steps[0].period = job::Period::kHour;
  job.steps[0].variables = {"start"};
  job.steps[1].variables = {"day"};
  job.steps[1].period = job::Period::kDay;
  CHECK(Says(stage.Losses(job), "stays the same for a day"));
  CHECK(Says(stage.Losses(job), "put ${start} into the target"));
  job.steps[1].period = job::Period::kHour;
  CHECK(stage.Losses(job).empty());
}

TEST_CASE("a replaced target without variables is named when the window has some") {
  LossStage stage(HOPLINE_CAP_REPLAYABLE, kReplaces);
  job::ResolvedJob job = MakeJob();
  job.steps[0].variables = {"start"};
  CHECK(Says(stage.Losses(job), "depends on ${start}"));
  job.steps[1].variables = {"start"};
  CHECK(stage.Losses(job).empty());
}

TEST_CASE("a target that is not replaced loses nothing") {
  LossStage stage(HOPLINE_CAP_REPLAYABLE, HOPLINE_CAP_STAGED);
  job::ResolvedJob job = MakeJob();
  job.steps[0].variables = {"start"};
  job.steps[0].period = job::Period::kHour;
  CHECK(stage.Losses(job).empty());
}

TEST_CASE("sparse rows must not reach a writer to which nulls erase") {
  LossStage sparse(HOPLINE_CAP_REPLAYABLE | HOPLINE_CAP_SPARSE,
                   HOPLINE_CAP_IDEMPOTENT | HOPLINE_CAP_NULL_ERASES);
  CHECK(Says(sparse.Losses(MakeJob()), "leaves null what a change did not touch"));
}

TEST_CASE("rows of one key from two readers have no order") {
  LossStage stage(HOPLINE_CAP_REPLAYABLE, HOPLINE_CAP_IDEMPOTENT);
  job::ResolvedJob job;
  job.steps = {MakeStep(0, registry::Kind::kReader, "fake.reader"),
               MakeStep(1, registry::Kind::kReader, "fake.reader"),
               MakeStep(2, registry::Kind::kWriter, "fake.writer")};
  job.edges = {{0, 2}, {1, 2}};
  job.setting.settings_json = "{}";
  CHECK(Says(stage.Losses(job), "'fake.reader0' and 'fake.reader1' at the same time"));
}

TEST_CASE("a check asks for schemas only when it may use the network") {
  LossStage stage(HOPLINE_CAP_REPLAYABLE, HOPLINE_CAP_STAGED);
  const job::ResolvedJob job = MakeJob();
  CHECK(Check(stage.world.context, job, CheckDepth::kOffline).reached.empty());
  CHECK(stage.script.Count("schema") == 0);
  const Findings findings = Check(stage.world.context, job, CheckDepth::kPlan);
  CHECK(stage.script.Count("schema") == 1);
  CHECK(findings.reached.size() == 2);
  CHECK(findings.tasks.size() == stage.script.tasks);
}

TEST_CASE("a check goes on after a step that cannot be reached, and says the cure") {
  LossStage stage(HOPLINE_CAP_REPLAYABLE, HOPLINE_CAP_STAGED);
  stage.script.on_check = [](const std::string& step) {
    if (step == "fake.reader0") throw Error(HOPLINE_STATUS_UNAVAILABLE, "no connection");
  };
  job::ResolvedJob job = MakeJob();
  job.steps[0].datasource = "source";
  const Findings findings = Check(stage.world.context, job, CheckDepth::kPlan);
  REQUIRE(findings.reached.size() == 2);
  CHECK(findings.reached[0].problem ==
        "step 'fake.reader0' (fake.reader): no connection; look at the endpoint of data "
        "source 'source', and at the way to it");
  CHECK(findings.reached[1].problem.empty());
  CHECK(findings.tasks.empty());
}

}  // namespace
}  // namespace hopline::run::test
