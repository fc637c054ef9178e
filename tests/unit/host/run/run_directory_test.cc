#include "host/run/run_directory.h"

#include <doctest/doctest.h>

#include <fstream>

#include "fixture.h"
#include "host/run/digest.h"
#include "host/run/graph.h"

namespace hopline::run::test {
namespace {

using services::Failure;

RunRecord SampleRun() {
  RunRecord run;
  run.run_id = "X";
  run.job_key = "k";
  run.incarnation = 3;
  run.mode = Mode::kPieces;
  run.started_unix_ms = 1'682'247'360'000;
  run.guarantee = "exactly once: \"a\",\"job\":";
  run.steps = {{0, "r", "fake.reader", "p", "1.0.0", "ab"}};
  run.job_json = R"({"big":123456789012345678901234567890,"job":1})";
  return run;
}

TEST_CASE("a record reads back as it was written, the job's text untouched") {
  const RunRecord run = SampleRun();
  const auto back = ParseRun(ToText(run));
  REQUIRE(back);
  CHECK(back->job_json == run.job_json);
  CHECK(back->steps == run.steps);
  CHECK(back->guarantee == run.guarantee);
  CHECK(back->mode == Mode::kPieces);

  TaskRecord task;
  task.task = 4;
  task.attempt = 2;
  task.checkpoint = std::string("\0\xff", 2);
  task.messages = {{1, "m1"}, {2, std::string(3, '\0')}};
  task.steps = {{0, 10, 20, 1, 30}};
  const auto task_back = ParseTask(ToText(task));
  REQUIRE(task_back);
  CHECK(task_back->checkpoint == task.checkpoint);
  CHECK(task_back->messages.at(1).bytes == task.messages[1].bytes);
  CHECK(task_back->steps.at(0).wait_ns == 30);
}

TEST_CASE("a record with any byte changed or missing is not whole") {
  const std::string text = ToText(SampleRun());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(ParseRun(changed));
    CHECK_FALSE(ParseRun(text.substr(0, i)));
  }
}

TEST_CASE("a record of a later format is refused with the cure") {
  std::string text = ToText(SampleRun());
  text.replace(text.find("\"format\":1"), 10, "\"format\":2");
  const std::string sealed = Seal(text.substr(0, text.rfind(",\"sha256\"")) + "}");
  CHECK_THROWS_AS(ParseRun(sealed), Failure);
}

TEST_CASE("a broken record counts as absent and is set aside") {
  World world;
  RunDirectory directory(world.context, world.directory.path() + "/run");
  directory.Create();
  directory.WriteRun(SampleRun());
  std::ofstream(directory.path() + "/plan.json") << "{\"half";

  CHECK(directory.State() == RunState::kBegun);
  CHECK_FALSE(world.context.env.Exists(directory.path() + "/plan.json"));
  CHECK(world.context.env.Exists(directory.path() + "/plan.json.broken-1"));
}

TEST_CASE("the state of a run is which files exist") {
  World world;
  RunDirectory directory(world.context, world.directory.path() + "/run");
  directory.Create();
  CHECK(directory.State() == RunState::kEmpty);
  directory.WriteRun(SampleRun());
  CHECK(directory.State() == RunState::kBegun);
  directory.WritePlan({});
  CHECK(directory.State() == RunState::kPlanned);
  directory.WriteCommitting();
  CHECK(directory.State() == RunState::kCommitting);
  directory.WriteReport("{\"outcome\":\"done\"}");
  CHECK(directory.State() == RunState::kFinished);
  CHECK(directory.ReadReport() == "{\"outcome\":\"done\"}");
}

TEST_CASE("files without run.json are damage, not an empty run") {
  World world;
  RunDirectory directory(world.context, world.directory.path() + "/run");
  directory.Create();
  directory.WritePlan({});
  CHECK_THROWS_AS(directory.State(), Failure);
}

TEST_CASE("attempts are numbered past every one that ever began") {
  World world;
  RunDirectory directory(world.context, world.directory.path() + "/run");
  directory.Create();
  CHECK(directory.StartAttempt(0) == 1);
  CHECK(directory.StartAttempt(0) == 2);
  CHECK(directory.StartAttempt(11) == 1);
  const std::vector<hopline_attempt> started = directory.Started();
  REQUIRE(started.size() == 3);
  CHECK(started[1].attempt == 2);
  CHECK(started[2].task_index == 11);
}

TEST_CASE("of two attempts of a task the first record wins") {
  World world;
  RunDirectory directory(world.context, world.directory.path() + "/run");
  directory.Create();
  TaskRecord record;
  record.attempt = 2;
  CHECK(directory.WriteTask(record));
  record.attempt = 1;
  CHECK_FALSE(directory.WriteTask(record));
  CHECK(directory.ReadTask(0)->attempt == 2);
}

TEST_CASE("base64 follows the vectors of RFC 4648 and refuses the rest") {
  CHECK(Base64Encode("") == "");
  CHECK(Base64Encode("f") == "Zg==");
  CHECK(Base64Encode("fo") == "Zm8=");
  CHECK(Base64Encode("foobar") == "Zm9vYmFy");
  CHECK(Base64Decode("Zm8=") == "fo");
  CHECK(Base64Decode("") == "");
  CHECK_THROWS_AS(Base64Decode("Zm8"), Error);
}

job::ResolvedJob Chain(std::vector<registry::Kind> kinds, std::vector<job::Edge> edges) {
  job::ResolvedJob job;
  for (const registry::Kind kind : kinds) {
    job.steps.push_back(MakeStep(static_cast<uint32_t>(job.steps.size()), kind, "s"));
  }
  job.edges = std::move(edges);
  return job;
}

constexpr auto kReader = registry::Kind::kReader;
constexpr auto kWriter = registry::Kind::kWriter;
constexpr auto kProcessor = registry::Kind::kProcessor;

TEST_CASE("a reader's tree lists each step after the one that feeds it") {
  const Graph graph(
      Chain({kWriter, kProcessor, kReader, kWriter}, {{2, 1}, {1, 0}, {2, 3}}));
  CHECK(graph.Tree(2) == std::vector<Position>{2, 1, 3, 0});
  CHECK(graph.readers() == std::vector<Position>{2});
}

TEST_CASE("a writer reached twice from one reader is refused") {
  CHECK_THROWS_AS(Graph(Chain({kReader, kProcessor, kWriter}, {{0, 1}, {1, 2}, {0, 2}})),
                  Failure);
}

TEST_CASE("loops and loose ends are refused") {
  CHECK_THROWS_AS(
      Graph(Chain({kReader, kProcessor, kProcessor, kWriter}, {{0, 3}, {1, 2}, {2, 1}})),
      Failure);
  CHECK_THROWS_AS(Graph(Chain({kReader, kProcessor, kWriter}, {{0, 1}, {0, 2}})),
                  Failure);
  CHECK_THROWS_AS(Graph(Chain({kReader, kWriter, kWriter}, {{0, 1}})), Failure);
}

}  // namespace
}  // namespace hopline::run::test
