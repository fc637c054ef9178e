#pragma once

#include "plugins/common/credentials/environment.h"
#include "plugins/common/credentials/source.h"

namespace hopline::plugins {

/// A role that a key pair may take on (AssumeRole).
struct AssumedRole {
  std::string role_arn;
  std::string session_name;
  std::string policy, external_id;
  int64_t duration_s = 3600;
};

/// Exchanges the token of a file, which its owner renews, for keys of a role.
CredentialSourcePtr MakeOidcSource(OidcRole role, std::string sts_host,
                                   std::shared_ptr<Transport> transport);

/// Exchanges the keys of another source for those of a role.
CredentialSourcePtr MakeRoleSource(AssumedRole role, CredentialSourcePtr keys,
                                   std::string sts_host,
                                   std::shared_ptr<Transport> transport);

/// The signature of a call of the token service, version 1.0: HMAC-SHA1 over the method
/// and the sorted, encoded parameters. Source: the vendor's page "RPC request syntax and
/// signature".
std::string SignRpc(const std::string& method, const HttpFields& parameters,
                    const std::string& secret);

}  // namespace hopline::plugins
