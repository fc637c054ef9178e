/// \file scenario.h
/// What is tried: jobs, what goes wrong in the services, the ways to go on after a death.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/crash/final_state.h"
#include "tests/integration/crash/flow.h"
#include "tests/integration/crash/order_check.h"

namespace hopline::crash {

/// What follows a command that died.
struct Recovery {
  std::string name;
  /// Instead of the command that died; the flow goes on as before.
  std::function<Command(const Command&)> again;
  /// Set: replaces the rest of the flow.
  Flow instead;
};

inline constexpr size_t kAllWays = SIZE_MAX;

struct Scenario {
  std::string name;
  WriterKind kind = WriterKind::kStaged;
  std::vector<std::pair<std::string, int>> script;  ///< store.h, Script()
  Flow flow;
  std::vector<int> codes;  ///< of the flow when nothing dies
  std::vector<Recovery> recoveries;
  FinalState final_state;
  OrderOptions order;
  std::string from;         ///< label: no deaths before; empty = from the beginning
  bool loses_power = true;  ///< try deaths as losses of power too
  size_t ways = 1;          ///< of going on, tried at every place; they take turns
  bool cancels = false;     ///< the commands are not killed but cancelled
};

std::vector<Scenario> AllScenarios();

}  // namespace hopline::crash
