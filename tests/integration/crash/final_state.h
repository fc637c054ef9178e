/// \file final_state.h
/// Judges what a case leaves in the store: the promise of the guarantee, row by row.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/crash/fake_job.h"
#include "tests/integration/crash/store.h"

namespace hopline::crash {

/// Which rows a writer owes at the end.
enum class Owed {
  kAll,
  kAllButDirty,
  kFirstTask,  ///< given up after the first of its two messages was committed
  kNothing,
};

struct FinalState {
  Owed w1 = Owed::kAll, w2 = Owed::kAll;
  bool acknowledged = true;
};

/// What differs, one line each; empty = all as it should be. Staged: every owed row
/// exactly once. Idempotent: exactly once too, since one key has one value. Plain: at
/// least once. In all: no other row, nothing staged left, every task acknowledged or
/// none; and of a writer that owes all but the dirty rows, those in the dirty files of
/// the latest run, which are as long as the task records say.
std::vector<std::string> CheckFinalState(const Store& store, WriterKind kind,
                                         const FinalState& expected);

}  // namespace hopline::crash
