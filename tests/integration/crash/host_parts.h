/// \file host_parts.h
/// What surrounds a command in a process of these tests: clock, log, journal, fakes.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "host/run/run.h"
#include "host/services/exit_code.h"
#include "host/services/host_table.h"
#include "tests/integration/crash/fake_job.h"
#include "tests/integration/crash/forgetful_env.h"
#include "tests/integration/crash/store.h"

namespace hopline::crash {

/// Waits take no time, but count as if they had.
class SwiftClock final : public services::Clock {
 public:
  int64_t UnixMs() override { return 1'700'000'000'000 + now_ms_; }
  int64_t MonotonicNs() override { return now_ms_ * 1'000'000; }
  bool WaitMs(uint64_t ms, services::CancelSignal* cancel) override {
    now_ms_ += static_cast<int64_t>(ms);
    return cancel == nullptr || !cancel->cancelled();
  }

 private:
  std::atomic<int64_t> now_ms_{0};
};

ForgetfulEnv::Folders JournalOf(const Store& store);

/// For the life of the process: threads may use it until _exit.
class HostParts {
 public:
  HostParts(const Store& store, bool talkative);

  SwiftClock clock;
  services::Secrets secrets;
  services::Log log;
  services::HostTable table;
  services::Metrics metrics;
  services::CancelSource cancel;
  FakeConnectors connectors;
  run::Progress progress;
  ForgetfulEnv env;
  run::Context context;
};

/// Calls it, logs its error and returns the exit code that the program would end with.
services::ExitCode Judge(HostParts& parts, const std::function<void()>& command);

}  // namespace hopline::crash
