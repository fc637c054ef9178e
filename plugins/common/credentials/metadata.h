#pragma once

#include "plugins/common/credentials/source.h"

namespace hopline::plugins {

/// Keys of the role that an ECS machine has, from the machine's metadata service, by
/// session token (IMDSv2), and without one where the service knows none.
///
/// role: empty = the service is asked for its name.
CredentialSourcePtr MakeEcsRoleSource(std::string role, bool imds_v1_disabled,
                                      std::shared_ptr<Transport> transport);

/// Keys that a service of the user's hands out at an address.
CredentialSourcePtr MakeUriSource(std::string uri, std::shared_ptr<Transport> transport);

}  // namespace hopline::plugins
