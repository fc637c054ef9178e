/// \file signals.h
/// SIGINT and SIGTERM, read by a thread instead of interrupting one.
#pragma once

#include <atomic>
#include <optional>
#include <thread>

#include "host/run/context.h"
#include "host/services/exit_code.h"
#include "host/services/thread_annotations.h"

namespace hopline::cli {

/// Before the first thread: SIGPIPE ignored, SIGINT and SIGTERM blocked.
void PrepareSignals();

/// While it lives, the first signal cancels the run. During a commit it only waits. The
/// second one ends the process at once: with 5 during a commit, whose journal is intact,
/// else with 128 + signal.
class SignalWatch {
 public:
  SignalWatch(services::CancelSource& cancel, services::Log& log,
              const run::Progress& progress);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  /// The signal that cancelled the run; 0 = none.
  int received() const { return received_; }
  /// The command is over, with this code: from here on any signal ends the process with
  /// it, since a goodbye or the last messages may not get through. Nothing else that was
  /// borrowed is used any more.
  void Leave(services::ExitCode code) HOPLINE_EXCLUDES(mutex_);

 private:
  void Loop();
  void Handle(int number) HOPLINE_EXCLUDES(mutex_);

  services::CancelSource& cancel_;
  services::Log& log_;
  const run::Progress& progress_;
  std::atomic<int> received_{0};
  services::Mutex mutex_;
  std::optional<services::ExitCode> leaving_with_ HOPLINE_GUARDED_BY(mutex_);
  int signal_fd_, stop_fd_;
  std::thread thread_;
};

}  // namespace hopline::cli
