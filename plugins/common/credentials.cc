#include "plugins/common/credentials.h"

#include <utility>
#include <vector>

#include "plugins/common/credentials/chain.h"
#include "plugins/common/credentials/fixed_keys.h"
#include "plugins/common/credentials/metadata.h"
#include "plugins/common/http_client.h"

namespace hopline::plugins {
namespace {

/// Token services are near; a machine without one should be noticed soon.
constexpr HttpLimits kLimits{.connect_timeout_ms = 2'000, .idle_timeout_ms = 10'000};

/// Filled by ReadCredentialEnvironment() before any thread exists.
CredentialEnvironment& Noted() {
  static auto* environment = new CredentialEnvironment;
  return *environment;
}

class KeysOfParameters final : public CredentialProvider {
 public:
  explicit KeysOfParameters(AccessKeys keys) : keys_(std::move(keys)) {}
  AccessKeys Get() override { return keys_; }

 private:
  const AccessKeys keys_;
};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  return text;
}

}  // namespace

void ReadCredentialEnvironment() { Noted() = ReadEnvironment(); }

std::unique_ptr<CredentialProvider> MakeCredentials(
    const Config& config, const Scope& scope, std::shared_ptr<Transport> transport) {
  AccessKeys keys{config.Text("/accessId", ""), config.Text("/accessKey", ""),
                  config.Text("/securityToken", "")};
  RegisterSecrets(keys, scope);
  if (!keys.id.empty() && !keys.secret.empty()) {
    return std::make_unique<KeysOfParameters>(std::move(keys));
  }
  if (!keys.id.empty() || !keys.secret.empty()) {
    const char* missing = keys.id.empty() ? "accessId" : "accessKey";
    throw Error(HOPLINE_STATUS_UNAUTHENTICATED,
                std::string("no credentials: ") + missing +
                    " is neither in the data source nor in the step, but its other half "
                    "is; give both, or none for the vendor's chain");
  }
  if (transport == nullptr) transport = std::make_shared<HttpClient>(kLimits);
  if (Lower(config.Text("/authType", "")) == "ramrole") {
    std::vector<CredentialSourcePtr> role;
    role.push_back(MakeEcsRoleSource(config.Text("/authIdentity", ""),
                                     Noted().imds_v1_disabled, std::move(transport)));
    return std::make_unique<CredentialChain>(std::move(role), scope,
                                             "no credentials: authType is RamRole");
  }
  return std::make_unique<CredentialChain>(
      VendorChain(Noted(), transport), scope,
      "no credentials: accessId and accessKey are neither in the data source nor in the "
      "step");
}

}  // namespace hopline::plugins
