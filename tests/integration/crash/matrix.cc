#include "tests/integration/crash/matrix.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

namespace hopline::crash {
namespace fs = std::filesystem;
namespace {

constexpr int kInterrupted = 130;
/// Of a death until it comes about: an attempt that fails does not do the same each time.
constexpr int kMostTries = 20;

/// Makes the journal what a loss of power would have left of it.
void LosePower(const Store& store) {
  fs::remove_all(store.path("state"));
  fs::copy(store.path("durable"), store.path("state"), fs::copy_options::recursive);
}

std::string Tail(const std::string& text, size_t bytes) {
  return text.size() <= bytes ? text : text.substr(text.size() - bytes);
}

/// The events of the log that came after the first `before`.
std::vector<Event> NewEvents(const Store& store, size_t before) {
  std::vector<Event> events = ReadEvents(store.path("events"));
  events.erase(events.begin(), events.begin() + static_cast<ptrdiff_t>(before));
  return events;
}

size_t CountEvents(const Store& store) { return ReadEvents(store.path("events")).size(); }

/// Two processes at one task: the first cannot die before it lets the second begin.
std::vector<Place> PlacesToDieAt(const Command& command,
                                 const std::vector<Event>& events) {
  std::vector<Place> places = PlacesOf(events);
  if (command.kind != Command::Kind::kTaskTwice) return places;
  bool both = false;
  std::erase_if(places, [&both](const Place& place) {
    both = both || place.process == 1;
    return !both;
  });
  return places;
}

/// What can happen at a place.
std::vector<Fate> FatesAt(const Scenario& scenario, const Command& command,
                          const Place& place) {
  if (scenario.cancels) return {{Fate::Kind::kCancel, place}};
  std::vector<Fate> fates = {{Fate::Kind::kDie, place}};
  if (command.has_processes()) fates.push_back({Fate::Kind::kOutage, place});
  if (command.isolate && place.process > 0) {
    fates.push_back({Fate::Kind::kOrphan, place});
  }
  return fates;
}

const char* ToText(Fate::Kind kind) {
  switch (kind) {
    case Fate::Kind::kDie:
      return "dies";
    case Fate::Kind::kOutage:
      return "dies with all its processes";
    case Fate::Kind::kOrphan:
      return "loses its parent";
    case Fate::Kind::kCancel:
      return "is cancelled";
    case Fate::Kind::kWait:
      break;
  }
  return "waits";
}

std::string ToText(const Fate& fate) {
  const Place& place = fate.place;
  return fmt::format("{} at {}#{}{}", ToText(fate.kind), place.label, place.occurrence,
                     place.process > 0 ? fmt::format("@{}", place.process) : "");
}

}  // namespace

/// What one execution of a command did.
struct Matrix::Passage {
  Passage() = default;
  Passage(const Command& command, const std::vector<Event>& events)
      : places(PlacesToDieAt(command, events)), failed_attempts(FailedAttempts(events)) {}

  std::vector<Place> places;
  std::set<std::string> failed_attempts;
};

/// The scenario when nothing dies.
struct Matrix::Reference {
  struct Step {
    Command command;
    std::string before;  ///< the store as the command found it
    Passage passage;
  };
  std::vector<Step> steps;
  std::vector<int> codes;
};

/// A command that died, and the store as it left it.
struct Matrix::Death {
  std::string name, store;
  Command command;
  std::vector<int> codes;       ///< of the commands before it
  bool spares_journal = false;  ///< some of its processes lived on: no loss of power
};

/// How it goes on.
struct Matrix::Way {
  const Recovery* recovery = nullptr;
  bool power_lost = false;

  std::string name() const { return (power_lost ? "power lost, " : "") + recovery->name; }
};

Matrix::Matrix(MatrixOptions options) : options_(std::move(options)) {}

void Matrix::Try(const Scenario& scenario) {
  const Reference reference = Observe(scenario);
  bool begun = scenario.from.empty();
  for (size_t index = 0; index < reference.steps.size(); ++index) {
    const Reference::Step& step = reference.steps[index];
    for (const Place& place : step.passage.places) {
      begun = begun || place.label == scenario.from;
      if (!begun) continue;
      for (const Fate& fate : FatesAt(scenario, step.command, place)) {
        TryPlace(scenario, reference, index, fate);
      }
    }
    fs::remove_all(reference.steps[index].before);
  }
}

Matrix::Reference Matrix::Observe(const Scenario& scenario) {
  Reference reference;
  const Store store(fmt::format("{}/reference{}", options_.folder, copies_++));
  fs::create_directories(store.path(""));
  store.Create();
  for (const auto& [name, times] : scenario.script) store.Script(name, times);
  Commands commands(store, {}, [&](const Command& command, size_t) {
    Reference::Step step{command, Copy(store.path("")), {}};
    const size_t before = CountEvents(store);
    const int code = Execute(HostOf(scenario), store, command, std::nullopt);
    step.passage = Passage(command, NewEvents(store, before));
    reference.steps.push_back(std::move(step));
    return code;
  });
  scenario.flow(commands);
  reference.codes = commands.codes();
  if (options_.share.number == 0) {
    Judge(scenario, scenario.name + ": nothing dies", commands);
    if (reference.codes != scenario.codes) {
      Fail(scenario.name,
           {fmt::format("exit codes {} instead of {}", fmt::join(reference.codes, " "),
                        fmt::join(scenario.codes, " "))});
    }
  }
  fs::remove_all(store.path(""));
  return reference;
}

void Matrix::TryPlace(const Scenario& scenario, const Reference& reference, size_t index,
                      const Fate& fate) {
  const Reference::Step& step = reference.steps[index];
  Death death;
  death.name =
      fmt::format("{}: {} {}", scenario.name, ToText(step.command), ToText(fate));
  if (!IsMine(death.name)) return;
  death.command = step.command;
  death.spares_journal = step.command.has_processes() && fate.kind != Fate::Kind::kOutage;
  const auto until = reference.codes.begin() + static_cast<ptrdiff_t>(index);
  death.codes.assign(reference.codes.begin(), until);
  death.store = Meet(scenario, death.name, step.before, step.command, fate, step.passage);
  TryWays(scenario, death);
  fs::remove_all(death.store);
}

/// Executes the command on copies of a store until its fate is met at a place that it
/// passed before. Returns the copy.
std::string Matrix::Meet(const Scenario& scenario, const std::string& name,
                         const std::string& before, const Command& command,
                         const Fate& fate, const Passage& passage) {
  for (int tries = 1;; ++tries) {
    const Store store(Copy(before));
    const size_t events = CountEvents(store);
    const int code = Execute(HostOf(scenario), store, command, fate);
    const std::vector<Place> places = PlacesOf(NewEvents(store, events));
    const bool met = std::find(places.begin(), places.end(), fate.place) != places.end();
    if (met && fate.kind == Fate::Kind::kCancel && code != 0 && code != kInterrupted) {
      Fail(name, {fmt::format("exit code {} instead of 0 or {}", code, kInterrupted)});
    }
    if (met || tries == kMostTries) {
      const bool luck = passage.failed_attempts.contains(AttemptOf(fate.place.label));
      if (!met && luck) ++totals_.overtaken;
      if (!met && !luck) Fail(name, {"the place was not met again"});
      return store.path("");
    }
    fs::remove_all(store.path(""));
  }
}

void Matrix::TryWays(const Scenario& scenario, const Death& death) {
  std::vector<Way> ways;
  for (const Recovery& recovery : scenario.recoveries) {
    ways.push_back({&recovery, false});
    const bool loses_power = scenario.loses_power && !death.spares_journal;
    if (loses_power) ways.push_back({&recovery, true});
  }
  const uint64_t turn = tried_++;
  const size_t n = ways.size();
  const size_t chosen = options_.every ? n : std::min(n, scenario.ways);
  for (size_t i = 0; i < chosen; ++i) {
    const Way& way = ways[(turn + i * (n / 2 | 1)) % n];
    const Passage passage = Recover(scenario, death, way);
    const bool again = options_.every || (i == 0 && turn / n % 4 == 0);
    if (again && !scenario.cancels) DieAgain(scenario, death, way, passage);
  }
}

/// Goes on to the end. Returns what the first command that followed the death did.
Matrix::Passage Matrix::Recover(const Scenario& scenario, const Death& death,
                                const Way& way) {
  const Store store(Copy(death.store));
  if (way.power_lost) LosePower(store);
  const Flow& instead = way.recovery->instead;
  const std::vector<int> known = instead ? std::vector<int>() : death.codes;
  Passage passage;
  Commands commands(store, known, [&](const Command& next, size_t i) {
    const bool first = i == known.size();
    const size_t before = first ? CountEvents(store) : 0;
    const Command command =
        first && way.recovery->again ? way.recovery->again(next) : next;
    const int code = Execute(HostOf(scenario), store, command, std::nullopt);
    if (first) passage = Passage(command, NewEvents(store, before));
    return code;
  });
  (instead ? instead : scenario.flow)(commands);
  Judge(scenario, death.name + ", " + way.name(), commands);
  fs::remove_all(store.path(""));
  return passage;
}

/// The command that follows the death dies too, somewhere; then the same is done once
/// more.
void Matrix::DieAgain(const Scenario& scenario, const Death& death, const Way& way,
                      const Passage& passage) {
  if (!way.recovery->again || passage.places.empty()) return;
  const size_t n = passage.places.size();
  Fate fate{Fate::Kind::kDie, passage.places[std::hash<std::string>{}(death.name) % n]};
  const Command again = way.recovery->again(death.command);
  if (way.power_lost && again.has_processes()) fate.kind = Fate::Kind::kOutage;
  Death second = death;
  const std::string before = Copy(death.store);
  if (way.power_lost) LosePower(Store(before));
  second.name =
      fmt::format("{}, {}, {} {}", death.name, way.name(), ToText(again), ToText(fate));
  second.store = Meet(scenario, second.name, before, again, fate, passage);
  Recover(scenario, second, way);
  fs::remove_all(before);
  fs::remove_all(second.store);
}

void Matrix::Judge(const Scenario& scenario, const std::string& name,
                   const Commands& commands) {
  ++totals_.cases;
  const Store& store = commands.store();
  std::vector<std::string> wrong = commands.wrong();
  for (const auto& more :
       {CheckFinalState(store, scenario.kind, scenario.final_state),
        CheckOrder(ReadEvents(store.path("events")), scenario.order)}) {
    wrong.insert(wrong.end(), more.begin(), more.end());
  }
  if (wrong.empty()) return;
  if (options_.talkative) wrong.push_back(Tail(store.Read("log"), 4000));
  if (options_.keep) wrong.push_back(fmt::format("kept as {}", Copy(store.path(""))));
  Fail(name, wrong);
}

void Matrix::Fail(const std::string& name, const std::vector<std::string>& reasons) {
  ++totals_.failed;
  fmt::print("FAILED {}\n    {}\n", name, fmt::join(reasons, "\n    "));
  std::fflush(stdout);
}

HostSetting Matrix::HostOf(const Scenario& scenario) const {
  return {scenario.kind, options_.talkative};
}

std::string Matrix::Copy(const std::string& from) {
  const std::string to = fmt::format("{}/store{}", options_.folder, copies_++);
  fs::copy(from, to, fs::copy_options::recursive);
  return to;
}

bool Matrix::IsMine(const std::string& name) {
  if (name.find(options_.only) == std::string::npos) return false;
  const uint64_t number = seen_++;
  if (number % options_.one_in != 0) return false;
  return number / options_.one_in % options_.share.of == options_.share.number;
}

}  // namespace hopline::crash
