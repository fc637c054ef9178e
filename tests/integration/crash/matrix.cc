#include "tests/integration/crash/matrix.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>

namespace hopline::crash {
namespace fs = std::filesystem;
namespace {

constexpr int kInterrupted = 130;

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

}  // namespace

/// The scenario when nothing dies.
struct Matrix::Reference {
  struct Step {
    Command command;
    std::string before;  ///< the store as the command found it
    std::vector<Place> places;
  };
  std::vector<Step> steps;
  std::vector<int> codes;
};

/// A command that died, and the store as it left it.
struct Matrix::Death {
  std::string name, store;
  Command command;
  std::vector<int> codes;  ///< of the commands before it
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
    for (const Place& place : reference.steps[index].places) {
      begun = begun || place.label == scenario.from;
      if (begun) TryPlace(scenario, reference, index, place);
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
    step.places = PlacesToDieAt(command, NewEvents(store, before));
    reference.steps.push_back(std::move(step));
    return code;
  });
  scenario.flow(commands);
  reference.codes = commands.codes();
  if (options_.share.number == 0) {
    Judge(scenario, scenario.name + ": nothing dies", commands);
    if (reference.codes != scenario.codes) {
      ++totals_.failed;
      fmt::print("FAILED {}: exit codes {} instead of {}\n", scenario.name,
                 fmt::join(reference.codes, " "), fmt::join(scenario.codes, " "));
    }
  }
  fs::remove_all(store.path(""));
  return reference;
}

void Matrix::TryPlace(const Scenario& scenario, const Reference& reference, size_t index,
                      const Place& place) {
  const Reference::Step& step = reference.steps[index];
  Death death;
  death.name =
      fmt::format("{}: {} {} at {}#{}", scenario.name, ToText(step.command),
                  scenario.cancels ? "cancelled" : "dies", place.label, place.occurrence);
  if (!IsMine(death.name)) return;
  death.store = Copy(step.before);
  death.command = step.command;
  const auto until = reference.codes.begin() + static_cast<ptrdiff_t>(index);
  death.codes.assign(reference.codes.begin(), until);
  const Fate::Kind kind = scenario.cancels ? Fate::Kind::kCancel : Fate::Kind::kDie;
  const int code =
      Execute(HostOf(scenario), Store(death.store), step.command, Fate{kind, place});
  const bool met = scenario.cancels ? code == 0 || code == kInterrupted : code == kDied;
  if (!met) ++totals_.missed;
  TryWays(scenario, death);
  fs::remove_all(death.store);
}

void Matrix::TryWays(const Scenario& scenario, const Death& death) {
  std::vector<Way> ways;
  for (const Recovery& recovery : scenario.recoveries) {
    ways.push_back({&recovery, false});
    if (scenario.loses_power) ways.push_back({&recovery, true});
  }
  const uint64_t turn = tried_++;
  const size_t n = ways.size();
  const size_t chosen = options_.every ? n : std::min(n, scenario.ways);
  for (size_t i = 0; i < chosen; ++i) {
    const Way& way = ways[(turn + i * (n / 2 | 1)) % n];
    const std::vector<Place> places = Recover(scenario, death, way);
    const bool again = options_.every || (i == 0 && turn / n % 4 == 0);
    if (again && !scenario.cancels) DieAgain(scenario, death, way, places);
  }
}

/// Goes on to the end. Returns the places of the first command that followed the death.
std::vector<Place> Matrix::Recover(const Scenario& scenario, const Death& death,
                                   const Way& way) {
  const Store store(Copy(death.store));
  if (way.power_lost) LosePower(store);
  const Flow& instead = way.recovery->instead;
  const std::vector<int> known = instead ? std::vector<int>() : death.codes;
  std::vector<Place> places;
  Commands commands(store, known, [&](const Command& command, size_t i) {
    const bool first = i == known.size();
    const size_t before = first ? CountEvents(store) : 0;
    const int code =
        Execute(HostOf(scenario), store,
                first && way.recovery->again ? way.recovery->again(command) : command,
                std::nullopt);
    if (first) places = PlacesOf(NewEvents(store, before));
    return code;
  });
  (instead ? instead : scenario.flow)(commands);
  Judge(scenario, death.name + ", " + way.name(), commands);
  fs::remove_all(store.path(""));
  return places;
}

/// The command that follows the death dies too, somewhere; then the same is done once
/// more.
void Matrix::DieAgain(const Scenario& scenario, const Death& death, const Way& way,
                      const std::vector<Place>& places) {
  if (!way.recovery->again || places.empty()) return;
  const Place& place = places[std::hash<std::string>{}(death.name) % places.size()];
  Death second = death;
  second.store = Copy(death.store);
  if (way.power_lost) LosePower(Store(second.store));
  const Command again = way.recovery->again(death.command);
  second.name = fmt::format("{}, {}, {} dies at {}#{}", death.name, way.name(),
                            ToText(again), place.label, place.occurrence);
  const int code = Execute(HostOf(scenario), Store(second.store), again,
                           Fate{Fate::Kind::kDie, place});
  if (code != kDied) ++totals_.missed;
  Recover(scenario, second, way);
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
  ++totals_.failed;
  std::string text = fmt::format("FAILED {}\n", name);
  for (const std::string& line : wrong) text += fmt::format("    {}\n", line);
  if (options_.talkative) text += Tail(store.Read("log"), 4000);
  if (options_.keep) text += fmt::format("    kept as {}\n", Copy(store.path("")));
  fmt::print("{}", text);
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
