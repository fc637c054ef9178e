/// \file commit.h
/// The phases after the tasks: showing what was staged, clearing up, taking back.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "plugins/common/object_format.h"
#include "plugins/common/run_names.h"
#include "plugins/file/staged.h"
#include "plugins/file/target.h"

namespace hopline::plugins::file {

/// What hidden files of one attempt begin with, in the folder of `object`.
std::string HiddenPrefix(const JobContext& context, const ObjectOptions& options,
                         uint32_t task_index, uint32_t attempt);

/// Every function can be repeated: it finds what is done. Borrows what it is made of.
class Committer {
 public:
  Committer(const JobContext& context, const ObjectOptions& options,
            const Staged& staged);

  /// Errors: DATA_INVALID when a staged file is gone or has another size.
  void Precommit() const;
  void Commit(std::vector<int32_t>& outcomes) const;
  /// Removes hidden files of every attempt that ever began.
  void Abort() const;

 private:
  int32_t Show(const StagedFile& file) const;
  void ShowAll(std::vector<int32_t>& outcomes) const;
  int32_t ShowSingle() const;
  uint64_t SingleSize() const;
  void JoinShares(const std::string& joined) const;
  void RemoveShares() const;
  void RemoveOld(const std::string& prefix) const;
  void RemoveOldSingle() const;
  void RemoveHidden(bool winners_too) const;
  bool Won(const hopline_attempt& attempt) const;

  const JobContext& context_;
  const ObjectOptions& options_;
  const Staged& staged_;
  RunNames names_;
  Token token_;
  Target target_;
  std::vector<TaskMessage> messages_;
  std::set<std::string> ours_;  ///< names this commit shows
};

}  // namespace hopline::plugins::file
