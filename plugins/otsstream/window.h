#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <string>

namespace hopline::plugins::otsstream {

/// What part of the log is exported: commit times in [start, end).
/// Units: milliseconds since 1970-01-01T00:00Z.
struct Window {
  int64_t start_ms = 0;
  int64_t end_ms = 0;
};

/// Reads the window in one of its three forms: milliseconds, 14 digits, or a day; the
/// last two in `time_zone`.
///
/// Errors: INVALID_ARGUMENT, pointer first, in the words of DataX where it has some.
Window ReadWindow(const Config& config, const std::string& time_zone, const Scope& scope);

/// Whether the log still holds the window and has all of it already.
///
/// Shape:  now is the service's time; retention in hours.
/// Errors: INVALID_ARGUMENT with both instants.
void CheckWindow(const Window& window, int32_t retention_hours, int64_t now_ms);

/// "2023-04-23T10:56:00Z (1682247360000)".
std::string InstantText(int64_t unix_ms);

}  // namespace hopline::plugins::otsstream
