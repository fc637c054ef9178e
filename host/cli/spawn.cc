#include "host/cli/spawn.h"

#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <hopline/error.hpp>
#include <vector>

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

constexpr uint64_t kPollMs = 20;

std::vector<std::string> TaskCommand(const Options& options, const std::string& run,
                                     uint32_t task) {
  std::vector<std::string> words = {
      "hopline", "task", run, "--index", std::to_string(task), "--supervised"};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {name, value});
  };
  for (const auto& [name, value] : options.set) {
    add("--set", fmt::format("{}={}", name, value));
  }
  for (const std::string& define : options.defines) add("-p", define);
  for (const std::string& dir : options.plugin_dirs) add("--plugin-dir", dir);
  add("--config", options.config);
  add("--env", options.environment);
  add("--state-dir", options.state_dir);
  if (options.json_log) add("--log-format", "json");
  if (options.verbose) words.emplace_back("--verbose");
  if (options.quiet) words.emplace_back("--quiet");
  return words;
}

pid_t Start(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr, argv.data(), environ);
  if (error != 0) {
    throw Error(HOPLINE_STATUS_UNAVAILABLE,
                fmt::format("starting a process for the task: {}", std::strerror(error)));
  }
  return pid;
}

int Await(pid_t pid, services::CancelSource& source, services::Clock& clock) {
  services::CancelSignal cancel(&source);
  for (bool told = false;;) {
    int status = 0;
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid) return status;
    if (ended < 0 && errno != EINTR) return -1;
    if (cancel.cancelled() && !told) {
      ::kill(pid, SIGTERM);
      told = true;
    }
    clock.WaitMs(kPollMs, told ? nullptr : &cancel);
  }
}

}  // namespace

run::SpawnTask MakeSpawn(const Options& options, services::Clock& clock) {
  return [options, &clock](const std::string& run, uint32_t task,
                           services::CancelSource& cancel) {
    const int status = Await(Start(TaskCommand(options, run, task)), cancel, clock);
    if (WIFSIGNALED(status)) {
      throw Error(HOPLINE_STATUS_UNAVAILABLE,
                  fmt::format("the process of task {} died by signal {}", task,
                              WTERMSIG(status)));
    }
    const int code = WEXITSTATUS(status);
    if (code == 0) return;
    if (code >= 128) {
      throw Error(HOPLINE_STATUS_CANCELLED, fmt::format("task {} was interrupted", task));
    }
    throw Failure(static_cast<ExitCode>(code),
                  fmt::format("task {} failed in its own process, see above", task));
  };
}

void FollowParent() { ::prctl(PR_SET_PDEATHSIG, SIGTERM); }

}  // namespace hopline::cli
