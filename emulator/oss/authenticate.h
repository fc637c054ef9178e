#pragma once

#include <string>
#include <vector>

#include "emulator/oss/call.h"
#include "emulator/server/service.h"

namespace hopline::emulator::oss {

/// The largest difference between a request's time and the service's, seconds.
inline constexpr int64_t kMaxSkewS = 900;

/// Checks the signature of a request: version 1 or 4, header or URL.
///
/// Shape:  returns one of `keys`, or null when the request is not signed at all. Security
/// tokens are
///         covered by the signature and otherwise not looked at.
/// Order:  date readable → key known → V4 scope right → signature right → date within
/// kMaxSkewS (or,
///         in a URL, not expired). A key with any_clock skips the last step.
/// Errors: OssError with the service's code for the first check that fails.
const AccessKey* Authenticate(const Call& call, const std::vector<AccessKey>& keys,
                              const std::string& region);

}  // namespace hopline::emulator::oss
