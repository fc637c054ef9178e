#include "host/cli/signals.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace hopline::cli {
namespace {

constexpr uint64_t kLastWordsMs = 1000;

sigset_t Watched() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void PrepareSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  // Of a file beyond the user's limit the write tells, in words.
  ::signal(SIGXFSZ, SIG_IGN);
  // Ignored by a parent, it stays so over exec, and children could not be awaited.
  ::signal(SIGCHLD, SIG_DFL);
  const sigset_t set = Watched();
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

SignalWatch::SignalWatch(services::CancelSource& cancel, services::Log& log,
                         const run::Progress& progress)
    : cancel_(cancel), log_(log), progress_(progress) {
  const sigset_t set = Watched();
  signal_fd_ = ::signalfd(-1, &set, SFD_CLOEXEC);
  stop_fd_ = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { Loop(); });
}

SignalWatch::~SignalWatch() {
  const uint64_t one = 1;
  // An eventfd that counts from 0 takes a 1.
  [[maybe_unused]] const ssize_t n = ::write(stop_fd_, &one, sizeof one);
  thread_.join();
  ::close(signal_fd_);
  ::close(stop_fd_);
}

void SignalWatch::Loop() {
  for (;;) {
    pollfd set[2] = {{signal_fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
    if (::poll(set, 2, -1) < 0) continue;
    if (set[1].revents != 0) return;
    signalfd_siginfo info{};
    if (::read(signal_fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      Handle(static_cast<int>(info.ssi_signo));
    }
  }
}

void SignalWatch::Leave(services::ExitCode code) {
  const services::MutexLock lock(mutex_);
  leaving_with_ = code;
}

void SignalWatch::Handle(int number) {
  const services::MutexLock lock(mutex_);
  if (leaving_with_) ::_exit(static_cast<int>(*leaving_with_));
  const bool committing = progress_.committing;
  if (received_ != 0) {
    const int code = committing ? static_cast<int>(services::ExitCode::kCommitIncomplete)
                                : 128 + number;
    log_.Error(committing ? "interrupted during the commit: run it again to finish it"
                          : "interrupted twice: left without tidying up");
    log_.Flush(kLastWordsMs);
    ::_exit(code);
  }
  received_ = number;
  log_.Warn(committing ? "interrupted: finishing the commit first; once more leaves it"
                       : "interrupted: stopping; once more leaves at once");
  cancel_.Cancel();
}

}  // namespace hopline::cli
