// Runs a command and prints what it took, as one line of JSON: exit code, wall and
// processor seconds, peak resident bytes.
//
//   measure COMMAND ARGUMENT…
//
// A process of its own, because the peak that the system reports for a child begins with
// the memory of whoever forked it: a Python interpreter would hide a small program.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstdio>
#include <ctime>

namespace {

double Seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

double Now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: measure COMMAND ARGUMENT...\n");
    return 2;
  }
  const double start = Now();
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[1], nullptr, nullptr, argv + 1, environ);
  if (failed != 0) {
    std::fprintf(stderr, "measure: cannot start %s\n", argv[1]);
    return 2;
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return 2;
  const double wall = Now() - start;
  std::printf("{\"exit\":%d,\"wall_s\":%.6f,\"cpu_s\":%.6f,\"rss\":%ld}\n",
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall,
              Seconds(usage.ru_utime) + Seconds(usage.ru_stime), usage.ru_maxrss * 1024);
  return 0;
}
