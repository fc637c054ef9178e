#include <utility>

#include "plugins/common/credentials/fixed_keys.h"
#include "plugins/common/credentials/metadata.h"
#include "plugins/common/credentials/profile.h"
#include "plugins/common/credentials/sts.h"

namespace hopline::plugins {
namespace {

/// Profiles that draw on one another in a circle end here.
constexpr int kDeepestChain = 8;

class CliProfileSource final : public CredentialSource {
 public:
  CliProfileSource(CredentialEnvironment environment,
                   std::shared_ptr<Transport> transport)
      : environment_(std::move(environment)), transport_(std::move(transport)) {}

  std::string Name() const override {
    return source_ ? source_->Name() : "the CLI profile";
  }

  /// The file is read again each time: `aliyun configure` may have renewed its keys.
  ExpiringKeys Fetch(const Scope& scope) override {
    if (environment_.cli_disabled) {
      NotSetUp("ALIBABA_CLOUD_CLI_PROFILE_DISABLED is set");
    }
    const std::string& path = environment_.cli_config;
    if (path.empty()) NotSetUp("HOME is not set");
    const Config file = Read(ReadCredentialFile(path));
    std::string name = environment_.profile;
    if (name.empty()) name = file.Text("/current", "");
    if (name.empty()) NotSetUp(path + ": names no current profile");
    source_ = Make(file, name, 0);
    return source_->Fetch(scope);
  }

 private:
  Config Read(const std::string& text) const {
    try {
      return Config(text);
    } catch (const Error&) {
      NotSetUp(environment_.cli_config + ": cannot be read as JSON");
    }
  }

  CredentialSourcePtr Make(const Config& file, const std::string& name, int depth) const {
    const std::string at = Find(file, name);
    const std::string label =
        "the CLI profile '" + name + "' of " + environment_.cli_config;
    const auto text = [&](const char* key) { return file.Text(at + "/" + key, ""); };
    const std::string mode = text("mode");
    const AccessKeys keys{text("access_key_id"), text("access_key_secret"), ""};
    const std::string incomplete = label + " lacks access_key_id or access_key_secret";
    if (mode == "AK" || mode.empty()) {
      return std::make_unique<FixedKeys>(label, keys, incomplete);
    }
    if (mode == "StsToken") {
      return std::make_unique<FixedKeys>(
          label, AccessKeys{keys.id, keys.secret, text("sts_token")}, incomplete);
    }
    if (mode == "EcsRamRole") {
      return MakeEcsRoleSource(text("ram_role_name"), environment_.imds_v1_disabled,
                               transport_);
    }
    if (mode == "OIDC") {
      return MakeOidcSource({text("ram_role_arn"), text("oidc_provider_arn"),
                             text("oidc_token_file"), text("ram_session_name")},
                            StsHost(text("sts_region")), transport_);
    }
    const AssumedRole role{text("ram_role_arn"), text("ram_session_name"), text("policy"),
                           text("external_id"),
                           file.Int64(at + "/expired_seconds", 3600)};
    if (mode == "RamRoleArn") {
      return MakeRoleSource(role, std::make_unique<FixedKeys>(label, keys, incomplete),
                            StsHost(text("sts_region")), transport_);
    }
    if (mode == "ChainableRamRoleArn") {
      if (depth == kDeepestChain) NotSetUp(label + ": its source profiles form a circle");
      return MakeRoleSource(role, Make(file, text("source_profile"), depth + 1),
                            StsHost(text("sts_region")), transport_);
    }
    NotSetUp(label + " is of mode " + mode +
             ", which is not supported; AK, StsToken, RamRoleArn, ChainableRamRoleArn, "
             "EcsRamRole and OIDC are");
  }

  /// Pointer to the profile of that name.
  std::string Find(const Config& file, const std::string& name) const {
    const uint64_t n = file.Count("/profiles");
    for (uint64_t i = 0; i < n; ++i) {
      std::string at = "/profiles/" + std::to_string(i);
      if (file.Text(at + "/name", "") == name) return at;
    }
    NotSetUp(environment_.cli_config + ": has no profile '" + name + "'");
  }

  std::string StsHost(const std::string& region) const {
    return region.empty() ? environment_.sts_host : "sts." + region + ".aliyuncs.com";
  }

  const CredentialEnvironment environment_;
  const std::shared_ptr<Transport> transport_;
  CredentialSourcePtr source_;
};

}  // namespace

CredentialSourcePtr MakeCliProfileSource(const CredentialEnvironment& environment,
                                         std::shared_ptr<Transport> transport) {
  return std::make_unique<CliProfileSource>(environment, std::move(transport));
}

}  // namespace hopline::plugins
