#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>
#include <memory>
#include <string>

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

/// The keys that stand in the parameters (accessId, accessKey, securityToken), else those
/// of the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID, …_SECRET and
/// ALIBABA_CLOUD_SECURITY_TOKEN. Every secret is registered with the scope for redaction.
///
/// Errors: UNAUTHENTICATED: neither is there, or only one half.
std::unique_ptr<CredentialProvider> MakeCredentials(const Config& config,
                                                    const Scope& scope);

}  // namespace hopline::plugins
