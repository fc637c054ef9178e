#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "plugins/common/credentials/environment.h"
#include "plugins/common/credentials/source.h"

namespace hopline::plugins {

/// The vendor's chain, in the order of its SDKs: environment variables, OIDC role, CLI
/// profile, credentials file, role of the ECS machine, credentials URI.
std::vector<CredentialSourcePtr> VendorChain(const CredentialEnvironment& environment,
                                             const std::shared_ptr<Transport>& transport);

/// Keys of the first source that answers; renewed from the same one before they end.
///
/// A source that is set up but cannot be asked now stops the search: another one further
/// down would mean another identity. While keys are renewed, threads go on with the old
/// ones as long as these are valid; a renewal that fails is tried again later.
///
/// Threads: any.
/// Errors:  UNAUTHENTICATED that lists every source and what it lacks; retryable errors
/// of
///          the source that was meant.
class CredentialChain final : public CredentialProvider {
 public:
  /// Renewed when less than this is left. The vendor's SDKs: 3 minutes.
  static constexpr int64_t kRenewBeforeMs = 5 * 60'000;
  /// Pause after a renewal that failed while the old keys are still valid.
  static constexpr int64_t kRetryAfterMs = 30'000;

  /// what: begins the message when nothing answers.
  CredentialChain(std::vector<CredentialSourcePtr> sources, Scope scope,
                  std::string what);
  AccessKeys Get() override;

 private:
  ExpiringKeys Ask();
  ExpiringKeys Search();
  bool IsFresh(int64_t now_ms) const;
  bool IsValid(int64_t now_ms) const;

  const Scope scope_;
  const std::string what_;
  std::vector<CredentialSourcePtr> sources_;  // touched by whoever renews
  CredentialSource* winner_ = nullptr;        // likewise

  std::mutex mutex_;
  std::condition_variable renewed_;
  ExpiringKeys keys_;          // guarded by mutex_
  int64_t not_before_ms_ = 0;  // guarded by mutex_: no renewal earlier
  bool renewing_ = false;      // guarded by mutex_
};

}  // namespace hopline::plugins
