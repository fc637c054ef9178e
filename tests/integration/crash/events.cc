#include "tests/integration/crash/events.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>

namespace hopline::crash {

Events& Events::Instance() {
  static Events events;
  return events;
}

namespace {

[[noreturn]] void Kill(pid_t process_or_group) {
  ::kill(process_or_group, SIGKILL);
  for (;;) ::pause();
}

}  // namespace

void Events::Start(const std::string& log_path, uint32_t process, std::vector<Fate> fates,
                   FateHooks hooks) {
  const std::lock_guard<std::mutex> lock(mutex_);
  log_ = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_ < 0) std::abort();
  process_ = process;
  std::erase_if(fates, [&](const Fate& fate) { return fate.place.process != process; });
  fates_ = std::move(fates);
  hooks_ = std::move(hooks);
}

void Events::Happen(std::string_view who, std::string_view what, std::string_view run,
                    uint64_t handle, std::string_view detail) {
  std::function<void()> hook;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::string line = fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", ::getpid(),
                                         process_, who, what, run, handle, detail);
    if (::write(log_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      std::abort();
    }
    const std::string label = fmt::format("{}.{}", who, what);
    const uint32_t occurrence = ++seen_[label];
    for (const Fate& fate : fates_) {
      if (fate.place.label != label || fate.place.occurrence != occurrence) continue;
      if (fate.kind == Fate::Kind::kDie) Kill(::getpid());
      if (fate.kind == Fate::Kind::kOutage) Kill(0);
      if (fate.kind == Fate::Kind::kOrphan) ::kill(::getppid(), SIGKILL);
      if (fate.kind != Fate::Kind::kCancel && fate.kind != Fate::Kind::kWait) continue;
      hook = fate.kind == Fate::Kind::kCancel ? hooks_.cancel : hooks_.wait;
    }
  }
  if (hook) hook();
}

void Events::Breach(std::string_view who, const std::string& text) {
  Happen(who, kBreach, "-", 0, text);
}

uint64_t Events::NextHandle() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return ++handles_;
}

namespace {

/// Takes the text up to the next tab, or all of it.
std::string Column(std::string_view& line) {
  const size_t end = std::min(line.find('\t'), line.size());
  std::string column(line.substr(0, end));
  line.remove_prefix(std::min(end + 1, line.size()));
  return column;
}

/// Ends of calls that leave the store as it was.
bool EndsWithoutEffect(const std::string& what) {
  if (!what.ends_with(".ok")) return false;
  for (const char* slot : {"job_open", "job_capabilities", "job_schema", "job_plan",
                           "job_close", "task_next", "task_checkpoint", "task_close"}) {
    if (what.starts_with(slot)) return true;
  }
  return false;
}

}  // namespace

std::vector<Event> ReadEvents(const std::string& log_path) {
  std::vector<Event> events;
  std::ifstream file(log_path);
  for (std::string text; std::getline(file, text);) {
    std::string_view line = text;
    Event event;
    event.pid = std::stoi(Column(line));
    event.process = static_cast<uint32_t>(std::stoul(Column(line)));
    event.who = Column(line);
    event.what = Column(line);
    event.run = Column(line);
    event.handle = std::stoull(Column(line));
    event.detail = line;
    events.push_back(std::move(event));
  }
  return events;
}

std::vector<Place> PlacesOf(const std::vector<Event>& events) {
  std::vector<Place> places;
  std::map<std::pair<int, std::string>, uint32_t> seen;
  for (const Event& event : events) {
    const uint32_t occurrence = ++seen[{event.pid, event.label()}];
    if (event.what == kBreach || EndsWithoutEffect(event.what)) continue;
    places.push_back({event.label(), occurrence, event.process});
  }
  return places;
}

std::string AttemptOf(const std::string& label) {
  static const std::regex kAttempt(R"(\.task_\w+\.(t\d+\.a\d+)\.)");
  std::smatch found;
  return std::regex_search(label, found, kAttempt) ? found[1].str() : "";
}

std::set<std::string> FailedAttempts(const std::vector<Event>& events) {
  std::set<std::string> failed;
  for (const Event& event : events) {
    const std::string attempt = AttemptOf(event.label());
    if (!attempt.empty() && event.what.ends_with(".failed")) failed.insert(attempt);
  }
  return failed;
}

}  // namespace hopline::crash
