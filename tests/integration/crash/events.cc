#include "tests/integration/crash/events.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace hopline::crash {

Events& Events::Instance() {
  static Events events;
  return events;
}

void Events::Start(const std::string& log_path, std::vector<Fate> fates,
                   FateHooks hooks) {
  const std::lock_guard<std::mutex> lock(mutex_);
  log_ = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_ < 0) std::abort();
  fates_ = std::move(fates);
  hooks_ = std::move(hooks);
}

void Events::Happen(std::string_view who, std::string_view what, std::string_view run,
                    uint64_t handle, std::string_view detail) {
  std::function<void()> hook;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::string line =
        fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", ::getpid(), who, what, run, handle, detail);
    if (::write(log_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      std::abort();
    }
    const std::string label = fmt::format("{}.{}", who, what);
    const uint32_t occurrence = ++seen_[label];
    for (const Fate& fate : fates_) {
      if (fate.place.label != label || fate.place.occurrence != occurrence) continue;
      if (fate.kind == Fate::Kind::kDie) ::_exit(kDied);
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

std::vector<Event> ReadEvents(const std::string& log_path) {
  std::vector<Event> events;
  std::ifstream file(log_path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream columns(line);
    std::string pid, handle;
    Event event;
    std::getline(columns, pid, '\t');
    std::getline(columns, event.who, '\t');
    std::getline(columns, event.what, '\t');
    std::getline(columns, event.run, '\t');
    std::getline(columns, handle, '\t');
    std::getline(columns, event.detail);
    event.pid = std::stoi(pid);
    event.handle = std::stoull(handle);
    events.push_back(std::move(event));
  }
  return events;
}

std::vector<Place> PlacesOf(const std::vector<Event>& events) {
  std::vector<Place> places;
  std::map<std::string, uint32_t> seen;
  for (const Event& event : events) {
    if (event.what == kBreach) continue;
    const std::string label = event.label();
    places.push_back({label, ++seen[label]});
  }
  return places;
}

}  // namespace hopline::crash
