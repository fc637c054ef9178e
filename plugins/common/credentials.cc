#include "plugins/common/credentials.h"

#include <cstdlib>
#include <utility>

namespace hopline::plugins {
namespace {

class FixedKeys final : public CredentialProvider {
 public:
  explicit FixedKeys(AccessKeys keys) : keys_(std::move(keys)) {}
  AccessKeys Get() override { return keys_; }

 private:
  const AccessKeys keys_;
};

/// Filled by ReadCredentialEnvironment() before any thread exists.
AccessKeys& EnvironmentKeys() {
  static auto* keys = new AccessKeys;
  return *keys;
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void Redact(const AccessKeys& keys, const Scope& scope) {
  if (!keys.secret.empty()) scope.RegisterSecret(keys.secret);
  if (!keys.security_token.empty()) scope.RegisterSecret(keys.security_token);
}

}  // namespace

void ReadCredentialEnvironment() {
  EnvironmentKeys() = {Variable("ALIBABA_CLOUD_ACCESS_KEY_ID"),
                       Variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
                       Variable("ALIBABA_CLOUD_SECURITY_TOKEN")};
}

std::unique_ptr<CredentialProvider> MakeCredentials(const Config& config,
                                                    const Scope& scope) {
  AccessKeys keys{config.Text("/accessId", ""), config.Text("/accessKey", ""),
                  config.Text("/securityToken", "")};
  if (keys.id.empty() && keys.secret.empty()) keys = EnvironmentKeys();
  Redact(keys, scope);
  if (keys.id.empty() || keys.secret.empty()) {
    const char* missing = keys.id.empty() ? "accessId" : "accessKey";
    throw Error(HOPLINE_STATUS_UNAUTHENTICATED,
                std::string("no credentials: ") + missing +
                    " is neither in the data source nor in the step, and "
                    "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are "
                    "not both set in the environment");
  }
  return std::make_unique<FixedKeys>(std::move(keys));
}

}  // namespace hopline::plugins
