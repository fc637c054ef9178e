#include "plugins/common/time_zone.h"

#include <date/tz.h>
#include <hopline/error.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

namespace hopline::plugins {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int64_t kMinuteMs = 60'000;

bool TakeNumber(std::string_view& text, size_t most_digits, int64_t& out) {
  const size_t digits =
      std::min(text.find_first_not_of("0123456789"), std::min(text.size(), most_digits));
  if (digits == 0) return false;
  std::from_chars(text.data(), text.data() + digits, out);
  text.remove_prefix(digits);
  return true;
}

/// "", "+8", "-03:30", "+0800": what may follow GMT or UTC, or stand alone.
bool ParseOffset(std::string_view text, int64_t& offset_ms) {
  offset_ms = 0;
  if (text.empty()) return true;
  if (text[0] != '+' && text[0] != '-') return false;
  const int64_t sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  int64_t hours = 0;
  int64_t minutes = 0;
  if (!TakeNumber(text, 2, hours)) return false;
  if (!text.empty() && text[0] == ':') text.remove_prefix(1);
  if (!text.empty() && !TakeNumber(text, 2, minutes)) return false;
  if (!text.empty() || hours > 23 || minutes > 59) return false;
  offset_ms = sign * (hours * 60 + minutes) * kMinuteMs;
  return true;
}

const date::time_zone& Zone(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

date::sys_info InfoAt(const void* zone, int64_t unix_ms) {
  const auto at =
      date::floor<seconds>(date::sys_time<milliseconds>(milliseconds(unix_ms)));
  return Zone(zone).get_info(at);
}

/// Boundaries of a span may lie beyond what 64-bit milliseconds hold.
int64_t ClampedMs(date::sys_seconds at) {
  constexpr int64_t kMostSeconds = INT64_MAX / 1000;
  const int64_t s = at.time_since_epoch().count();
  if (s > kMostSeconds) return INT64_MAX;
  if (s < -kMostSeconds) return INT64_MIN;
  return s * 1000;
}

}  // namespace

TimeZone TimeZone::Parse(const std::string& id) {
  TimeZone zone;
  std::string_view offset = id;
  if (offset == "Z") return zone;
  if (offset.substr(0, 3) == "GMT" || offset.substr(0, 3) == "UTC") {
    offset.remove_prefix(3);
  }
  if (!id.empty() && ParseOffset(offset, zone.offset_ms_)) return zone;
  try {
    zone.zone_ = date::locate_zone(id);
  } catch (const std::exception&) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "time zone '" + id +
                    "' is unknown; write an id such as Asia/Shanghai or "
                    "an offset such as GMT+8");
  }
  zone.begin_ms_ = INT64_MAX;  // nothing known yet
  return zone;
}

void TimeZone::LookUp(int64_t unix_ms) {
  if (zone_ == nullptr) return;
  const date::sys_info info = InfoAt(zone_, unix_ms);
  offset_ms_ = milliseconds(info.offset).count();
  begin_ms_ = ClampedMs(info.begin);
  end_ms_ = ClampedMs(info.end);
}

int64_t TimeZone::ToUnixMs(int64_t local_ms) {
  if (zone_ == nullptr) return local_ms - offset_ms_;
  const auto local =
      date::floor<seconds>(date::local_time<milliseconds>(milliseconds(local_ms)));
  const date::local_info info = Zone(zone_).get_info(local);
  const bool twice = info.result == date::local_info::ambiguous;
  const date::sys_info& chosen = twice ? info.second : info.first;
  return local_ms - milliseconds(chosen.offset).count();
}

std::string TimeZone::Abbreviation(int64_t unix_ms) {
  if (zone_ != nullptr) return InfoAt(zone_, unix_ms).abbrev;
  const int64_t minutes = std::abs(offset_ms_) / kMinuteMs;
  if (minutes == 0) return "GMT";
  std::string text = offset_ms_ < 0 ? "GMT-00:00" : "GMT+00:00";
  const auto put = [&text](size_t at, int64_t value) {
    text[at] = static_cast<char>('0' + value / 10);
    text[at + 1] = static_cast<char>('0' + value % 10);
  };
  put(4, minutes / 60);
  put(7, minutes % 60);
  return text;
}

}  // namespace hopline::plugins
