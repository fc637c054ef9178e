#pragma once

#include "plugins/common/credentials/environment.h"
#include "plugins/common/credentials/source.h"

namespace hopline::plugins {

/// A profile of the vendor's command line, ~/.aliyun/config.json: modes AK, StsToken,
/// RamRoleArn, ChainableRamRoleArn, EcsRamRole and OIDC.
CredentialSourcePtr MakeCliProfileSource(const CredentialEnvironment& environment,
                                         std::shared_ptr<Transport> transport);

/// A section of ~/.alibabacloud/credentials (ini): types access_key, sts, ram_role_arn,
/// ecs_ram_role and oidc_role_arn.
CredentialSourcePtr MakeCredentialsFileSource(const CredentialEnvironment& environment,
                                              std::shared_ptr<Transport> transport);

}  // namespace hopline::plugins
