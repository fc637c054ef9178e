#include "host/run/run_store.h"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <filesystem>
#include <hopline/error.hpp>

#include "host/run/digest.h"
#include "host/services/exit_code.h"
#include "host/services/log.h"

namespace hopline::run {
namespace {

constexpr size_t kKeptRuns = 30;
constexpr uint64_t kLockPollMs = 200;
constexpr uint64_t kPlacePollMs = 10;
/// Digits of a digest in a path: 128 bits.
constexpr size_t kPathDigits = 32;

bool IsHidden(const std::string& name) {
  return name == "lock" || name.starts_with(services::kTemporaryPrefix);
}

/// nullopt for a directory that holds nothing.
std::optional<RunSummary> Summarize(RunDirectory& directory) {
  RunSummary run;
  run.path = directory.path();
  run.state = directory.State();
  if (run.state == RunState::kEmpty) return std::nullopt;
  std::optional<RunRecord> record = directory.ReadRun();
  if (!record) return std::nullopt;  // finished, and damaged since: of no use to anybody
  run.record = *std::move(record);
  if (const auto report = directory.ReadReport()) run.outcome = OutcomeOf(*report);
  return run;
}

/// What to do about a run that is damaged.
enum class Damage { kThrow, kTell };

std::vector<RunSummary> RunsBelow(const Context& context, const std::string& window_path,
                                  Damage damage) {
  std::vector<RunSummary> runs;
  for (const std::string& name : context.env.List(window_path)) {
    if (IsHidden(name)) continue;
    RunDirectory directory(context, fmt::format("{}/{}", window_path, name));
    try {
      if (auto run = Summarize(directory)) runs.push_back(*std::move(run));
    } catch (const services::Failure& failure) {
      if (damage == Damage::kThrow) throw;
      context.log.Warn(failure.what());
    }
  }
  std::sort(runs.begin(), runs.end(), [](const RunSummary& a, const RunSummary& b) {
    return std::pair(a.record.incarnation, a.record.started_unix_ms) <
           std::pair(b.record.incarnation, b.record.started_unix_ms);
  });
  return runs;
}

/// Looks at names only: a script that runs every hour has thousands of windows.
bool MayHaveUnfinished(const Context& context, const std::string& window_path) {
  for (const std::string& name : context.env.List(window_path)) {
    if (IsHidden(name)) continue;
    if (!context.env.Exists(fmt::format("{}/{}/report.json", window_path, name)))
      return true;
  }
  return false;
}

std::string RunsRoot(const Context& context) { return context.state_dir + "/runs"; }

/// The window's folder, whatever document it lies under.
std::optional<std::string> FindWindow(const Context& context, const std::string& window) {
  const std::string root = RunsRoot(context);
  for (const std::string& document : context.env.List(root)) {
    std::string path = fmt::format("{}/{}/{}", root, document, window);
    if (context.env.Exists(path)) return path;
  }
  return std::nullopt;
}

/// A window stays where its first run was: what an edit of the script's setting leaves
/// the same must find the run that died before the edit, and its lock. Makes the folder,
/// one process at a time, so that all agree on one.
std::string PlaceOfWindow(const Context& context, const std::string& document,
                          const std::string& window) {
  if (auto found = FindWindow(context, window)) return *std::move(found);
  services::MakeDirectories(context.env, context.state_dir);
  std::string holder;
  std::unique_ptr<services::FileLock> lock;
  while (!(lock = context.env.TryLock(context.state_dir + "/lock", ThisProcess(),
                                      services::LockMode::kExclusive, &holder))) {
    context.clock.WaitMs(kPlacePollMs, nullptr);
  }
  if (auto found = FindWindow(context, window)) return *std::move(found);
  std::string path = fmt::format("{}/{}/{}", RunsRoot(context), document, window);
  services::MakeDirectories(context.env, path);
  return path;
}

/// 20261121T031415Z-3fa9c2d1: sorts by time, unique without asking anybody.
std::string NewRunId(services::Clock& clock) {
  std::string instant = services::FormatInstant(clock.UnixMs());
  instant.resize(19);
  std::erase_if(instant, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("{}Z-{}", instant, RandomHex(8));
}

}  // namespace

std::string OutcomeOf(const std::string& report_json) {
  rapidjson::Document document;
  document.Parse(report_json.data(), report_json.size());
  if (document.HasParseError() || !document.IsObject()) return "";
  const auto found = document.FindMember("outcome");
  return found != document.MemberEnd() && found->value.IsString()
             ? found->value.GetString()
             : "";
}

Window::Window(const Context& context, const std::string& document_digest,
               const std::string& job_key)
    : Window(context, PlaceOfWindow(context, document_digest.substr(0, kPathDigits),
                                    job_key.substr(0, kPathDigits))) {}

Window::Window(const Context& context, std::string path)
    : context_(context), path_(std::move(path)) {}

Window Window::Of(const Context& context, const std::string& run_path) {
  return {context, std::filesystem::path(run_path).parent_path().string()};
}

WindowLock Window::Lock(const Context& context, const std::string& command, bool wait) {
  services::MakeDirectories(context.env, path_);
  const std::string text =
      fmt::format("{} (hopline {}, since {})", ThisProcess(), command,
                  services::FormatInstant(context.clock.UnixMs()));
  services::CancelSignal cancelled(&context.cancel);
  for (bool first = true;; first = false) {
    std::string holder;
    if (auto lock = context.env.TryLock(path_ + "/lock", text,
                                        services::LockMode::kExclusive, &holder)) {
      return WindowLock(std::move(lock));
    }
    if (!wait) {
      throw services::Failure(
          services::ExitCode::kJobFailed,
          fmt::format(
              "another run of this window is at work: {}; wait for it with --wait",
              holder));
    }
    if (first) context.log.Info(fmt::format("waiting for {}", holder));
    if (!context.clock.WaitMs(kLockPollMs, &cancelled)) {
      throw Error(HOPLINE_STATUS_CANCELLED, "interrupted while waiting for another run");
    }
  }
}

std::vector<RunSummary> Window::Runs() {
  return RunsBelow(context_, path_, Damage::kThrow);
}

std::optional<RunSummary> Window::Find(const std::string& run_id) {
  std::optional<RunSummary> found;
  for (RunSummary& run : Runs()) {  // oldest first: the latest successor wins
    const std::string& id = run.record.run_id;
    const bool successor =
        id.starts_with(run_id + ".") &&
        id.find_first_not_of("0123456789", run_id.size() + 1) == std::string::npos;
    if (id == run_id || successor) found = std::move(run);
  }
  return found;
}

std::string Window::FreeRunId(const std::string& wish) {
  if (wish.empty()) return NewRunId(context_.clock);
  std::string id = wish;
  for (int n = 2; context_.env.Exists(fmt::format("{}/{}", path_, id)); ++n) {
    id = fmt::format("{}.{}", wish, n);
  }
  return id;
}

uint32_t Window::NextIncarnation() {
  uint32_t latest = 0;
  for (const RunSummary& run : Runs()) latest = std::max(latest, run.record.incarnation);
  return latest + 1;
}

RunDirectory Window::Directory(const std::string& run_id) {
  return {context_, fmt::format("{}/{}", path_, run_id)};
}

void Window::RemoveEmpty() {
  for (const std::string& name : context_.env.List(path_)) {
    if (name == "lock") continue;
    const std::string path = fmt::format("{}/{}", path_, name);
    if (!name.starts_with(services::kTemporaryPrefix) &&
        RunDirectory(context_, path).State() != RunState::kEmpty) {
      continue;
    }
    try {
      context_.env.RemoveTree(path);
    } catch (const Error& error) {
      context_.log.Warn(fmt::format("tidying up: {}", error.what()));
    }
  }
}

void Window::Retain() {
  try {
    RemoveOld();
  } catch (const std::exception& error) {
    context_.log.Warn(fmt::format("tidying up old runs: {}", error.what()));
  }
}

void Window::RemoveOld() {
  std::vector<RunSummary> runs = Runs();
  std::erase_if(runs, [](const RunSummary& r) { return r.state != RunState::kFinished; });
  if (runs.size() <= kKeptRuns) return;
  runs.resize(runs.size() - kKeptRuns);
  for (const RunSummary& run : runs) {
    // Renamed first: a half-removed directory would look like a run that is unfinished.
    const std::string doomed =
        fmt::format("{}/{}{}", path_, services::kTemporaryPrefix, run.record.run_id);
    context_.env.Rename(run.path, doomed);
    context_.env.SyncDirectory(path_);
    context_.env.RemoveTree(doomed);
  }
}

std::vector<RunSummary> Window::UnfinishedSiblings() {
  std::vector<RunSummary> siblings;
  const std::filesystem::path own(path_);
  const std::string document = own.parent_path().string();
  for (const std::string& name : context_.env.List(document)) {
    if (name == own.filename()) continue;
    const std::string window = fmt::format("{}/{}", document, name);
    if (!MayHaveUnfinished(context_, window)) continue;
    for (RunSummary& run : RunsBelow(context_, window, Damage::kTell)) {
      if (run.state != RunState::kFinished) siblings.push_back(std::move(run));
    }
  }
  return siblings;
}

std::vector<RunSummary> ListRuns(const Context& context, const job::ResolvedJob* job) {
  const auto wanted = [&](const std::string& document, const std::string& window) {
    return job == nullptr || job->document_digest.starts_with(document) ||
           job->job_key.starts_with(window);
  };
  std::vector<RunSummary> all;
  for (const std::string& document : context.env.List(RunsRoot(context))) {
    const std::string path = fmt::format("{}/{}", RunsRoot(context), document);
    for (const std::string& window : context.env.List(path)) {
      if (!wanted(document, window)) continue;
      for (RunSummary& run :
           RunsBelow(context, fmt::format("{}/{}", path, window), Damage::kTell)) {
        all.push_back(std::move(run));
      }
    }
  }
  std::sort(all.begin(), all.end(), [](const RunSummary& a, const RunSummary& b) {
    return std::pair(a.record.started_unix_ms, a.record.incarnation) <
           std::pair(b.record.started_unix_ms, b.record.incarnation);
  });
  return all;
}

void CheckRunId(const std::string& run_id) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  if (run_id.empty() || run_id.size() > 100 || run_id[0] == '.' || run_id == "lock" ||
      run_id.find_first_not_of(kAllowed) != std::string::npos) {
    throw services::Failure(
        services::ExitCode::kUsage,
        fmt::format("run id '{}': 1 to 100 letters, digits, '-', '_' and '.', not "
                    "beginning with '.'",
                    run_id));
  }
}

}  // namespace hopline::run
