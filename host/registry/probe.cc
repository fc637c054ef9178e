#include "host/registry/probe.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "host/registry/load.h"
#include "host/registry/manifest.h"
#include "host/registry/object_file.h"
#include "host/registry/refusal.h"

namespace hopline::registry {
namespace {

using Clock = std::chrono::steady_clock;

/// The child ends its output with this line when it has come through all steps. Without
/// it an exit status of 0 is the plugin's doing.
constexpr const char* kSuccess = "hopline-probe: sound";
constexpr size_t kMaxOutput = 65536;

// The host that a probed plugin meets: it logs nothing and offers no service.
void Log(void*, const hopline_log_record*) noexcept {}
int32_t LogEnabled(void*, int32_t) noexcept { return 0; }
const void* GetService(void*, const char*, uint32_t) noexcept { return nullptr; }

const hopline_host kHost = {sizeof(hopline_host),
                            HOPLINE_ABI_MAJOR,
                            HOPLINE_ABI_MINOR,
                            nullptr,
                            "hopline",
                            "probe",
                            Log,
                            LogEnabled,
                            GetService};

struct Child {
  pid_t pid = -1;
  int output = -1;  ///< read end: standard output and standard error
};

/// Starts `executable --probe-plugin manifest` with signals unblocked and its output in a
/// pipe.
Child Spawn(const std::string& executable, const std::string& manifest) {
  std::array<int, 2> ends{};
  Child child;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return child;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::array<const char*, 4> arguments = {executable.c_str(), kProbeOption,
                                          manifest.c_str(), nullptr};
  const int error = posix_spawn(&child.pid, executable.c_str(), &actions, &attributes,
                                const_cast<char* const*>(arguments.data()), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    errno = error;
    child.pid = -1;
    return child;
  }
  child.output = ends[0];
  return child;
}

int MillisecondsTo(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return left.count() > 0 ? static_cast<int>(left.count()) : 0;
}

/// Reads until the child closes its output. False when the deadline came first.
bool ReadOutput(int fd, Clock::time_point deadline, std::string& text) {
  std::array<char, 4096> buffer;
  for (;;) {
    pollfd ready = {fd, POLLIN, 0};
    const int n = poll(&ready, 1, MillisecondsTo(deadline));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return true;
    if (text.size() < kMaxOutput) text.append(buffer.data(), static_cast<size_t>(size));
  }
}

/// Waits for the child's end without reaping it. False when the deadline came first.
bool HasEnded(pid_t pid, Clock::time_point deadline) {
  // By number: the header of glibc 2.36 declares pidfd_open with C++ linkage.
  const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0U));
  if (fd < 0) return true;  // a kernel before 5.3: waitpid will wait without a limit
  pollfd ready = {fd, POLLIN, 0};
  int n = 0;
  while ((n = poll(&ready, 1, MillisecondsTo(deadline))) < 0 && errno == EINTR) {
  }
  close(fd);
  return n > 0;
}

/// The last line that is not empty: the child's own message, if it came to say one.
std::string LastLine(const std::string& text) {
  const size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return "";
  const size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin + 1) + 1);
}

}  // namespace

void Probe(const PluginInfo& plugin, const ProbeOptions& options) {
  const Child child = Spawn(options.executable, plugin.manifest_path);
  if (child.pid < 0) {
    Refuse(Step::kLoad, plugin.object_path,
           std::string("no process to try it in: ") + std::strerror(errno));
  }
  std::string output;
  const Clock::time_point deadline = Clock::now() + options.limit;
  // A child that closed its output may still be looping, so its end is waited for as
  // well.
  const bool ended =
      ReadOutput(child.output, deadline, output) && HasEnded(child.pid, deadline);
  if (!ended) kill(child.pid, SIGKILL);
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  close(child.output);

  const std::string last = LastLine(output);
  if (!ended) {
    Refuse(Step::kLoad, plugin.object_path,
           "its code did not come back within " + std::to_string(options.limit.count()) +
               " ms in a process of its own");
  }
  if (WIFSIGNALED(status)) {
    Refuse(Step::kLoad, plugin.object_path,
           std::string("its code died of signal ") + std::to_string(WTERMSIG(status)) +
               " (" + strsignal(WTERMSIG(status)) + ") in a process of its own");
  }
  const int code = WEXITSTATUS(status);
  if (code == 0 && last == kSuccess) return;
  if (code == static_cast<int>(services::ExitCode::kPluginRefused) &&
      last.rfind("plugin ", 0) == 0) {
    throw services::Failure(services::ExitCode::kPluginRefused, last);
  }
  Refuse(Step::kLoad, plugin.object_path,
         "its code ended the process with status " + std::to_string(code) +
             (last.empty() ? "" : ", saying: " + last));
}

int ProbeMain(const std::string& manifest_path, const SchemaCheck& check_schema) {
  // The child must not outlive the one who asked, nor leave core files behind.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  try {
    const PluginInfo plugin = ReadManifest(manifest_path);
    RegistryOptions options;
    options.host = &kHost;
    options.check_schema = check_schema;
    LoadDescription(plugin, options);
    std::printf("%s\n", kSuccess);
    std::fflush(stdout);
    _exit(0);
  } catch (const services::Failure& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    _exit(static_cast<int>(failure.code()));
  }
}

std::string ObjectDigest(const PluginInfo& plugin) {
  return ObjectFile(plugin.object_path).Digest();
}

}  // namespace hopline::registry
