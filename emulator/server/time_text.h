#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hopline::emulator {

/// Reads "2023-04-23T18:56:00+08:00", "…Z", with up to six decimals of a second; the zone
/// must be there. Units: microseconds since the epoch.
std::optional<int64_t> ParseTimeText(std::string_view text);

/// "2023-04-23T10:56:00.000000Z".
std::string FormatTimeText(int64_t unix_us);

}  // namespace hopline::emulator
