#pragma once

#include <hopline/writer.h>

#include <hopline/connector.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "plugins/common/object_format.h"
#include "plugins/common/run_names.h"
#include "plugins/oss/assembly.h"
#include "plugins/oss/client.h"
#include "plugins/oss/staged.h"

namespace hopline::plugins::oss {

/// The phases after the tasks. Every function can be repeated: it finds what is done.
///
/// Borrows everything it is made of.
class Committer {
 public:
  Committer(Client& client, const ObjectOptions& options, PutOptions put, RunNames names,
            Scope scope)
      : client_(client), options_(options), put_(put), names_(names), scope_(scope) {}

  /// Errors: NOT_FOUND, DATA_INVALID: staged parts are gone or not those that were sent.
  void Precommit(const Staged& staged);
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes);
  void Abort(const Staged& staged);

 private:
  struct Run;
  Run Read(const Staged& staged) const;
  Assembly AssembleRun(const Run& run) const;

  void ProveParts(const StagedObject& object);
  void ProveShares(const Run& run);
  int32_t CommitObject(const StagedObject& object);
  int32_t CommitSingle(const Run& run);
  int32_t CompleteSingle(const Run& run, const Assembly& assembly);
  int32_t PutSmall(const std::string& key, const std::string& body, uint64_t crc64);
  int32_t Complete(const std::string& key, const std::string& upload_id,
                   const std::vector<wire::oss::CompletedPart>& parts, uint64_t size,
                   uint64_t crc64);
  int32_t Settle(const std::string& key, uint64_t size, uint64_t crc64);
  void AbortStrays(const Staged& staged, const Run& run);
  void DeleteOld(const std::string& prefix, const std::set<std::string>& ours,
                 int64_t newest_unix_s);

  Client& client_;
  const ObjectOptions& options_;
  PutOptions put_;
  RunNames names_;
  Scope scope_;
};

}  // namespace hopline::plugins::oss
