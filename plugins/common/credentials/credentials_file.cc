#include <map>
#include <sstream>
#include <utility>

#include "plugins/common/credentials/fixed_keys.h"
#include "plugins/common/credentials/metadata.h"
#include "plugins/common/credentials/profile.h"
#include "plugins/common/credentials/sts.h"

namespace hopline::plugins {
namespace {

using Section = std::map<std::string, std::string>;

std::string Trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// `[section]`, `key = value`, and comments that begin with # or ;.
std::map<std::string, Section> ParseIni(const std::string& text) {
  std::map<std::string, Section> sections;
  std::string current;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = Trimmed(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && line.back() == ']') {
      current = Trimmed(line.substr(1, line.size() - 2));
      sections[current];
      continue;
    }
    const size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    sections[current][Trimmed(line.substr(0, equals))] = Trimmed(line.substr(equals + 1));
  }
  return sections;
}

class CredentialsFileSource final : public CredentialSource {
 public:
  CredentialsFileSource(CredentialEnvironment environment,
                        std::shared_ptr<Transport> transport)
      : environment_(std::move(environment)), transport_(std::move(transport)) {}

  std::string Name() const override { return source_ ? source_->Name() : Label(); }

  ExpiringKeys Fetch(const Scope& scope) override {
    const std::string& path = environment_.credentials_file;
    if (path.empty()) NotSetUp("HOME is not set");
    const auto sections = ParseIni(ReadCredentialFile(path));
    const auto found = sections.find(SectionName());
    if (found == sections.end()) {
      NotSetUp(path + ": has no section [" + SectionName() + "]");
    }
    source_ = Make(found->second);
    return source_->Fetch(scope);
  }

 private:
  std::string SectionName() const {
    return environment_.profile.empty() ? "default" : environment_.profile;
  }
  std::string Label() const {
    return "[" + SectionName() + "] of " + environment_.credentials_file;
  }

  CredentialSourcePtr Make(const Section& section) const {
    const auto text = [&](const char* key) {
      const auto found = section.find(key);
      return found == section.end() ? std::string() : found->second;
    };
    const std::string type = text("type");
    const AccessKeys keys{text("access_key_id"), text("access_key_secret"), ""};
    const std::string incomplete = Label() + " lacks access_key_id or access_key_secret";
    if (type == "access_key") {
      return std::make_unique<FixedKeys>(Label(), keys, incomplete);
    }
    if (type == "sts") {
      return std::make_unique<FixedKeys>(
          Label(), AccessKeys{keys.id, keys.secret, text("security_token")}, incomplete);
    }
    if (type == "ram_role_arn") {
      return MakeRoleSource(
          {text("role_arn"), text("role_session_name"), text("policy"), ""},
          std::make_unique<FixedKeys>(Label(), keys, incomplete), environment_.sts_host,
          transport_);
    }
    if (type == "ecs_ram_role") {
      return MakeEcsRoleSource(text("role_name"), environment_.imds_v1_disabled,
                               transport_);
    }
    if (type == "oidc_role_arn") {
      return MakeOidcSource({text("role_arn"), text("oidc_provider_arn"),
                             text("oidc_token_file_path"), text("role_session_name")},
                            environment_.sts_host, transport_);
    }
    NotSetUp(Label() + " is of type '" + type +
             "', which is not supported; access_key, sts, ram_role_arn, ecs_ram_role and "
             "oidc_role_arn are");
  }

  const CredentialEnvironment environment_;
  const std::shared_ptr<Transport> transport_;
  CredentialSourcePtr source_;
};

}  // namespace

CredentialSourcePtr MakeCredentialsFileSource(const CredentialEnvironment& environment,
                                              std::shared_ptr<Transport> transport) {
  return std::make_unique<CredentialsFileSource>(environment, std::move(transport));
}

}  // namespace hopline::plugins
