// Rows that name their partitions: what is committed where, and how often.
#include <doctest/doctest.h>

#include "plugins/odps/write_task.h"
#include "tests/unit/plugins/odps/writer_run.h"

namespace hopline::plugins::odps {
namespace {

/// t(text) partitioned by pt; rows are a text and its partition.
class PartitionsRun : public WriterRun {
 public:
  explicit PartitionsRun(bool truncate = true)
      : WriterRun("(text string) partitioned by (pt string)",
                  std::string(R"("column":["text","PT"],"truncate":)") +
                      (truncate ? "true" : "false"),
                  R"("column":["pt","text"],"partition":["*"],)"
                  R"("successOnNoPartition":true)") {}

  void Begin(uint32_t tasks = 1) { WriterRun::Begin(tasks, 2); }
  /// A whole run of one task.
  void Write(const std::vector<Row>& rows) {
    Begin();
    Task(0, rows);
    Precommit();
    Commit();
  }
};

TEST_CASE("exactly the partitions that receive rows are replaced") {
  for (const uint32_t tasks : {1U, 2U}) {
    PartitionsRun run;
    run.Write({{"old", "1"}, {"old", "2"}});
    run.Begin(tasks);
    run.Task(0, {{"new", "2"}, {"new", "3"}, {"newer", "2"}});
    if (tasks > 1) run.Task(1, {{"other", "2"}});
    run.Precommit();
    CHECK(run.Rows() == TextRows{"1|old", "2|old"});
    run.Commit();
    TextRows expected = {"1|old", "2|new", "2|newer", "3|new"};
    if (tasks > 1) expected.insert(expected.begin() + 3, "2|other");
    CHECK(run.Rows() == expected);
  }
}

TEST_CASE("without truncate rows are added, in one session for each partition") {
  PartitionsRun run(false);
  run.Write({{"old", "1"}});
  const int sessions = run.transport.Count("CreateUpload");
  const int commits = run.transport.Count("CommitUpload");
  run.Begin(2);
  run.Task(0, {{"a", "1"}, {"a", "2"}});
  run.Task(1, {{"b", "1"}, {"b", "2"}});
  run.Precommit();
  run.Commit();
  // One of the two partitions is missing at first.
  CHECK(run.transport.Count("CreateUpload") == sessions + 3);
  CHECK(run.transport.Count("CommitUpload") == commits + 2);
  CHECK(run.Rows() == TextRows{"1|a", "1|b", "1|old", "2|a", "2|b"});
}

TEST_CASE("blocks and partitions of attempts that lost are not seen") {
  PartitionsRun run;
  run.Write({{"old", "1"}, {"old", "9"}});
  run.Begin(2);
  run.Task(0, {{"lost", "1"}, {"lost", "9"}}, 1, false);
  run.Task(0, {{"won", "1"}}, 2);
  run.Task(1, {{"other", "1"}});
  run.Precommit();
  run.Commit();
  CHECK(run.Rows() == TextRows{"1|other", "1|won", "9|old"});
}

TEST_CASE("processes with sessions of their own replace a partition together") {
  for (const bool truncate : {true, false}) {
    PartitionsRun run(truncate);
    run.Write({{"old", "1"}});
    run.Begin(3);
    run.Task(0, {{"a", "1"}});
    run.NewProcess();
    run.Task(1, {{"lost", "1"}}, 1, false);
    run.NewProcess();
    run.Task(1, {{"b", "1"}}, 2);
    run.Task(2, {{"c", "1"}, {"c", "2"}});
    run.Precommit();
    run.Commit();
    TextRows expected = {"1|a", "1|b", "1|c", "2|c"};
    if (!truncate) expected.insert(expected.begin() + 3, "1|old");
    CHECK(run.Rows() == expected);
  }
}

TEST_CASE("a commit that breaks off anywhere is finished by the next one, once") {
  for (const uint32_t processes : {1U, 2U}) {
    for (const Mishap mishap : {Mishap::kLostReply, Mishap::kLostRequest}) {
      for (int reached = 0;; ++reached) {
        CAPTURE(processes);
        CAPTURE(reached);
        PartitionsRun run;
        run.Write({{"old", "1"}, {"old", "2"}});
        run.Begin(2);
        run.Task(0, {{"a", "1"}, {"a", "2"}});
        if (processes == 2) run.NewProcess();
        run.Task(1, {{"b", "1"}, {"b", "2"}});
        run.Precommit();
        // All requests fail behind the first `reached` ones, as if the process had died.
        run.transport.Fail("CommitUpload", mishap, 1000, reached);
        std::string failure;
        const Outcomes broken = run.Commit(&failure);
        run.transport.Fail("CommitUpload", mishap, 0);
        if (failure.empty()) break;
        CHECK(broken == Outcomes(2, HOPLINE_OUTCOME_RETRY_LATER));
        run.Precommit();
        run.Commit();
        run.Commit();
        CHECK(run.Rows() == TextRows{"1|a", "1|b", "2|a", "2|b"});
        REQUIRE(reached < 10);
      }
    }
  }
}

TEST_CASE("an expired session is unknown to the tasks that wrote to it") {
  PartitionsRun run;
  run.Begin(2);
  run.Task(0, {{"late", "1"}});
  run.Task(1, {});
  run.Advance(25);
  CHECK_THROWS_WITH(run.Precommit(), doctest::Contains("the run has to begin anew"));
  std::string failure;
  CHECK(run.Commit(&failure) ==
        Outcomes{HOPLINE_OUTCOME_UNKNOWN, HOPLINE_OUTCOME_RETRY_LATER});
  CHECK(failure.find("look at the table") != std::string::npos);
}

TEST_CASE("many partitions are committed once each, and none is begun after a failure") {
  constexpr int kPartitions = 40;
  std::vector<std::string> names;
  for (int i = 0; i < kPartitions; ++i) names.push_back(std::to_string(i));
  std::vector<Row> rows;
  for (const std::string& name : names) rows.push_back({"a", name.c_str()});

  PartitionsRun run;
  run.Write(rows);
  CHECK(run.transport.Count("CommitUpload") == kPartitions);
  CHECK(run.Rows().size() == kPartitions);

  run.Begin();
  run.Task(0, rows);
  run.Advance(25);
  std::string failure;
  CHECK(run.Commit(&failure) == Outcomes{HOPLINE_OUTCOME_UNKNOWN});
  const std::string_view says = "look at the table";
  CHECK(failure.find(says) != std::string::npos);
  CHECK(failure.find(says) == failure.rfind(says));
  CHECK(run.transport.Count("CommitUpload") <= kPartitions + 8);
}

TEST_CASE("a run without rows touches no partition") {
  PartitionsRun run;
  run.Write({{"old", "1"}});
  run.Write({});
  CHECK(run.Rows() == TextRows{"1|old"});
}

TEST_CASE("a row whose partition is null, blank or no name is dirty, and opens nothing") {
  PartitionsRun run;
  run.Write(
      {{"a", "1"}, {"b", nullptr}, {"c", ""}, {"d", " "}, {"e", "x,y"}, {"f", " 2 "}});
  CHECK(run.Rows() == TextRows{"1|a", "2|f"});
  REQUIRE(run.scope.dirty.size() == 4);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(run.scope.dirty[i].reason == "the partition column is null or empty");
  }
  CHECK(run.scope.dirty[3].reason ==
        "the partition column holds a sign that names of partitions cannot have");
}

/// No row may wait.
WriteLimits Limits(size_t open_blocks, size_t partitions) {
  WriteLimits limits;
  limits.waiting_bytes = 0;
  limits.open_blocks = open_blocks;
  limits.partitions = partitions;
  return limits;
}

/// Writes batches with given limits; returns the blocks that were sent.
int WriteWithin(PartitionsRun& run, const WriteLimits& limits,
                const std::vector<std::vector<Row>>& batches) {
  run.Begin();
  const auto project = run.OpenProject();
  PartitionUploads uploads(*project, true);
  WriterOptions options;
  options.columns = {"text", "pt"};
  WriteTarget target{{}, uploads, {}, 1000, limits};
  target.columns = ResolveColumns(
      options, project->metadata().DescribeTable(run.scope).schema, run.fields());
  TaskContext context;
  context.scope = run.scope;
  WriteTask task(project->tunnel(), options, ColumnFormats{}, std::move(target),
                 run.fields(), std::move(context));
  const int before = run.transport.Count("UploadBlock");
  for (const std::vector<Row>& rows : batches) task.Write(run.BatchOf(rows));
  run.Win(0, 1, task.Prepare());
  run.Precommit();
  run.Commit();
  return run.transport.Count("UploadBlock") - before;
}

TEST_CASE("what a task has open is limited, and all rows arrive nevertheless") {
  std::vector<std::vector<Row>> batches;
  TextRows expected;
  for (const char* partition : {"1", "2", "3"}) {
    for (const char* text : {"a", "b", "c", "d"}) {
      expected.push_back(std::string(partition) + "|" + text);
    }
  }
  for (const char* text : {"a", "b", "c", "d"}) {
    batches.push_back({{text, "1"}, {text, "2"}, {text, "3"}});
  }
  PartitionsRun run;
  CHECK(WriteWithin(run, {}, batches) == 3);
  CHECK(run.Rows() == expected);
  // Encoded at once, into blocks that stay open.
  CHECK(WriteWithin(run, Limits(3, 3), batches) == 3);
  CHECK(run.Rows() == expected);
  // One makes room for the other, and takes along what waits for it.
  CHECK(WriteWithin(run, Limits(1, 3), batches) == 9);
  CHECK(run.Rows() == expected);
  CHECK_THROWS_WITH(
      WriteWithin(run, Limits(3, 2), batches),
      "the rows of task 0 name more than 2 partitions, pt=3 among them; look at the "
      "partition columns, or write fewer partitions a run");
}

TEST_CASE("what a task has open fits into its memory") {
  CHECK(WriteLimits::Of(1, 0).open_blocks == 64);
  CHECK(WriteLimits::Of(32, 0).open_blocks == 16);
  CHECK(WriteLimits::Of(1000, 0).open_blocks == 8);
  for (const uint64_t mib : {12U, 48U, 96U}) {
    const uint64_t budget = mib << 20U;
    const WriteLimits limits = WriteLimits::Of(1, budget);
    CHECK(limits.waiting_bytes + limits.open_blocks * limits.others.body <= budget);
    CHECK(limits.first_few * limits.first.body <= budget / 2);
  }
  CHECK(WriteLimits::Of(1, 1).others.body == 64 << 10);
}

}  // namespace
}  // namespace hopline::plugins::odps
