#include "tests/integration/crash/scenario.h"

#include <fmt/format.h>

namespace hopline::crash {
namespace {

using Kind = Command::Kind;

constexpr int kDone = 0, kFailed = 1, kUsage = 2, kIncomplete = 5;

const Command kRun{.kind = Kind::kRun};
const Command kPlan{.kind = Kind::kPlan};
const Command kTakeOver{.kind = Kind::kRun, .takeover = true};
const Command kTakeOverResume{.kind = Kind::kRun, .resume = true, .takeover = true};
const Command kPlanTakeOver{.kind = Kind::kPlan, .takeover = true};
const Command kCommit{.kind = Kind::kCommit};
const Command kAbort{.kind = Kind::kAbort};

const Command kIsolated{.kind = Kind::kRun, .isolate = true};

Command Task(uint32_t task) { return {.kind = Kind::kTask, .task = task}; }
Command GiveUp(const std::string& step) {
  return {.kind = Kind::kAbort, .give_up = step};
}

/// One run after the other until one is done.
Flow UntilDone(const Command& run) {
  return [run](Commands& commands) {
    for (int i = 0; i < 3; ++i) {
      if (commands.Do(run, {kDone, kFailed}) == kDone) return;
    }
  };
}

/// plan, task, task, commit; again from the plan when precommit refused.
void Pieces(Commands& commands) {
  for (int i = 0; i < 3; ++i) {
    commands.Do(kPlan, {kDone});
    for (uint32_t task = 0; task < kTasks; ++task) commands.Do(Task(task), {kDone});
    if (commands.Do(kCommit, {kDone, kFailed}) == kDone) return;
  }
}

bool IsCommitting(const Store& store) {
  const std::string run = LatestRun(store);
  return !run.empty() && Store(run).Exists("committing");
}

/// hopline abort, and all anew; of a run that is committing the commit is finished.
void AbortAndBeginAnew(Commands& commands) {
  if (IsCommitting(commands.store())) {
    commands.Do(kAbort, {kFailed, kDone});
    commands.Do(kCommit, {kDone});
    return;
  }
  const bool begun = !LatestRun(commands.store()).empty();
  commands.Do(kAbort, {begun ? kDone : kUsage});
  Pieces(commands);
}

/// The window is handed to `hopline run`.
Flow TakeOver(const Command& command) {
  return [command](Commands& commands) {
    if (commands.Do(command, {kDone, kFailed}) != kDone) UntilDone(kRun)(commands);
  };
}

std::vector<Recovery> RunAgain() {
  const auto same = [](const Command& died) { return died; };
  const auto resumed = [](Command died) {
    died.resume = died.kind == Kind::kRun;
    return died;
  };
  return {{"the same again", same, {}}, {"--resume", resumed, {}}};
}

std::vector<Recovery> PiecesAgain() {
  const auto same = [](const Command& died) {
    return died.kind == Kind::kPlan ? kPlanTakeOver : died;
  };
  return {{"the same again", same, {}},
          {"abort and anew", {}, AbortAndBeginAnew},
          {"run --takeover", {}, TakeOver(kTakeOver)},
          {"run --takeover --resume", {}, TakeOver(kTakeOverResume)}};
}

Scenario OneProcess(const std::string& name, WriterKind kind) {
  Scenario scenario;
  scenario.name = fmt::format("{}, {}, one process", name, KindName(kind));
  scenario.kind = kind;
  scenario.flow = UntilDone(kRun);
  scenario.codes = {kDone};
  scenario.recoveries = RunAgain();
  return scenario;
}

/// --isolate: three processes.
Scenario Isolated(const std::string& name, WriterKind kind) {
  Scenario scenario = OneProcess(name, kind);
  scenario.name = fmt::format("{}, {}, --isolate", name, KindName(kind));
  scenario.flow = UntilDone(kIsolated);
  return scenario;
}

Scenario InPieces(const std::string& name, WriterKind kind) {
  Scenario scenario;
  scenario.name = fmt::format("{}, {}, in pieces", name, KindName(kind));
  scenario.kind = kind;
  scenario.flow = Pieces;
  scenario.codes = {kDone, kDone, kDone, kDone};
  scenario.recoveries = PiecesAgain();
  return scenario;
}

using Script = std::vector<std::pair<std::string, int>>;

/// codes: empty = those of the scenario.
Scenario With(Scenario scenario, Script script, std::vector<int> codes) {
  scenario.script = std::move(script);
  if (!codes.empty()) scenario.codes = std::move(codes);
  return scenario;
}

/// Two processes run one task. code: the higher one of both.
Scenario TaskTwice(WriterKind kind, int code) {
  Scenario twice = InPieces("a task runs twice at once", kind);
  twice.flow = [](Commands& commands) {
    commands.Do(kPlan, {kDone});
    commands.Do({.kind = Kind::kTaskTwice, .task = 0}, {kDone, kFailed});
    commands.Do(Task(1), {kDone});
    commands.Do(kCommit, {kDone});
  };
  twice.codes = {kDone, code, kDone, kDone};
  const auto once = [](const Command& died) {
    return died.kind == Kind::kTaskTwice ? Task(died.task)
           : died.kind == Kind::kPlan    ? kPlanTakeOver
                                         : died;
  };
  twice.recoveries = {{"the same again", once, {}},
                      {"abort and anew", {}, AbortAndBeginAnew}};
  return twice;
}

/// Attempts that fail, tasks that two processes run.
void AddAttempts(std::vector<Scenario>& all) {
  const Script failures = {
      {"fail_write.W2.t1", 1}, {"fail_next.t0", 1}, {"fail_prepare.W1.t0", 1}};
  for (const WriterKind kind :
       {WriterKind::kStaged, WriterKind::kIdempotent, WriterKind::kPlain}) {
    all.push_back(With(OneProcess("attempts fail", kind), failures, {}));
  }
  all.push_back(With(InPieces("attempts fail", WriterKind::kStaged), failures, {}));
  all.push_back(With(Isolated("attempts fail", WriterKind::kStaged), failures, {}));
  all.push_back(With(OneProcess("a task fails for good", WriterKind::kStaged),
                     {{"fail_write.W1.t1", 3}}, {kFailed, kDone}));

  all.push_back(TaskTwice(WriterKind::kStaged, kDone));
  all.push_back(TaskTwice(WriterKind::kPlain, kFailed));  // the second one is refused
}

void AddRefusals(std::vector<Scenario>& all) {
  const WriterKind kind = WriterKind::kStaged;
  for (const char* writer : {"refuse.W1", "refuse.W2"}) {
    all.push_back(With(OneProcess(writer, kind), {{writer, 1}}, {}));
  }
  all.push_back(
      With(OneProcess("refused twice", kind), {{"refuse.W2", 2}}, {kFailed, kDone}));
  all.push_back(With(InPieces("refuse.W2", kind), {{"refuse.W2", 1}},
                     {kDone, kDone, kDone, kFailed, kDone, kDone, kDone, kDone}));
  all.push_back(With(OneProcess("refused, and the abort fails", kind),
                     {{"refuse.W2", 1}, {"fail_abort.W2", 1}}, {kFailed, kDone}));
}

/// Outcome 2 until patience ends; then the target is well again.
Scenario NotBeforeMorning() {
  Scenario scenario = OneProcess("later for ten minutes", WriterKind::kStaged);
  scenario.script = {{"later.W1", kAlways}};
  scenario.flow = [](Commands& commands) {
    commands.Do(kRun, {kIncomplete});
    commands.store().Retract("later.W1");
    commands.Do(kRun, {kDone});
  };
  scenario.codes = {kIncomplete, kDone};
  return scenario;
}

/// Outcome 3 or 4 of one writer: a person gives it up, the other one is committed.
Scenario GivenUp(const std::string& outcome, const std::string& writer) {
  Scenario scenario = OneProcess(outcome + "." + writer, WriterKind::kStaged);
  scenario.script = {{outcome + "." + writer, kAlways}};
  scenario.flow = [writer](Commands& commands) {
    commands.Do(kRun, {kIncomplete});
    commands.Do(GiveUp(writer), {kDone});
    commands.Do(kCommit, {kDone});
  };
  scenario.codes = {kIncomplete, kDone, kDone};
  (writer == "W1" ? scenario.final_state.w1 : scenario.final_state.w2) = Owed::kFirstTask;
  scenario.final_state.acknowledged = false;
  scenario.order.given_up = true;
  return scenario;
}

/// The other outcomes of a commit, and its lost reply.
void AddOutcomes(std::vector<Scenario>& all) {
  const Script later = {{"later.W1", 2}, {"later.W2", 1}};
  const Script lost = {{"lost.W1", 1}, {"lost.W2", 1}};
  for (const WriterKind kind :
       {WriterKind::kStaged, WriterKind::kIdempotent, WriterKind::kPlain}) {
    all.push_back(With(OneProcess("replies lost", kind), lost, {}));
  }
  all.push_back(With(OneProcess("later", WriterKind::kStaged), later, {}));
  all.push_back(With(InPieces("later", WriterKind::kStaged), later, {}));
  all.push_back(With(InPieces("replies lost", WriterKind::kStaged), lost, {}));
  all.push_back(NotBeforeMorning());
  all.push_back(GivenUp("failed", "W1"));
  all.push_back(GivenUp("failed", "W2"));
  all.push_back(GivenUp("unknown", "W1"));
}

void AddDirtyRows(std::vector<Scenario>& all) {
  Scenario scenario =
      With(OneProcess("dirty rows", WriterKind::kStaged), {{"dirty.W1", kAlways}}, {});
  scenario.final_state.w1 = Owed::kAllButDirty;
  all.push_back(scenario);
}

void AddCancels(std::vector<Scenario>& all) {
  for (Scenario scenario : {OneProcess("cancelled", WriterKind::kStaged),
                            InPieces("cancelled", WriterKind::kStaged)}) {
    scenario.cancels = true;
    all.push_back(std::move(scenario));
  }
}

}  // namespace

std::vector<Scenario> AllScenarios() {
  std::vector<Scenario> all;
  for (const WriterKind kind :
       {WriterKind::kStaged, WriterKind::kIdempotent, WriterKind::kPlain}) {
    all.push_back(OneProcess("all goes well", kind));
    all.push_back(InPieces("all goes well", kind));
  }
  for (Scenario& scenario : all) scenario.ways = 2;
  for (const WriterKind kind :
       {WriterKind::kStaged, WriterKind::kIdempotent, WriterKind::kPlain}) {
    all.push_back(Isolated("all goes well", kind));
  }
  all[0].ways = kAllWays;
  AddAttempts(all);
  AddDirtyRows(all);
  const size_t alike = all.size();
  AddRefusals(all);
  AddOutcomes(all);
  // Up to there they are what others were.
  for (size_t i = alike; i < all.size(); ++i) all[i].from = "W1.job_precommit.enter";
  AddCancels(all);
  return all;
}

}  // namespace hopline::crash
