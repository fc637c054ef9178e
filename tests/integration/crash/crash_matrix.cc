/// \file crash_matrix.cc
/// The exhaustive crash proof. A run of two tasks into two writers of one connector on
/// one target dies at every slot call and at every step of the journal; the next run must
/// end with what the stated guarantee promises, row by row.
///
///   crash_matrix [OPTION…]
///
///   --every       every way to go on after every death, and more second deaths; without
///   it
///                 the ways take turns
///   --one-in N    of N deaths one, for builds that are slow
///   --only TEXT   deaths whose name, as a failed case prints it, contains the text
///   --talkative   with the host's log of each failed case
///   --keep        with the store of each failed case
///   --folder DIR  where to work; else a temporary folder, in memory if there is one
///   --jobs N      processes; else one per core
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/crash/isolate.h"
#include "tests/integration/crash/matrix.h"

/// Sanitizers must end with none of the host's exit codes, and at the first finding:
/// _exit asks nobody. A process that dies on purpose leaks on purpose. Visible, since a
/// runtime in a library of its own looks for them.
extern "C" [[gnu::visibility("default")]] const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "exitcode=99:detect_leaks=0:quarantine_size_mb=4:malloc_context_size=6";
}
extern "C" [[gnu::visibility("default")]] const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
  return "exitcode=99:halt_on_error=1:report_thread_leaks=0";
}

namespace hopline::crash {
namespace {

struct Options {
  MatrixOptions matrix;
  uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
};

Options ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&] { return std::string(i + 1 < argc ? argv[++i] : ""); };
    if (word == "--every") options.matrix.every = true;
    if (word == "--keep") options.matrix.keep = true;
    if (word == "--talkative") options.matrix.talkative = true;
    if (word == "--one-in") {
      options.matrix.one_in = std::max<uint64_t>(1, std::stoull(value()));
    }
    if (word == "--only") options.matrix.only = value();
    if (word == "--folder") options.matrix.folder = value();
    if (word == "--jobs") options.jobs = std::max<uint64_t>(1, std::stoull(value()));
  }
  return options;
}

/// The stores are many small files that need not outlive a loss of power.
std::string MakeFolder() {
  const std::filesystem::path memory = "/dev/shm";
  const bool in_memory = ::access(memory.c_str(), W_OK) == 0;
  std::string pattern =
      ((in_memory ? memory : std::filesystem::temp_directory_path()) / "crash-XXXXXX")
          .string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

Totals Work(const Options& options, uint64_t number) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  MatrixOptions matrix_options = options.matrix;
  matrix_options.share = {number, options.jobs};
  matrix_options.folder = fmt::format("{}/{}", options.matrix.folder, number);
  std::filesystem::create_directories(matrix_options.folder);
  Matrix matrix(std::move(matrix_options));
  for (const Scenario& scenario : AllScenarios()) matrix.Try(scenario);
  return matrix.totals();
}

/// Forks the workers before any of them forks a host; sums what they report.
Totals WorkInParallel(const Options& options) {
  std::vector<int> reports;
  for (uint64_t number = 0; number < options.jobs; ++number) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    const pid_t worker = ::fork();
    if (worker == 0) {
      const Totals totals = Work(options, number);
      const bool told = ::write(ends[1], &totals, sizeof totals) == sizeof totals;
      ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    reports.push_back(ends[0]);
  }
  Totals sum;
  for (const int report : reports) {
    Totals totals;
    if (::read(report, &totals, sizeof totals) != sizeof totals) totals = {1, 1, 0};
    ::close(report);
    ::wait(nullptr);
    sum.cases += totals.cases;
    sum.failed += totals.failed;
    sum.overtaken += totals.overtaken;
  }
  return sum;
}

int Main(int argc, char** argv) {
  Options options = ParseOptions(argc, argv);
  const bool own_folder = options.matrix.folder.empty();
  if (own_folder) options.matrix.folder = MakeFolder();
  const Totals totals = WorkInParallel(options);
  if (own_folder && !options.matrix.keep) {
    std::filesystem::remove_all(options.matrix.folder);
  }
  fmt::print(
      "{} cases, {} failed; {} deaths were overtaken by a failure of the attempt\n",
      totals.cases, totals.failed, totals.overtaken);
  return totals.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace hopline::crash

int main(int argc, char** argv) {
  if (hopline::crash::IsTaskProcess(argc, argv)) {
    hopline::crash::RunTaskProcess(argc, argv);
  }
  return hopline::crash::Main(argc, argv);
}
