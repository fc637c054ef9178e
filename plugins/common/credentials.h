#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>
#include <memory>
#include <string>

#include "plugins/common/net.h"

namespace hopline::plugins {

/// security_token is empty unless the keys are temporary.
struct AccessKeys {
  std::string id;
  std::string secret;
  std::string security_token;
};

/// Where keys come from. Get() is asked before every request, so that a provider can
/// renew what expires.
///
/// Threads: any.
/// Errors:  UNAUTHENTICATED: there are none; the message says where they were looked for.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;
  virtual AccessKeys Get() = 0;
};

/// Notes the environment variables of the vendor's chain. Order: in `init`, the only time
/// when a plugin may read them.
void ReadCredentialEnvironment();

/// The keys that stand in the parameters (accessId, accessKey, securityToken); with
/// authType RamRole those of the machine's role; else those of the vendor's chain
/// (credentials/chain.h), which is asked at the first Get(). Every secret is registered
/// with the scope for redaction.
///
/// transport: to token services; null = HTTP.
/// Owns:      the scope is borrowed for the provider's life.
/// Errors:    UNAUTHENTICATED: only one half is there.
std::unique_ptr<CredentialProvider> MakeCredentials(
    const Config& config, const Scope& scope,
    std::shared_ptr<Transport> transport = nullptr);

}  // namespace hopline::plugins
