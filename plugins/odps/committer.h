#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "plugins/odps/staged.h"
#include "plugins/odps/tunnel.h"

namespace hopline::plugins::odps {

/// The phases after the tasks. Both can be repeated: they find what is done.
///
/// The service commits every block that a session holds, those of attempts that lost
/// included; so those are made empty first.
class Committer {
 public:
  Committer(Tunnel& tunnel, Scope scope) : tunnel_(tunnel), scope_(scope) {}

  /// Errors: NOT_FOUND, DATA_INVALID: the session is gone, or does not hold the blocks
  ///         that the tasks wrote.
  void Precommit(const Staged& staged);
  /// True when this call or an earlier one committed the session.
  ///
  /// Errors: DATA_INVALID, and outcomes UNKNOWN: the session has expired, so that nobody
  ///         can tell any more whether it was committed.
  bool Commit(const Staged& staged, std::vector<int32_t>& outcomes);

 private:
  void EmptyStrays(const UploadToken& token, const std::set<int64_t>& wanted,
                   const wire::maxcompute::UploadSession& session);

  Tunnel& tunnel_;
  Scope scope_;
};

}  // namespace hopline::plugins::odps
