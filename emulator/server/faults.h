#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/server/service.h"

namespace hopline::emulator {

enum class FaultAction {
  kError,      ///< nothing is done; the rule's error is the reply
  kDelay,      ///< done and answered, later
  kCutBefore,  ///< nothing is done; the connection is reset
  kCutAfter,   ///< done; the connection is reset instead of a reply
  kTruncate,   ///< done; half of the reply arrives
  kCorrupt,    ///< done; one bit in the middle of the reply's body is wrong
  kFailRows,   ///< done for some rows of a batch; the reply says that the others failed
};

/// The action called `name` ("cut_before"), or nothing.
std::optional<FaultAction> ParseFaultAction(std::string_view name);
std::string_view FaultActionName(FaultAction action);

/// One rule of POST /faults: which requests it strikes, and how.
///
/// Shape: an empty service or operation matches all. Of the requests that match, `nth`
/// (from 1) is
///        the first to be struck; with a probability, each is struck by chance, the same
///        ones for the same seed. The rule is spent after `times` strikes; 0 means never.
struct FaultRule {
  std::string service;
  std::string operation;
  int64_t nth = 1;
  double probability = 1.0;
  uint64_t seed = 1;
  int64_t times = 0;
  FaultAction action = FaultAction::kError;
  InjectedError error;
  RowFault row_fault;
  int64_t delay_ms = 0;  ///< with every action
};

/// What strikes one request.
struct Fault {
  FaultAction action = FaultAction::kError;
  InjectedError error;
  RowFault row_fault;
  int64_t delay_ms = 0;
};

/// The rules in force.
/// Threads: all methods, from any thread. Next costs one atomic load while there are no
/// rules.
class FaultTable {
 public:
  struct Counted {
    FaultRule rule;
    int64_t matched = 0;
    int64_t struck = 0;
  };

  void Add(std::vector<FaultRule> rules);
  void Clear();
  std::vector<Counted> List() const;

  /// What strikes the next request of this operation. Every matching rule counts it; the
  /// first rule that strikes decides.
  std::optional<Fault> Next(std::string_view service, std::string_view operation);

 private:
  struct Entry {
    Counted counted;
    std::mt19937_64 random;
  };

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::atomic<bool> any_{false};
};

}  // namespace hopline::emulator
