/// \file effects.h
/// What the three fake writers do to the store. Stateless: everything comes as arguments,
/// as the contract demands of phases that may run in different processes.
#pragma once

#include <hopline/writer.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/integration/crash/store.h"

namespace hopline::crash {

/// Whose rows: names in the store are made of these.
struct AttemptId {
  std::string run, step;
  uint32_t task = 0, attempt = 0;
};

class Effects {
 public:
  virtual ~Effects() = default;
  virtual uint64_t capabilities() const = 0;
  /// An attempt begins. False when an attempt of that number began before.
  virtual bool Begin(const Store&, const AttemptId&) const { return true; }
  virtual void Write(const Store&, const AttemptId&, const std::vector<Row>&) const = 0;
  /// Removes what the attempt staged.
  virtual void Discard(const Store&, const AttemptId&) const {}
  /// Whether that many rows are staged (or, after a commit, visible).
  virtual bool Complete(const Store&, const AttemptId&, uint64_t) const { return true; }
  /// HOPLINE_OUTCOME_….
  virtual int32_t Publish(const Store&, const AttemptId&) const {
    return HOPLINE_OUTCOME_COMMITTED;
  }
  /// Every row of a step that a user of the store sees, with repetitions, sorted.
  virtual std::vector<Row> Visible(const Store&, const std::string& step) const = 0;
  /// What nobody sees and nobody will remove.
  virtual std::vector<std::string> Leftovers(const Store&) const { return {}; }
};

/// STAGED and ABORTS: a file per attempt, renamed at commit.
const Effects& StagedEffects();
/// IDEMPOTENT: one value per key.
const Effects& IdempotentEffects();
/// Neither: rows are appended as they come.
const Effects& PlainEffects();

}  // namespace hopline::crash
