#include "tests/integration/crash/host_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <hopline/hopline.hpp>
#include <tuple>
#include <utility>
#include <vector>

#include "host/run/run.h"
#include "host/services/config_service.h"
#include "host/services/host_table.h"
#include "tests/integration/crash/forgetful_env.h"

namespace hopline::crash {
namespace {

/// The run id that every `run` and `plan` asks for, as a scheduler does.
constexpr const char* kRunId = "night";

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

/// Where one process stops until the other lets it go on.
class Gate {
 public:
  Gate() {
    if (::pipe2(arrived_, O_CLOEXEC) != 0 || ::pipe2(opened_, O_CLOEXEC) != 0)
      std::abort();
  }
  ~Gate() {
    for (const int fd : {arrived_[0], arrived_[1], opened_[0], opened_[1]}) ::close(fd);
  }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Says that it is there, waits for Open().
  void Pass() {
    char byte = 'x';
    if (::write(arrived_[1], &byte, 1) != 1 || ::read(opened_[0], &byte, 1) != 1) {
      std::abort();
    }
  }
  void AwaitArrival() {
    char byte = 0;
    if (::read(arrived_[0], &byte, 1) != 1) std::abort();
  }
  void Open() {
    const char byte = 'x';
    if (::write(opened_[1], &byte, 1) != 1) std::abort();
  }

 private:
  int arrived_[2], opened_[2];
};

/// Everything around one command, for the life of the process.
class HostParts {
 public:
  HostParts(const Store& store, bool talkative)
      : log({.level = talkative ? HOPLINE_LOG_DEBUG : kSilent,
             .descriptor = OpenLog(store)},
            secrets, clock),
        table(log, clock),
        env(store.path("state"), store.path("durable")),
        context{env,
                clock,
                log,
                secrets,
                metrics,
                cancel,
                connectors,
                progress,
                store.path("state"),
                [](const job::ResolvedJob&) { return "{}"; }} {
    table.AddService(HOPLINE_SERVICE_CONFIG, HOPLINE_SERVICE_CONFIG_REVISION,
                     services::ConfigService());
    Host::Set(table.c());
  }

  static constexpr int kSilent = HOPLINE_LOG_ERROR + 1;

  static int OpenLog(const Store& store) {
    return ::open(store.path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                  0600);
  }

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

void Call(const run::Context& context, const job::ResolvedJob& job, const Store& store,
          const Command& command) {
  run::RunOptions options;
  options.run_id = kRunId;
  options.resume = command.resume;
  options.take_over = command.takeover;
  switch (command.kind) {
    case Command::Kind::kRun:
      run::Run(context, job, options);
      return;
    case Command::Kind::kPlan:
      run::Plan(context, job, options);
      return;
    case Command::Kind::kTask:
    case Command::Kind::kTaskTwice:
      return run::Task(context, job, LatestRun(store), command.task);
    case Command::Kind::kCommit:
      run::Commit(context, job, LatestRun(store), false);
      return;
    case Command::Kind::kAbort:
      return run::Abort(context, job, LatestRun(store), command.give_up);
  }
}

services::ExitCode CodeOf(const Error& error) {
  switch (error.code()) {
    case HOPLINE_STATUS_CANCELLED:
      return services::ExitCode::kInterrupted;
    case HOPLINE_STATUS_DIRTY_LIMIT:
      return services::ExitCode::kDirtyLimit;
    default:
      return services::ExitCode::kJobFailed;
  }
}

services::ExitCode Judge(HostParts& parts, const job::ResolvedJob& job,
                         const Store& store, const Command& command) {
  try {
    Call(parts.context, job, store, command);
    return services::ExitCode::kDone;
  } catch (const services::Failure& failure) {
    parts.log.Error(failure.what());
    return failure.code();
  } catch (const Error& error) {
    parts.log.Error(error.what());
    return CodeOf(error);
  }
}

/// What a child process is told. gate: for kWait.
struct ChildArgs {
  const HostSetting& host;
  const Store& store;
  const Command& command;
  std::vector<Fate> fates;
  Gate* gate = nullptr;
};

[[noreturn]] void RunChild(const ChildArgs& args) {
  // Never destroyed: threads may use it until _exit.
  static HostParts* parts = new HostParts(args.store, args.host.talkative);
  FateHooks hooks;
  hooks.cancel = [] { parts->cancel.Cancel(); };
  hooks.wait = [&args] { args.gate->Pass(); };
  parts->log.Info("--- " + ToText(args.command));
  Events::Instance().Start(args.store.path("events"), args.fates, std::move(hooks));
  const job::ResolvedJob job = FakeJob(args.store.path(""), args.host.kind);
  const services::ExitCode code = Judge(*parts, job, args.store, args.command);
  parts->log.Flush();
  ::_exit(static_cast<int>(code));
}

pid_t Start(const ChildArgs& args) {
  const pid_t process = ::fork();
  if (process < 0) std::abort();
  if (process == 0) RunChild(args);
  return process;
}

int Await(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) std::abort();
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The fate is for the process that its place names. The first one may die only after it
/// has passed the gate: before that there is nothing that dying alone would not show.
int ExecuteTwice(const ChildArgs& args) {
  const Place meeting{fmt::format("W2.task_prepare.t{}.a1.ok", args.command.task)};
  Gate gate;
  ChildArgs first{
      args.host, args.store, args.command, {{Fate::Kind::kWait, meeting}}, &gate};
  ChildArgs second{args.host, args.store, args.command, {}, nullptr};
  for (const Fate& fate : args.fates) {
    (fate.place.process == 0 ? first : second).fates.push_back(fate);
  }
  const pid_t early = Start(first);
  gate.AwaitArrival();
  const int late_code = Await(Start(second));
  gate.Open();
  return std::max(Await(early), late_code);
}

/// Order in which run ids were given out: night, night.2, …, night.10.
std::tuple<size_t, std::string> Age(const std::string& path) {
  return {path.size(), path};
}

}  // namespace

std::string ToText(const Command& command) {
  std::string text;
  switch (command.kind) {
    case Command::Kind::kRun:
      text = "run";
      break;
    case Command::Kind::kPlan:
      text = "plan";
      break;
    case Command::Kind::kTask:
      text = fmt::format("task {}", command.task);
      break;
    case Command::Kind::kTaskTwice:
      text = fmt::format("task {} twice", command.task);
      break;
    case Command::Kind::kCommit:
      text = "commit";
      break;
    case Command::Kind::kAbort:
      text = "abort";
      break;
  }
  if (command.resume) text += " --resume";
  if (command.takeover) text += " --takeover";
  if (!command.give_up.empty()) text += " --give-up " + command.give_up;
  return text;
}

int Execute(const HostSetting& host, const Store& store, const Command& command,
            const std::optional<Fate>& fate) {
  ChildArgs args{host, store, command, {}, nullptr};
  if (fate) args.fates.push_back(*fate);
  if (command.kind == Command::Kind::kTaskTwice) return ExecuteTwice(args);
  return Await(Start(args));
}

std::string LatestRun(const Store& store) {
  std::vector<std::string> found;
  for (const std::string& document : store.List("state/runs")) {
    const std::string windows = "state/runs/" + document;
    for (const std::string& window : store.List(windows)) {
      for (const std::string& run : store.List(windows + "/" + window)) {
        const std::string path = fmt::format("{}/{}/{}", windows, window, run);
        if (store.Exists(path + "/run.json")) found.push_back(store.path(path));
      }
    }
  }
  const auto latest =
      std::max_element(found.begin(), found.end(),
                       [](const auto& a, const auto& b) { return Age(a) < Age(b); });
  return latest == found.end() ? "" : *latest;
}

}  // namespace hopline::crash
