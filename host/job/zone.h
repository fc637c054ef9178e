/// \file zone.h
/// Time zones as job settings name them: `GMT+8`, `GMT-03:30`, `UTC`, `Asia/Shanghai`.
#pragma once

#include <cstdint>
#include <string>

#include "host/job/wall_time.h"

namespace hopline::job {

/// The zone of jobs that name none. Source: DataX's shipped core.json.
constexpr const char* kDefaultZone = "GMT+8";

/// Whether the name is an offset form or in the system's zone database.
bool IsKnownZone(const std::string& zone);

/// What a wall clock in the zone shows.
///
/// Errors: Failure(kUsage) for an unknown zone.
WallTime WallTimeIn(const std::string& zone, int64_t unix_ms);

}  // namespace hopline::job
