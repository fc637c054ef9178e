#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The ways in which the protocols write a moment. All are UTC; nothing here asks a
/// clock. Units: whole seconds since 1970-01-01T00:00:00Z.

namespace hopline::wire {

/// "Tue, 14 Nov 2023 22:13:20 GMT": header fields.
std::string FormatHttpDate(int64_t unix_s);
std::optional<int64_t> ParseHttpDate(std::string_view text);

/// "20231114T221320Z".
std::string FormatBasicDate(int64_t unix_s);
std::optional<int64_t> ParseBasicDate(std::string_view text);

/// "2023-11-14T22:13:20.000Z". Milliseconds are always written as 000 (one SDK's parser
/// insists on it) and dropped when read.
std::string FormatXmlDate(int64_t unix_s);
std::optional<int64_t> ParseXmlDate(std::string_view text);

}  // namespace hopline::wire
