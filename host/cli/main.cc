/// \file main.cc
/// hopline: reads the command line, runs one command, ends in good order.

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <hopline/error.hpp>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "host/cli/commands.h"
#include "host/cli/help.h"
#include "host/cli/signals.h"
#include "host/cli/spawn.h"
#include "host/registry/probe.h"
#include "host/services/diagnostic.h"
#include "host/services/exit_code.h"
#include "host/services/schema.h"
#include "host/services/version.h"

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

/// Fits glibc's allocator to runs: many threads pass buffers of megabytes on and free
/// them elsewhere, again and again.
///
/// Arenas: by default nearly every thread gets one of its own (eight times the cores),
/// and each keeps what it has had once, so that the peak grows with the length of a run
/// (by a quarter from 2·10⁵ to 2·10⁶ points, ots → ots). Thresholds: a buffer that is
/// given back to the system must be paged in again, a tenth of the processor time of odps
/// → null. What the environment sets with the allocator's own variables has precedence.
void TuneAllocator() {
  const auto is_set = [](const char* name) { return std::getenv(name) != nullptr; };
  const unsigned cores = std::thread::hardware_concurrency();
  if (!is_set("MALLOC_ARENA_MAX")) {
    ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, cores)));
  }
  if (!is_set("MALLOC_MMAP_THRESHOLD_")) ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  if (!is_set("MALLOC_TRIM_THRESHOLD_")) ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

/// Whoever names two jobs must not believe that both have run.
void RefuseMoreArguments(const Options& options) {
  if (options.command == "params" || options.command == "plugins") return;
  if (options.arguments.size() < 2) return;
  throw Failure(ExitCode::kUsage,
                fmt::format("hopline {}: '{}' is one argument too many; see hopline {} "
                            "--help",
                            options.command, options.arguments[1], options.command));
}

void Dispatch(App& app) {
  const std::string& command = app.options().command;
  if (std::ranges::count(Commands(), command) != 0) RefuseMoreArguments(app.options());
  if (command == "run") return RunCommand(app);
  if (command == "plan") return PlanCommand(app);
  if (command == "task") return TaskCommand(app);
  if (command == "commit") return CommitCommand(app);
  if (command == "abort") return AbortCommand(app);
  if (command == "runs") return RunsCommand(app);
  if (command == "check") return CheckCommand(app);
  if (command == "explain") return ExplainCommand(app);
  if (command == "params") return ParamsCommand(app);
  if (command == "convert") return ConvertCommand(app);
  if (command == "graph") return GraphCommand(app);
  if (command == "plugins") return PluginsCommand(app);
  if (command == "completion") return CompletionCommand(app);
  if (command == "man") return ManCommand(app);
  throw Failure(ExitCode::kUsage,
                fmt::format("unknown command '{}'{}; see hopline --help", command,
                            services::DidYouMean(command, Commands())));
}

ExitCode CodeOf(const Error& error) {
  if (error.code() == HOPLINE_STATUS_DIRTY_LIMIT) return ExitCode::kDirtyLimit;
  if (error.code() == HOPLINE_STATUS_INVALID_ARGUMENT) return ExitCode::kUsage;
  return ExitCode::kJobFailed;
}

/// A job that failed because it was interrupted says so; any other code is more telling.
ExitCode OrInterrupted(ExitCode code, const SignalWatch& signals) {
  if (code != ExitCode::kJobFailed || signals.received() == 0) return code;
  return static_cast<ExitCode>(128 + signals.received());
}

/// One line of log per line of text.
void Tell(services::Log& log, std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    log.Error(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

ExitCode Execute(App& app, const SignalWatch& signals) {
  try {
    Dispatch(app);
    return ExitCode::kDone;
  } catch (const Failure& failure) {
    Tell(app.log(), failure.what());
    return OrInterrupted(failure.code(), signals);
  } catch (const Error& error) {
    Tell(app.log(), error.what());
    return OrInterrupted(CodeOf(error), signals);
  } catch (const std::exception& error) {
    Tell(app.log(), error.what());
    return ExitCode::kJobFailed;
  }
}

void CheckSchema(const std::string& schema) {
  const std::vector<std::string> faults = services::ValidateSchema(schema);
  if (!faults.empty()) throw std::runtime_error(faults.front());
}

int Main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == registry::kProbeOption) {
    return registry::ProbeMain(argv[2], &CheckSchema);
  }
  PrepareSignals();
  Options options;
  try {
    options = ParseOptions(argc, argv);
  } catch (const Failure& failure) {
    fmt::print(stderr, "error: {}\n", failure.what());
    return static_cast<int>(failure.code());
  }
  if (options.version) {
    fmt::print("hopline {}\n", services::Version());
    return 0;
  }
  if (options.help || options.command.empty()) {
    fmt::print("{}", HelpText(options.command));
    return options.help ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  if (options.supervised) FollowParent();
  auto app = std::make_unique<App>(options);
  auto code = ExitCode::kJobFailed;
  try {
    SignalWatch signals(app->cancel(), app->log(), app->progress());
    code = Execute(*app, signals);
    signals.Leave(code);
    app.reset();  // plugins say goodbye, then the log is written out
  } catch (const std::exception& error) {  // no thread for the signals, or for the log
    fmt::print(stderr, "error: {}\n", error.what());
  }
  return static_cast<int>(code);
}

}  // namespace
}  // namespace hopline::cli

int main(int argc, char** argv) {
  hopline::cli::TuneAllocator();
  const int code = hopline::cli::Main(argc, argv);
  std::fflush(nullptr);
  // Plugins stay mapped, and neither their static destructors nor their exit handlers
  // run.
  ::_exit(code);
}
