#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "plugins/odps/staged.h"
#include "plugins/odps/tunnel.h"

namespace hopline::plugins::odps {

/// The phases after the tasks. Both can be repeated: they find what is done.
///
/// The service commits every block that a session holds, those of attempts that lost
/// included; so those are made empty first. Sessions that no winning attempt wrote to are
/// left alone: what they hold is never seen.
///
/// Where rows named their partitions, a partition may have several sessions; all
/// partitions are checked before the first is committed. Some partitions are in work at
/// once, of one partition one session.
class Committer {
 public:
  Committer(Tunnel& tunnel, Scope scope) : tunnel_(tunnel), scope_(scope) {}

  /// Errors: NOT_FOUND, DATA_INVALID: a session is gone, or does not hold the blocks
  ///         that the tasks wrote.
  void Precommit(const Staged& staged);
  /// Errors: DATA_INVALID, and outcomes UNKNOWN for the tasks that wrote to it: a session
  ///         has expired, so that nobody can tell any more whether it was committed.
  ///         After any error no other partition is begun.
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes);

 private:
  /// What is committed into one partition.
  struct Target {
    std::string clearing;  ///< committed first; empty: nothing has to be
    std::map<std::string, std::set<int64_t>> sessions;  ///< with the blocks that count
    std::set<size_t> messages;                          ///< those that name the partition
  };
  using Targets = std::map<std::string, Target>;  // by partition

  static Targets TargetsOf(const Staged& staged);
  void CheckSession(const Upload& upload, const std::set<int64_t>& wanted);
  void EmptyStrays(const Upload& upload, const std::set<int64_t>& wanted,
                   const wire::maxcompute::UploadSession& session);
  int32_t CommitTarget(const std::string& partition, const Target& target,
                       std::string* why);
  int32_t CommitSession(const Upload& upload, std::string* why);
  wire::maxcompute::UploadSession Settled(const Upload& upload);

  Tunnel& tunnel_;
  Scope scope_;
};

}  // namespace hopline::plugins::odps
