#include "tests/integration/crash/isolate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "host/cli/options.h"
#include "host/cli/signals.h"
#include "host/cli/spawn.h"
#include "tests/integration/crash/host_parts.h"

namespace hopline::crash {
namespace {

/// Whoever waits for a process with the tests' clock would spin; with the system's it
/// would often wait for longer than the process lives.
class ShortClock final : public services::Clock {
 public:
  int64_t UnixMs() override { return services::SystemClock().UnixMs(); }
  int64_t MonotonicNs() override { return services::SystemClock().MonotonicNs(); }
  bool WaitMs(uint64_t, services::CancelSignal* cancel) override {
    std::this_thread::sleep_for(std::chrono::microseconds(300));
    return cancel == nullptr || !cancel->cancelled();
  }
};

std::string FateToText(const Fate& fate) {
  return fmt::format("{}:{}:{}:{}", static_cast<int>(fate.kind), fate.place.process,
                     fate.place.occurrence, fate.place.label);
}

Fate FateFromText(const std::string& text) {
  Fate fate;
  size_t at = 0;
  const auto next = [&] {
    const size_t end = text.find(':', at);
    const int number = std::stoi(text.substr(at, end - at));
    at = end + 1;
    return number;
  };
  fate.kind = static_cast<Fate::Kind>(next());
  fate.place.process = static_cast<uint32_t>(next());
  fate.place.occurrence = static_cast<uint32_t>(next());
  fate.place.label = text.substr(at);
  return fate;
}

}  // namespace

run::SpawnTask IsolateTasks(const HostSetting& host, const Store& store,
                            std::vector<Fate> fates) {
  cli::Options common;
  common.verbose = host.talkative;
  common.set = {{"store", store.path("")},
                {"kind", std::to_string(static_cast<int>(host.kind))}};
  for (const Fate& fate : fates) common.set.emplace_back("fate", FateToText(fate));
  const auto clock = std::make_shared<ShortClock>();
  const auto starts = std::make_shared<std::array<std::atomic<uint32_t>, kTasks>>();
  return [common, clock, starts](const std::string& run, uint32_t task,
                                 services::CancelSource& cancel) {
    cli::Options options = common;
    const uint32_t number = 1 + task + kTasks * (*starts)[task]++;
    options.set.emplace_back("process", std::to_string(number));
    cli::MakeSpawn(options, *clock)(run, task, cancel);
  };
}

bool IsTaskProcess(int argc, char** argv) {
  return argc > 1 && std::string(argv[1]) == "task";
}

void RunTaskProcess(int argc, char** argv) {
  const cli::Options options = cli::ParseOptions(argc, argv);
  cli::PrepareSignals();
  if (options.supervised) cli::FollowParent();
  std::map<std::string, std::string> told(options.set.begin(), options.set.end());
  std::vector<Fate> fates;
  if (told.contains("fate")) fates.push_back(FateFromText(told["fate"]));
  const Store store(told["store"]);
  const auto kind = static_cast<WriterKind>(std::stoi(told["kind"]));
  // Never destroyed: threads may use them until _exit.
  static HostParts* parts = new HostParts(store, options.verbose);
  [[maybe_unused]] static auto* watch =
      new cli::SignalWatch(parts->cancel, parts->log, parts->progress);
  FateHooks hooks;
  hooks.cancel = [] { parts->cancel.Cancel(); };
  Events::Instance().Start(store.path("events"),
                           static_cast<uint32_t>(std::stoul(told["process"])), fates,
                           std::move(hooks));
  const job::ResolvedJob job = FakeJob(store.path(""), kind);
  const services::ExitCode code = Judge(*parts, [&] {
    run::Task(parts->context, job, options.arguments.at(0), *options.index);
  });
  parts->log.Flush(60'000);
  ::_exit(static_cast<int>(code));
}

}  // namespace hopline::crash
