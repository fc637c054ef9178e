/// \file host_process.h
/// One command of the host in a process of its own, on the fakes, with a journal that may
/// forget and a clock that never waits.
#pragma once

#include <optional>
#include <string>

#include "tests/integration/crash/events.h"
#include "tests/integration/crash/fake_job.h"
#include "tests/integration/crash/store.h"

namespace hopline::crash {

/// kTaskTwice: two processes run one task; the first has prepared but not recorded its
/// attempt when the second begins, and goes on when that has ended.
struct Command {
  enum class Kind { kRun, kPlan, kTask, kTaskTwice, kCommit, kAbort } kind = Kind::kRun;
  uint32_t task = 0;         ///< kTask, kTaskTwice
  std::string give_up = {};  ///< kAbort: --give-up
  bool resume = false;       ///< kRun
  bool takeover = false;     ///< kRun, kPlan
  bool isolate = false;      ///< kRun: each task in a process of its own, isolate.h

  bool has_processes() const { return kind == Kind::kTaskTwice || isolate; }
};

/// "run --resume", "task 1", …
std::string ToText(const Command& command);

/// What is the same for all commands of a case.
struct HostSetting {
  WriterKind kind = WriterKind::kStaged;
  bool talkative = false;  ///< writes a log to the store's file `log`
};

/// Forks, runs the command on a journal and fakes that meet this fate, waits for all its
/// processes. Returns its exit code, 128 + signal when a signal ended it; of two
/// processes the higher one.
///
/// REQUIRES: this process has one thread, no other children, and is their reaper
/// (PR_SET_CHILD_SUBREAPER).
int Execute(const HostSetting& host, const Store& store, const Command& command,
            const std::optional<Fate>& fate);

/// The latest run directory of the store; empty when there is none.
std::string LatestRun(const Store& store);

}  // namespace hopline::crash
