#include "tests/integration/crash/order_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace hopline::crash {
namespace {

/// A step's what, taken apart: "task_write.t0.a1.enter".
struct Call {
  std::string slot, edge;
  std::string attempt;  ///< "0.1"; empty for a job slot

  bool enters() const { return edge == "enter"; }
  bool succeeds() const { return edge == "ok"; }
};

std::vector<std::string> Split(const std::string& text, char at) {
  std::vector<std::string> parts;
  size_t from = 0;
  for (size_t to = 0; to != std::string::npos; from = to + 1) {
    to = text.find(at, from);
    parts.push_back(text.substr(from, to == std::string::npos ? to : to - from));
  }
  return parts;
}

Call ParseCall(const std::string& what) {
  const std::vector<std::string> parts = Split(what, '.');
  Call call{parts.front(), parts.back(), ""};
  if (parts.size() == 4) call.attempt = parts[1].substr(1) + "." + parts[2].substr(1);
  return call;
}

/// The comma separated values behind "key=" in a detail.
std::set<std::string> Values(const std::string& detail, const std::string& key) {
  std::set<std::string> values;
  for (const std::string& word : Split(detail, ' ')) {
    if (!word.starts_with(key + "=")) continue;
    for (std::string& value : Split(word.substr(key.size() + 1), ',')) {
      if (!value.empty()) values.insert(std::move(value));
    }
  }
  return values;
}

std::string PhaseOf(const std::string& slot) {
  static const std::map<std::string, std::string> kPhases = {
      {"job_plan", "plan"},           {"job_prepare", "plan"},
      {"job_precommit", "precommit"}, {"job_commit", "commit"},
      {"job_abort", "abort"},         {"job_acknowledge", "acknowledge"}};
  if (slot.starts_with("task_")) return "task";
  const auto found = kPhases.find(slot);
  return found == kPhases.end() ? "" : found->second;
}

struct TaskState {
  bool failed = false, prepared = false, aborted = false;
};
struct HandleState {
  bool closed = false;
  std::string phase;
  std::map<std::string, TaskState> tasks;  ///< open ones, by attempt
};

/// What is known of one writer or reader in one run.
struct StepState {
  std::set<std::string> opened;    ///< attempts
  std::set<std::string> prepared;  ///< attempts, not withdrawn since
  std::set<std::string> withdrawn, closed;
  bool planned = false, precommitted = false, aborted = false, committed = false;
  int committed_by = 0;
  std::optional<std::set<std::string>>
      committing;  ///< attempts given to the first commit
};
struct RunStateSeen {
  std::map<std::string, StepState> steps;
  bool marker_named = false, marker_durable = false, commit_begun = false;
};

class Checker {
 public:
  explicit Checker(const OrderOptions& options) : options_(options) {}

  void Take(const Event& event) {
    now_ = &event;
    if (event.what == kBreach) return Wrong(event.detail);
    RunStateSeen& run = runs_[event.run];
    if (event.who == "env") return TakeJournal(event, run);
    const Call call = ParseCall(event.what);
    TakeHandle(event, call);
    StepState& step = run.steps[event.who];
    if (!call.attempt.empty()) {
      TakeTask(call, run, step);
    } else if (event.who == "R") {
      TakeReader(call, run, step);
    } else {
      TakeWriter(event, call, run, step);
    }
  }

  std::vector<std::string> Result() { return std::move(wrong_); }

 private:
  void Wrong(const std::string& text) {
    wrong_.push_back(fmt::format("{} (process {}, {}, run {})", text, now_->pid,
                                 now_->label(), now_->run));
  }
  void Expect(bool right, const char* text) {
    if (!right) Wrong(text);
  }

  void TakeJournal(const Event& event, RunStateSeen& run) {
    if (event.what == "MoveNew.RUN/committing.enter") run.marker_named = true;
    if (event.what == "SyncDirectory.RUN.enter") run.marker_durable = run.marker_named;
  }

  void TakeHandle(const Event& event, const Call& call) {
    const auto key = std::tuple(event.pid, event.handle);
    if (call.slot == "job_open") {
      handles_[key];
      return;
    }
    const auto found = handles_.find(key);
    if (found == handles_.end()) return Wrong("a call on a handle that was never opened");
    HandleState& handle = found->second;
    if (!call.enters()) {
      if (call.slot == "job_close") handle.closed = true;
      return TakeTaskEnd(call, handle);
    }
    Expect(!handle.closed, "a call on a closed handle");
    if (call.slot == "job_close")
      Expect(handle.tasks.empty(), "a handle closed before a task");
    const std::string phase = PhaseOf(call.slot);
    if (phase.empty()) return;
    if (handle.phase.empty()) handle.phase = phase;
    Expect(handle.phase == phase, "one handle for two phases");
    if (phase == "task") TakeTaskBegin(call, handle);
  }

  void TakeTaskBegin(const Call& call, HandleState& handle) {
    if (call.slot == "task_open") {
      handle.tasks[call.attempt];
      return;
    }
    const auto found = handle.tasks.find(call.attempt);
    if (found == handle.tasks.end()) return Wrong("a call on a task that is not open");
    TaskState& task = found->second;
    if (call.slot == "task_close") return;
    if (call.slot == "task_abort") {
      Expect(!task.aborted, "task_abort twice");
      task.aborted = true;
      return;
    }
    Expect(!task.failed, "a call other than abort and close after a failure");
    Expect(!task.aborted, "a call other than close after task_abort");
    Expect(!task.prepared, "a call other than abort and close after task_prepare");
  }

  void TakeTaskEnd(const Call& call, HandleState& handle) {
    if (call.attempt.empty() || call.edge == "between") return;
    const auto found = handle.tasks.find(call.attempt);
    if (found == handle.tasks.end()) return;
    if (call.edge == "failed") found->second.failed = true;
    if (call.slot == "task_prepare" || call.slot == "task_checkpoint") {
      found->second.prepared = true;
    }
    // A task whose open fails does not exist.
    const bool never = call.slot == "task_open" && call.edge == "failed";
    if (call.slot == "task_close" || never) handle.tasks.erase(found);
  }

  void TakeTask(const Call& call, const RunStateSeen& run, StepState& step) {
    if (call.slot == "task_open" && call.enters()) {
      Expect(step.opened.insert(call.attempt).second, "an attempt number used twice");
      Expect(now_->who == "R" || step.planned,
             "task_open without the writer's job_prepare");
    }
    const bool ends = call.slot == "task_abort" || call.slot == "task_close";
    if (!ends) {
      Expect(!run.commit_begun, "a task at work after the commit began");
      Expect(!step.aborted, "a task at work after the run's abort");
    }
    if (call.slot == "task_prepare" && call.succeeds())
      step.prepared.insert(call.attempt);
    if (!call.enters()) return;
    if (call.slot == "task_close") step.closed.insert(call.attempt);
    if (call.slot == "task_abort") {
      step.prepared.erase(call.attempt);
      step.withdrawn.insert(call.attempt);
    }
  }

  void TakeReader(const Call& call, const RunStateSeen& run, const StepState&) {
    if (call.slot == "job_plan")
      Expect(!run.commit_begun, "job_plan after the commit began");
    if (call.slot != "job_acknowledge") return;
    for (const auto& [name, step] : run.steps) {
      Expect(name == "R" || step.committed, "acknowledge before every writer's commit");
    }
  }

  void TakeWriter(const Event& event, const Call& call, RunStateSeen& run,
                  StepState& step) {
    if (call.slot == "job_prepare") {
      Expect(!run.commit_begun, "job_prepare after the commit began");
      if (call.succeeds()) step.planned = true;
    }
    const bool is_last_phase = call.slot == "job_precommit" ||
                               call.slot == "job_commit" || call.slot == "job_abort";
    if (is_last_phase && call.enters()) {
      const std::set<std::string> told = Values(event.detail, "started");
      Expect(
          std::includes(told.begin(), told.end(), step.opened.begin(), step.opened.end()),
          "not told of every attempt that began");
    }
    if (call.slot == "job_precommit" && call.succeeds()) step.precommitted = true;
    if (call.slot == "job_commit") TakeCommit(event, call, run, step);
    if (call.slot == "job_abort" && call.enters()) {
      Expect(!run.commit_begun || options_.given_up, "job_abort after the commit began");
      Expect(!step.committed, "job_abort after the writer's commit");
      step.aborted = true;
    }
  }

  void TakeCommit(const Event& event, const Call& call, RunStateSeen& run,
                  StepState& step) {
    if (call.succeeds()) {
      step.committed = true;
      step.committed_by = event.pid;
    }
    if (!call.enters()) return;
    if (!run.commit_begun) {
      for (const auto& [name, other] : run.steps) {
        Expect(name == "R" || other.precommitted,
               "commit before every writer's precommit");
      }
    }
    run.commit_begun = true;
    Expect(run.marker_durable, "commit before the marker `committing` is durable");
    Expect(!step.aborted, "commit after the run's abort");
    Expect(!step.committed || step.committed_by != event.pid,
           "commit once more in the process that saw it succeed");
    const std::set<std::string> given = Values(event.detail, "prepared");
    Expect(std::includes(step.prepared.begin(), step.prepared.end(), given.begin(),
                         given.end()),
           "commit of an attempt that was not prepared, or withdrawn");
    for (const std::string& attempt : step.closed) {
      Expect(given.contains(attempt) || step.withdrawn.contains(attempt),
             "an attempt that failed or lost its race was closed, not withdrawn");
    }
    if (!step.committing) step.committing = given;
    Expect(*step.committing == given, "a repeated commit with other messages");
  }

  const OrderOptions options_;
  const Event* now_ = nullptr;
  std::map<std::tuple<int, uint64_t>, HandleState> handles_;
  std::map<std::string, RunStateSeen> runs_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> CheckOrder(const std::vector<Event>& events,
                                    const OrderOptions& options) {
  Checker checker(options);
  for (const Event& event : events) checker.Take(event);
  return checker.Result();
}

}  // namespace hopline::crash
