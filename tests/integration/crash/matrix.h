/// \file matrix.h
/// Every place of every scenario: die there, go on in every way, judge what is left.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/integration/crash/scenario.h"

namespace hopline::crash {

/// One share of the whole: the deaths whose number is `number` modulo `of`.
struct MatrixShare {
  uint64_t number = 0, of = 1;
};

struct Totals {
  uint64_t cases = 0, failed = 0;
  /// Deaths that did not come about, because another step of the attempt had failed
  /// before, as the script wants: what the rest of the attempt still does is a matter of
  /// luck.
  uint64_t overtaken = 0;
};

struct MatrixOptions {
  std::string folder;  ///< to work in
  MatrixShare share;
  std::string only;        ///< names of deaths must contain it
  uint64_t one_in = 1;     ///< of this many deaths one is tried
  bool every = false;      ///< every way to go on after every death
  bool keep = false;       ///< the stores of failed cases
  bool talkative = false;  ///< the host's log with each failed case
};

class Matrix {
 public:
  explicit Matrix(MatrixOptions options);

  void Try(const Scenario& scenario);
  const Totals& totals() const { return totals_; }

 private:
  struct Passage;
  struct Reference;
  struct Death;
  struct Way;

  Reference Observe(const Scenario& scenario);
  void TryPlace(const Scenario& scenario, const Reference& reference, size_t index,
                const Fate& fate);
  std::string Meet(const Scenario& scenario, const std::string& name,
                   const std::string& before, const Command& command, const Fate& fate,
                   const Passage& passage);
  void TryWays(const Scenario& scenario, const Death& death);
  Passage Recover(const Scenario& scenario, const Death& death, const Way& way);
  void DieAgain(const Scenario& scenario, const Death& death, const Way& way,
                const Passage& passage);
  void Judge(const Scenario& scenario, const std::string& name, const Commands& commands);
  void Fail(const std::string& name, const std::vector<std::string>& reasons);
  HostSetting HostOf(const Scenario& scenario) const;
  std::string Copy(const std::string& from);
  bool IsMine(const std::string& name);

  const MatrixOptions options_;
  uint64_t seen_ = 0;   ///< deaths, everybody's
  uint64_t tried_ = 0;  ///< of these, ours
  uint64_t copies_ = 0;
  Totals totals_;
};

}  // namespace hopline::crash
