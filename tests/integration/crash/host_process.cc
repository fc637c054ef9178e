#include "tests/integration/crash/host_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <tuple>
#include <utility>
#include <vector>

#include "host/run/run.h"
#include "tests/integration/crash/host_parts.h"
#include "tests/integration/crash/isolate.h"

namespace hopline::crash {
namespace {

/// The run id that every `run` and `plan` asks for, as a scheduler does.
constexpr const char* kRunId = "night";

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

/// What a process is told. Of the fates it meets those of its number.
struct ChildArgs {
  const HostSetting& host;
  const Store& store;
  const Command& command;
  std::vector<Fate> fates;
  uint32_t number = 0;   ///< of the processes that the command consists of
  pid_t group = 0;       ///< process group to join; 0 = one of its own
  Gate* gate = nullptr;  ///< for kWait
};

void CallPhase(const run::Context& context, const job::ResolvedJob& job,
               const ChildArgs& args) {
  const Store& store = args.store;
  const Command& command = args.command;
  run::RunOptions options;
  options.run_id = kRunId;
  options.resume = command.resume;
  options.take_over = command.takeover;
  if (command.isolate) options.spawn_task = IsolateTasks(args.host, store, args.fates);
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

[[noreturn]] void RunChild(const ChildArgs& args) {
  ::setpgid(0, args.group);
  static HostParts* parts = new HostParts(args.store, args.host.talkative);
  FateHooks hooks;
  hooks.cancel = [] { parts->cancel.Cancel(); };
  hooks.wait = [&args] { args.gate->Pass(); };
  parts->log.Info("--- " + ToText(args.command));
  Events::Instance().Start(args.store.path("events"), args.number, args.fates,
                           std::move(hooks));
  const job::ResolvedJob job = FakeJob(args.store.path(""), args.host.kind);
  const services::ExitCode code =
      Judge(*parts, [&] { CallPhase(parts->context, job, args); });
  parts->log.Flush(60'000);
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

/// The first one may die only after it has passed the gate: before that there is nothing
/// that dying alone would not show.
int ExecuteTwice(const ChildArgs& args) {
  const Place meeting{fmt::format("W2.task_prepare.t{}.a1.ok", args.command.task)};
  Gate gate;
  ChildArgs first = args;
  first.fates.push_back({Fate::Kind::kWait, meeting});
  first.gate = &gate;
  const pid_t early = Start(first);
  gate.AwaitArrival();
  ChildArgs second = args;
  second.number = 1;
  second.group = early;
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
  if (command.isolate) text += " --isolate";
  if (!command.give_up.empty()) text += " --give-up " + command.give_up;
  return text;
}

int Execute(const HostSetting& host, const Store& store, const Command& command,
            const std::optional<Fate>& fate) {
  ChildArgs args{host, store, command, {}};
  if (fate) args.fates.push_back(*fate);
  ForgetfulEnv::Begin(JournalOf(store));
  const int code =
      command.kind == Command::Kind::kTaskTwice ? ExecuteTwice(args) : Await(Start(args));
  // Tasks whose run died are children of this process now.
  while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
  }
  std::filesystem::remove_all(JournalOf(store).cache);
  return code;
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
