#include "host/job/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <regex>
#include <stdexcept>

#include "host/services/exit_code.h"

namespace hopline::job {
namespace {

/// Seconds east of Greenwich for the forms that need no database. Source: the custom ids
/// of java.util.TimeZone, which the engine uses.
std::optional<int64_t> FixedOffset(const std::string& zone) {
  if (zone == "GMT" || zone == "UTC" || zone == "Z") return 0;
  static const std::regex kForm("(?:GMT|UTC)([+-])([0-9]{1,2})(?::?([0-9]{2}))?");
  std::smatch match;
  if (!std::regex_match(zone, match, kForm)) return std::nullopt;
  const int64_t hours = std::stoi(match[2]);
  const int64_t minutes = match[3].matched ? std::stoi(match[3]) : 0;
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (match[1] == "-" ? -1 : 1) * (hours * 3600 + minutes * 60);
}

const date::time_zone* Locate(const std::string& zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return nullptr;  // unknown, or the system has no zone database
  }
}

}  // namespace

bool IsKnownZone(const std::string& zone) {
  return FixedOffset(zone).has_value() || Locate(zone) != nullptr;
}

WallTime WallTimeIn(const std::string& zone, int64_t unix_ms) {
  const auto utc = date::floor<std::chrono::seconds>(
      date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{unix_ms}});
  if (const auto offset = FixedOffset(zone)) {
    return {utc.time_since_epoch().count() + *offset};
  }
  if (const date::time_zone* located = Locate(zone)) {
    return {located->to_local(utc).time_since_epoch().count()};
  }
  throw services::Failure(
      services::ExitCode::kUsage,
      fmt::format("time zone \"{}\" is unknown; write GMT+8 or Asia/Shanghai", zone));
}

}  // namespace hopline::job
