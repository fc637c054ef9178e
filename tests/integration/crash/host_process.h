/// \file host_process.h
/// One command of the host in a process of its own, on the fakes, with a journal that may
/// forget and a clock that never waits.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/integration/crash/events.h"
#include "tests/integration/crash/fake_job.h"
#include "tests/integration/crash/store.h"

namespace hopline::crash {

struct Command {
  enum class Kind { kRun, kPlan, kTask, kCommit, kAbort } kind = Kind::kRun;
  uint32_t task = 0;      ///< kTask
  std::string give_up;    ///< kAbort: --give-up
  bool resume = false;    ///< kRun
  bool takeover = false;  ///< kRun, kPlan
};

/// "run --resume", "task 1", …
std::string ToText(const Command& command);

/// Two processes that wait for each other: one at a kWait place, the other for its arrival.
class Gate {
 public:
  Gate();
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// In the child: says that it is there, waits for Open() or the end of the other process.
  void Pass();
  /// In the parent: false when the child ended without having come here. Once; needs the
  /// child's write end closed here, which it does.
  bool AwaitArrival();
  void Open();

 private:
  int arrived_[2], opened_[2];
};

/// Forks, runs the command, ends with its exit code or kDied. What it says goes to the store's
/// file `log`. REQUIRES: this process has one thread.
pid_t Start(const Store& store, WriterKind kind, const Command& command,
            const std::vector<Fate>& fates, Gate* gate = nullptr);

/// The exit code; 128 + signal for a process that a signal ended.
int Await(pid_t process);

/// The latest run directory of the store; empty when there is none.
std::string LatestRun(const Store& store);

}  // namespace hopline::crash
