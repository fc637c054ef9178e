#pragma once

#include <cstdint>
#include <vector>

#include "emulator/maxcompute/call.h"
#include "emulator/server/service.h"

namespace hopline::emulator::maxcompute {

/// The largest difference between a request's date and the service's, seconds.
inline constexpr int64_t kMaxSkewS = 900;

/// Checks the signature of a request, version 2 or 4.
///
/// Shape:  parameters are taken as they are decoded once, and, because pyodps signs them
///         so, decoded twice. Security tokens are not looked at.
/// Order:  header readable → key known → signature right → date within kMaxSkewS. A key
///         with any_clock skips the last step.
/// Errors: Failure with the service's code for the first check that fails.
void Authenticate(const Call& call, const std::vector<AccessKey>& keys);

}  // namespace hopline::emulator::maxcompute
