#pragma once

#include <string>

#include "plugins/common/credentials.h"

namespace hopline::plugins {

/// What AssumeRoleWithOIDC wants. Complete when the first three are there.
struct OidcRole {
  std::string role_arn, provider_arn, token_file;
  std::string session_name;
};

/// The environment variables of the vendor's chain, noted once.
/// Source: parameters.md §11.5; names as in the vendor's credentials SDKs for Go, Java
/// and Python, 2025.
struct CredentialEnvironment {
  AccessKeys
      keys;  ///< ALIBABA_CLOUD_ACCESS_KEY_ID, …_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN
  OidcRole oidc;  ///< ALIBABA_CLOUD_ROLE_ARN, …_OIDC_PROVIDER_ARN, …_OIDC_TOKEN_FILE
  std::string profile;            ///< ALIBABA_CLOUD_PROFILE
  std::string cli_config;         ///< ALIBABA_CLOUD_CONFIG_FILE, ~/.aliyun/config.json
  bool cli_disabled = false;      ///< ALIBABA_CLOUD_CLI_PROFILE_DISABLED
  std::string credentials_file;   ///< ALIBABA_CLOUD_CREDENTIALS_FILE, ~/.alibabacloud/…
  std::string ecs_role;           ///< ALIBABA_CLOUD_ECS_METADATA
  bool ecs_disabled = false;      ///< ALIBABA_CLOUD_ECS_METADATA_DISABLED
  bool imds_v1_disabled = false;  ///< ALIBABA_CLOUD_IMDSV1_DISABLED
  std::string credentials_uri;    ///< ALIBABA_CLOUD_CREDENTIALS_URI
  /// Host of the token service, from ALIBABA_CLOUD_STS_REGION and
  /// ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED.
  std::string sts_host = "sts.aliyuncs.com";
};

/// Reads the process's environment. Order: only in `init`, before any thread exists.
CredentialEnvironment ReadEnvironment();

}  // namespace hopline::plugins
