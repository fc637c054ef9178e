#include "plugins/common/credentials/chain.h"

#include <utility>

#include "plugins/common/credentials/fixed_keys.h"
#include "plugins/common/credentials/metadata.h"
#include "plugins/common/credentials/profile.h"
#include "plugins/common/credentials/sts.h"
#include "plugins/common/retry.h"

namespace hopline::plugins {
namespace {

constexpr char kComponent[] = "credentials";

int64_t NowMs() {
  const hopline_clock_service& clock = Host::Clock();
  return clock.unix_ms(clock.ctx);
}

}  // namespace

std::vector<CredentialSourcePtr> VendorChain(
    const CredentialEnvironment& environment,
    const std::shared_ptr<Transport>& transport) {
  std::vector<CredentialSourcePtr> sources;
  sources.push_back(
      std::make_unique<FixedKeys>("the environment variables", environment.keys,
                                  "ALIBABA_CLOUD_ACCESS_KEY_ID and "
                                  "ALIBABA_CLOUD_ACCESS_KEY_SECRET are not both set"));
  sources.push_back(MakeOidcSource(environment.oidc, environment.sts_host, transport));
  sources.push_back(MakeCliProfileSource(environment, transport));
  sources.push_back(MakeCredentialsFileSource(environment, transport));
  if (!environment.ecs_disabled) {
    sources.push_back(
        MakeEcsRoleSource(environment.ecs_role, environment.imds_v1_disabled, transport));
  }
  sources.push_back(MakeUriSource(environment.credentials_uri, transport));
  return sources;
}

CredentialChain::CredentialChain(std::vector<CredentialSourcePtr> sources, Scope scope,
                                 std::string what)
    : scope_(scope), what_(std::move(what)), sources_(std::move(sources)) {}

bool CredentialChain::IsFresh(int64_t now_ms) const {
  if (keys_.keys.id.empty()) return false;
  return keys_.expires_unix_ms == 0 || now_ms < keys_.expires_unix_ms - kRenewBeforeMs ||
         (now_ms < not_before_ms_ && now_ms < keys_.expires_unix_ms);
}

bool CredentialChain::IsValid(int64_t now_ms) const {
  return !keys_.keys.id.empty() &&
         (keys_.expires_unix_ms == 0 || now_ms < keys_.expires_unix_ms);
}

AccessKeys CredentialChain::Get() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (IsFresh(NowMs()) || (renewing_ && IsValid(NowMs()))) return keys_.keys;
    if (!renewing_) break;
    renewed_.wait(lock);
  }
  renewing_ = true;
  lock.unlock();
  try {
    ExpiringKeys fresh = Ask();
    lock.lock();
    keys_ = std::move(fresh);
  } catch (const Error& error) {
    lock.lock();
    renewing_ = false;
    renewed_.notify_all();
    if (!IsValid(NowMs()) || error.code() == HOPLINE_STATUS_CANCELLED) throw;
    not_before_ms_ = NowMs() + kRetryAfterMs;
    scope_.Log(
        HOPLINE_LOG_WARN, kComponent,
        "renewing the keys failed, the old ones are still valid: " + error.message());
    return keys_.keys;
  }
  renewing_ = false;
  renewed_.notify_all();
  return keys_.keys;
}

ExpiringKeys CredentialChain::Ask() {
  if (winner_ == nullptr) return Search();
  ExpiringKeys keys = Retrier({}).Run(scope_, "renewing the keys",
                                      [&] { return winner_->Fetch(scope_); });
  scope_.Log(HOPLINE_LOG_DEBUG, kComponent, "keys renewed by " + winner_->Name());
  return keys;
}

ExpiringKeys CredentialChain::Search() {
  std::string lacking;
  for (const CredentialSourcePtr& source : sources_) {
    try {
      ExpiringKeys keys = Retrier({}).Run(scope_, "asking " + source->Name(),
                                          [&] { return source->Fetch(scope_); });
      winner_ = source.get();
      scope_.Log(HOPLINE_LOG_DEBUG, kComponent, "keys of " + winner_->Name());
      return keys;
    } catch (const Error& error) {
      if (error.retryable() || error.code() == HOPLINE_STATUS_CANCELLED) throw;
      lacking += "; " + error.message();
    }
  }
  throw Error(HOPLINE_STATUS_UNAUTHENTICATED, what_ + lacking);
}

}  // namespace hopline::plugins
