/// \file flow.h
/// What a scheduler or a person does, as a sequence of commands that may die. A flow is
/// plain code; to go on from the middle it is begun anew, with what it did before taken
/// from memory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/crash/host_process.h"

namespace hopline::crash {

/// How one command of a flow is executed in one case.
using Executor = std::function<int(const Command& command, size_t index)>;

/// The commands of one flow on one store.
class Commands {
 public:
  /// known: exit codes of the commands that were executed already, in order.
  Commands(const Store& store, std::vector<int> known, Executor execute)
      : store_(store), codes_(std::move(known)), execute_(std::move(execute)) {}

  const Store& store() const { return store_; }

  /// Executes the next command, or takes its exit code from memory. One that is none of
  /// `expected` is wrong.
  int Do(const Command& command, const std::vector<int>& expected);

  const std::vector<int>& codes() const { return codes_; }
  const std::vector<std::string>& wrong() const { return wrong_; }

 private:
  const Store& store_;
  std::vector<int> codes_;
  size_t next_ = 0;
  Executor execute_;
  std::vector<std::string> wrong_;
};

using Flow = std::function<void(Commands&)>;

}  // namespace hopline::crash
