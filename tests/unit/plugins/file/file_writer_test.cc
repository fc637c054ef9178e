// Every phase on a handle of its own, as the host does it.
#include <doctest/doctest.h>
#include <hopline/writer.h>
#include <hopline/builder.hpp>

#include "plugins/common/file_handle.h"
#include "plugins/file/target.h"
#include "plugins/file/writer.h"
#include "tests/unit/plugins/support/test_folder.h"
#include "tests/unit/plugins/support/test_host.h"

#include <filesystem>
#include <map>

namespace hopline::plugins::file {
namespace {

namespace fs = std::filesystem;

const Fields kFields = {Field::Of("id", Type::kInt64)};

Batch Rows(std::initializer_list<int64_t> values) {
  BatchBuilder builder(kFields);
  for (const int64_t value : values) {
    builder.column(0).AppendFixed(value);
    builder.EndRow();
  }
  return builder.Finish();
}

/// One run: plan, tasks, commit, each phase on a fresh writer.
class Run {
 public:
  Run(const Folder& folder, std::string members, std::string run_id = "run-1")
      : config_("{\"path\":\"" + folder.path() +
                "\",\"object\":\"out/part\",\"fileFormat\":\"csv\"," + members + "}"),
        run_id_(std::move(run_id)) {}

  FileWriter Open() const {
    TestHost::Install();
    JobContext context;
    context.job_key = "window";
    context.run_id = run_id_;
    context.step_name = "Writer";
    context.config = Config(config_);
    context.settings = Config("{}");
    return FileWriter(std::move(context));
  }
  void Plan() {
    const Schema schema = MakeSchema(kFields);
    token_ = Open().Prepare(*schema);
  }
  /// Stages an attempt; a loser leaves its files lying about.
  void Task(uint32_t index, std::initializer_list<int64_t> values, uint32_t attempt = 1,
            bool wins = true) {
    FileWriter writer = Open();
    const Schema schema = MakeSchema(kFields);
    TaskContext context;
    context.task = token_;
    context.task_index = index;
    context.attempt = attempt;
    const auto task = writer.OpenTask(std::move(context), *schema);
    task->Write(Rows(values));
    std::string message = task->Prepare();
    hopline_attempt started{};
    started.task_index = index;
    started.attempt = attempt;
    started_.push_back(started);
    if (wins) messages_[index] = {attempt, std::move(message)};
  }
  Staged All() const {
    Staged staged;
    staged.token = token_;
    for (const auto& [index, message] : messages_) {
      staged.messages.push_back({message.second, index, message.first});
    }
    staged.started = started_;
    return staged;
  }
  std::vector<int32_t> Commit() const {
    const Staged staged = All();
    std::vector<int32_t> outcomes(staged.messages.size(), HOPLINE_OUTCOME_RETRY_LATER);
    Open().Precommit(staged);
    Open().Commit(staged, outcomes);
    return outcomes;
  }
  std::vector<int32_t> CommitAgain() const {
    const Staged staged = All();
    std::vector<int32_t> outcomes(staged.messages.size(), HOPLINE_OUTCOME_RETRY_LATER);
    Open().Commit(staged, outcomes);
    return outcomes;
  }
  void Abort() const { Open().Abort(All()); }

 private:
  std::string config_, run_id_, token_;
  std::map<uint32_t, std::pair<uint32_t, std::string>> messages_;
  std::vector<hopline_attempt> started_;
};

using Files = std::map<std::string, std::string>;
constexpr const char* kTruncate = R"("writeMode":"truncate","suffix":"csv")";

TEST_CASE("nothing is visible before the commit, everything after it") {
  const Folder folder;
  Run run(folder, kTruncate);
  run.Plan();
  run.Task(0, {1, 2});
  run.Task(1, {3});
  for (const auto& [name, content] : folder.Files()) {
    CHECK(name.find("out/.hopline-") == 0);
  }
  CHECK(run.Commit() == std::vector<int32_t>{0, 0});
  CHECK(folder.Files() == Files{{"out/part__X.csv", "1\n2\n3\n"}});
}

TEST_CASE("a commit can be repeated at any point") {
  const Folder folder;
  Run run(folder, kTruncate);
  run.Plan();
  run.Task(0, {1});
  run.Task(1, {2});
  run.Commit();
  CHECK(run.CommitAgain() == std::vector<int32_t>{1, 1});
  CHECK(folder.Files() == Files{{"out/part__X.csv", "1\n2\n"}});
}

TEST_CASE("losing attempts leave nothing behind") {
  const Folder folder;
  Run run(folder, kTruncate);
  run.Plan();
  run.Task(0, {9}, 1, false);
  run.Task(0, {1}, 2);
  run.Commit();
  CHECK(folder.Files() == Files{{"out/part__X.csv", "1\n"}});
}

TEST_CASE("an abort removes what every attempt staged and leaves strangers alone") {
  const Folder folder;
  folder.Put("out/part__old", "old");
  folder.Put("out/.hopline-of-another-run-0", "x");
  Run run(folder, kTruncate);
  run.Plan();
  run.Task(0, {9}, 1, false);
  run.Task(0, {1}, 2);
  run.Abort();
  run.Abort();
  CHECK(folder.Files() ==
        Files{{"out/.hopline-of-another-run-0", "x"}, {"out/part__X", "old"}});
}

TEST_CASE("truncate takes the prefix away, but nothing beside it") {
  const Folder folder;
  folder.Put("out/part-old", "old");
  folder.Put("out/part/deep/file", "old");
  folder.Put("out/other", "stays");
  Run run(folder, kTruncate);
  run.Plan();
  REQUIRE(TestHost::log().size() == 1);
  CHECK(TestHost::log()[0].find("which this job has not made") != std::string::npos);
  run.Task(0, {1});
  CHECK(folder.Files().count("out/part-old") == 1);
  run.Commit();
  CHECK(folder.Files() == Files{{"out/other", "stays"}, {"out/part__X.csv", "1\n"}});
}

TEST_CASE("append writes beside what is there") {
  const Folder folder;
  for (const char* id : {"run-1", "run-2"}) {
    Run run(folder, R"("writeMode":"append")", id);
    run.Plan();
    run.Task(0, {1});
    run.Commit();
  }
  CHECK(folder.Files() == Files{{"out/part__X", "1\n1\n"}});
}

TEST_CASE("append with stable names replaces what the same window wrote") {
  const Folder folder;
  const char* stable = R"("writeMode":"append","stableNames":true)";
  Run first(folder, stable, "run-1");
  first.Plan();
  first.Task(0, {1});
  first.Task(1, {2});
  first.Commit();
  Run second(folder, stable, "run-2");  // the window has fewer tasks now
  second.Plan();
  second.Task(0, {3});
  second.Commit();
  CHECK(folder.Files() == Files{{"out/part__X", "3\n"}});
}

TEST_CASE("nonConflict refuses a prefix that is taken, and a name taken meanwhile") {
  const Folder folder;
  folder.Put("out/part-old", "old");
  Run refused(folder, R"("writeMode":"nonConflict")");
  CHECK_THROWS_WITH_AS(refused.Plan(), doctest::Contains("whose name begins with"),
                       Error);
  fs::remove_all(folder.path() + "/out");
  Run run(folder, R"("writeMode":"nonConflict","writeSingleObject":true)");
  run.Plan();
  run.Task(0, {1});
  folder.Put("out/part", "somebody else's");
  CHECK_THROWS_WITH_AS(run.Commit(), doctest::Contains("has appeared meanwhile"), Error);
  CHECK(folder.Files().at("out/part") == "somebody else's");
}

TEST_CASE("a single object has one header and the rows of all tasks in order") {
  const Folder folder;
  folder.Put("out/part", "old");
  folder.Put("out/part2", "stays");
  Run run(folder, R"("writeMode":"truncate","writeSingleObject":true,"header":["id"])");
  run.Plan();
  run.Task(0, {});
  run.Task(1, {1, 2});
  run.Task(2, {3});
  const Files wanted = {{"out/part", "id\n1\n2\n3\n"}, {"out/part2", "stays"}};
  CHECK(run.Commit() == std::vector<int32_t>{0, 0, 0});
  CHECK(folder.Files() == wanted);
  CHECK(run.CommitAgain() == std::vector<int32_t>{1, 1, 1});
  CHECK(folder.Files() == wanted);
}

TEST_CASE("a single object without rows is none, and truncate leaves none") {
  const Folder folder;
  folder.Put("out/part", "old");
  Run run(folder, R"("writeMode":"truncate","writeSingleObject":true,"header":["id"])");
  run.Plan();
  run.Task(0, {});
  run.Commit();
  CHECK(folder.Files().empty());
}

TEST_CASE("a task without rows makes an empty file, unless that is not wanted") {
  const Folder folder;
  Run run(folder, R"("writeMode":"truncate","header":["id"])");
  run.Plan();
  run.Task(0, {});
  run.Commit();
  CHECK(folder.Files() == Files{{"out/part__X", "id\n"}});
  Run none(folder, R"("writeMode":"truncate","generateEmptyFile":false)", "run-2");
  none.Plan();
  none.Task(0, {});
  none.Commit();
  CHECK(folder.Files().empty());
}

TEST_CASE("precommit notices a staged file that was cut or removed") {
  const Folder folder;
  Run run(folder, kTruncate);
  run.Plan();
  run.Task(0, {1, 2, 3});
  const std::string hidden = Target(folder.path()).ListHidden("out/x", ".hopline-").at(0);
  fs::resize_file(folder.path() + "/" + hidden, 2);
  CHECK_THROWS_WITH_AS(run.Commit(), doctest::Contains("has 2 bytes instead of 6"),
                       Error);
  fs::remove(folder.path() + "/" + hidden);
  CHECK_THROWS_WITH_AS(run.Commit(), doctest::Contains("is gone"), Error);
}

TEST_CASE("two steps under one prefix do not remove each other's files") {
  const Folder folder;
  Run run(folder, kTruncate);
  Run other(folder,
            R"("writeMode":"truncate")");  // the same run, planned at the same time
  run.Plan();
  other.Plan();
  run.Task(0, {1});
  run.Commit();
  other.Task(1, {2});
  other.Commit();
  CHECK(folder.Files() == Files{{"out/part__X.csv", "1\n"}, {"out/part__X", "2\n"}});
}

TEST_CASE("a full disk is told in plain words") {
  const Folder folder;
  Run run(folder, kTruncate);
  FileHandle full = FileHandle::Open("/dev/full", 1);
  CHECK_THROWS_WITH_AS(full.Write("x"),
                       doctest::Contains("writing '/dev/full': No space left on device; "
                                         "free some space"),
                       Error);
}

TEST_CASE("names that leave the folder are refused") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(Run(folder, R"("writeMode":"append","object":"../x")").Open(),
                       doctest::Contains("/object: the file name '../x'"), Error);
  CHECK_THROWS_AS(CheckName("a//b"), Error);
  CHECK_NOTHROW(CheckName("a/b..c/.d"));
}

TEST_CASE("parquet is refused in one line, and append alone is not staged") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(
      Run(folder, R"("writeMode":"append","fileFormat":"parquet")").Open(),
      doctest::Contains("hopline-format-parquet.so"), Error);
  const uint64_t all = HOPLINE_CAP_STAGED | HOPLINE_CAP_ABORTS;
  CHECK(Run(folder, kTruncate).Open().Capabilities(all) == all);
  CHECK(Run(folder, R"("writeMode":"append")").Open().Capabilities(all) ==
        HOPLINE_CAP_ABORTS);
  CHECK(Run(folder, R"("writeMode":"append","stableNames":true)")
            .Open()
            .Capabilities(all) == all);
}

}  // namespace
}  // namespace hopline::plugins::file
