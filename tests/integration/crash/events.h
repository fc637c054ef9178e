/// \file events.h
/// Everything that a run does to the world outside, as a sequence of named events in one
/// append-only file, and what the test lets happen at one of them.
///
/// An event is a line `pid process who what run handle detail`, separated by tabs:
///   process of those that one command consists of, from 0
///   who     R, W1, W2: the step whose slot is called; env: the journal
///   what    slot and edge: job_commit.enter, job_commit.ok, task_write.t0.a1.enter, …
///   run     run id, "-" where none is known
///   handle  job handle within the process, 0 for env
///   detail  arguments, for whoever checks the order
/// "who.what" is the event's label; the k-th event of a label within a process is a place
/// to die at that stays the same whatever threads do in between.
#pragma once

#include <csignal>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::crash {

/// What Execute() answers for a process that died at an event.
inline constexpr int kDied = 128 + SIGKILL;

/// A label and which of its occurrences in a process, from 1.
struct Place {
  std::string label;
  uint32_t occurrence = 1;
  uint32_t process = 0;  ///< of a command that several processes run at once

  bool operator==(const Place&) const = default;
};

/// What happens at a place.
struct Fate {
  enum class Kind {
    kDie,
    kOutage,  ///< all processes of the command die
    kOrphan,  ///< the parent dies
    kCancel,  ///< the user wishes to stop
    kWait,    ///< until another process has done its part
  } kind = Kind::kDie;
  Place place;
};

/// How a process is cancelled and waits; called on the thread of the event.
struct FateHooks {
  std::function<void()> cancel, wait;
};

struct Event {
  int pid = 0;
  uint32_t process = 0;
  std::string who, what, run, detail;
  uint64_t handle = 0;

  std::string label() const { return who + "." + what; }
};

/// The events of this process. One per process: connectors and journal share it.
///
/// Threads: any.
class Events {
 public:
  static Events& Instance();

  /// From here on events go to the file, and those fates are met whose place names this
  /// process. An outage takes the process group along.
  void Start(const std::string& log_path, uint32_t process, std::vector<Fate> fates,
             FateHooks hooks);

  /// Writes the line, then meets this place's fate; who dies does so by SIGKILL.
  void Happen(std::string_view who, std::string_view what, std::string_view run = "-",
              uint64_t handle = 0, std::string_view detail = {});

  /// A breach that a connector noticed itself.
  void Breach(std::string_view who, const std::string& text);

  uint64_t NextHandle();

 private:
  std::mutex mutex_;
  int log_ = -1;
  uint32_t process_ = 0;
  uint64_t handles_ = 0;
  std::vector<Fate> fates_;
  FateHooks hooks_;
  std::map<std::string, uint32_t> seen_;
};

/// The whole file, in order.
std::vector<Event> ReadEvents(const std::string& log_path);

/// Every place that these events passed. Breaches are no places.
std::vector<Place> PlacesOf(const std::vector<Event>& events);

/// "t0.a1" of a label in which a slot of this attempt is called; else empty.
std::string AttemptOf(const std::string& label);

/// The attempts of which a slot call failed.
std::set<std::string> FailedAttempts(const std::vector<Event>& events);

inline constexpr std::string_view kBreach = "BREACH";

}  // namespace hopline::crash
