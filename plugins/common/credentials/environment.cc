#include "plugins/common/credentials/environment.h"

#include <cstdlib>

namespace hopline::plugins {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool IsOn(const char* name) {
  const std::string value = Variable(name);
  return value == "true" || value == "TRUE" || value == "True" || value == "1";
}

/// The variable's path, else one below the home directory.
std::string Path(const char* variable, const char* below_home) {
  std::string path = Variable(variable);
  if (!path.empty()) return path;
  const std::string home = Variable("HOME");
  return home.empty() ? "" : home + below_home;
}

std::string StsHost() {
  const std::string region = Variable("ALIBABA_CLOUD_STS_REGION");
  if (region.empty()) return "sts.aliyuncs.com";
  const bool vpc = IsOn("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
  return (vpc ? "sts-vpc." : "sts.") + region + ".aliyuncs.com";
}

}  // namespace

CredentialEnvironment ReadEnvironment() {
  CredentialEnvironment out;
  out.keys = {Variable("ALIBABA_CLOUD_ACCESS_KEY_ID"),
              Variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
              Variable("ALIBABA_CLOUD_SECURITY_TOKEN")};
  out.oidc = {Variable("ALIBABA_CLOUD_ROLE_ARN"),
              Variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
              Variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
              Variable("ALIBABA_CLOUD_ROLE_SESSION_NAME")};
  out.profile = Variable("ALIBABA_CLOUD_PROFILE");
  out.cli_config = Path("ALIBABA_CLOUD_CONFIG_FILE", "/.aliyun/config.json");
  out.cli_disabled = IsOn("ALIBABA_CLOUD_CLI_PROFILE_DISABLED");
  out.credentials_file =
      Path("ALIBABA_CLOUD_CREDENTIALS_FILE", "/.alibabacloud/credentials");
  out.ecs_role = Variable("ALIBABA_CLOUD_ECS_METADATA");
  out.ecs_disabled = IsOn("ALIBABA_CLOUD_ECS_METADATA_DISABLED");
  out.imds_v1_disabled = IsOn("ALIBABA_CLOUD_IMDSV1_DISABLED");
  out.credentials_uri = Variable("ALIBABA_CLOUD_CREDENTIALS_URI");
  out.sts_host = StsHost();
  return out;
}

}  // namespace hopline::plugins
