// The writer's phases against the emulated service: what is committed, and how often.
#include <doctest/doctest.h>

#include "tests/unit/plugins/odps/writer_run.h"

namespace hopline::plugins::odps {
namespace {

class Run : public WriterRun {
 public:
  Run() : WriterRun("(text string)", kAll + R"(,"truncate":true)", kAll) {}

 private:
  inline static const std::string kAll = R"("column":["*"])";
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

/// Replies to GetUpload say another state at first.
void ShowFirst(Run& run, const std::string& state, int times) {
  run.transport.Rewrite("GetUpload", [state, times](HttpResponse& reply) mutable {
    const std::string closed = R"("Status":"closed")";
    const size_t at = reply.body.find(closed);
    if (at == std::string::npos || times-- <= 0) return;
    reply.body.replace(at, closed.size(), R"("Status":")" + state + '"');
  });
}

TEST_CASE("a commit that is still in progress is waited for") {
  for (const char* state : {"closing", "committing"}) {
    Run run;
    run.Begin();
    run.Task(0, "once");
    run.Precommit();
    run.transport.Fail("CommitUpload", Mishap::kLostReply);
    ShowFirst(run, state, 3);
    CHECK(run.Commit() == kAlready);
    ShowFirst(run, state, 3);
    run.Precommit();
    ShowFirst(run, state, 1000);
    std::string failure;
    CHECK(run.Commit(&failure) == Outcomes{HOPLINE_OUTCOME_UNKNOWN});
    CHECK(failure.find(state) != std::string::npos);
  }
}

TEST_CASE("a statement before the run is not submitted twice") {
  for (const bool lost : {true, false}) {
    WriterRun run(
        "(text string)",
        R"-("column":["*"],"truncate":true,"preSql":["create table u (a int)"])-",
        R"("column":["*"])");
    const int before = run.transport.Count("CreateInstance");
    run.transport.Fail("CreateInstance", lost ? Mishap::kLostReply : Mishap::kRefused);
    if (lost) {
      CHECK_THROWS_WITH(run.Begin(),
                        doctest::Contains("whether the service did it is not known"));
      CHECK(run.transport.Count("CreateInstance") == before + 1);
    } else {
      run.Begin();
      CHECK(run.transport.Count("CreateInstance") == before + 2);
    }
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
