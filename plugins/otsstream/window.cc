#include "plugins/otsstream/window.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "plugins/common/config_checks.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/time_zone.h"
#include "wire/tablestore/dates.h"

namespace hopline::plugins::otsstream {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;
// Source: DataX's reader: the log loses its oldest records a little early, and its newest
// are not all there at once.
constexpr int64_t kAfterRetentionMs = 10 * kMinuteMs;
constexpr int64_t kBeforeNowMs = 5 * kMinuteMs;

/// A parameter's text; nothing when absent.
std::optional<std::string> Given(const Config& config, const char* pointer) {
  if (!config.Has(pointer)) return std::nullopt;
  std::string text = config.Text(pointer);
  if (text.empty()) return std::nullopt;
  return text;
}

bool IsDigits(const std::string& text, size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(),
                                             [](char c) { return c >= '0' && c <= '9'; });
}

int64_t Digits(const std::string& text, size_t from, size_t count) {
  int64_t value = 0;
  std::from_chars(text.data() + from, text.data() + from + count, value);
  return value;
}

/// Local midnight of yyyyMMdd, in milliseconds of the wall clock; nothing if there is no
/// such day.
std::optional<int64_t> LocalDay(const std::string& text) {
  const int64_t year = Digits(text, 0, 4);
  const int64_t month = Digits(text, 4, 2);
  const int64_t day = Digits(text, 6, 2);
  if (month < 1 || month > 12 || day < 1) return std::nullopt;
  const int64_t days = DaysFromCivil(year, month, day);
  const CivilDay back = CivilDay::FromDays(days);
  if (back.month != month || back.day != day) return std::nullopt;
  return days * kDayMs;
}

int64_t ParseTimeString(const char* name, const std::string& text, TimeZone& zone) {
  const std::optional<int64_t> day = IsDigits(text, 14) ? LocalDay(text) : std::nullopt;
  const int64_t hour = day ? Digits(text, 8, 2) : 24;
  const int64_t minute = day ? Digits(text, 10, 2) : 60;
  const int64_t second = day ? Digits(text, 12, 2) : 60;
  if (hour > 23 || minute > 59 || second > 59) {
    Refuse(std::string("/") + name + ": Can't parse " + name + ": " + text +
           ", expect format date like '20180115161200' (yyyyMMddHHmmss)");
  }
  return zone.ToUnixMs(*day + hour * kHourMs + minute * kMinuteMs + second * 1000);
}

int64_t ParseMillis(const char* name, const std::string& text) {
  int64_t value = 0;
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) {
    Refuse(std::string("/") + name + ": '" + text + "' is no number of milliseconds");
  }
  return value;
}

}  // namespace

std::string InstantText(int64_t unix_ms) {
  return wire::tablestore::FormatDate(unix_ms) + " (" + std::to_string(unix_ms) + ")";
}

Window ReadWindow(const Config& config, const std::string& time_zone,
                  const Scope& scope) {
  const auto start_ms = Given(config, "/startTimestampMillis");
  const auto end_ms = Given(config, "/endTimestampMillis");
  const auto start_text = Given(config, "/startTimeString");
  const auto end_text = Given(config, "/endTimeString");
  auto date = Given(config, "/date");
  if (date == "yyyyMMdd") {  // a placeholder of published templates
    scope.Log(HOPLINE_LOG_WARN, "otsstream.reader",
              "date: the placeholder yyyyMMdd counts as absent; remove the key");
    date.reset();
  }
  const bool any_ms = start_ms || end_ms;
  const bool any_text = start_text || end_text;
  if (!date && !(start_ms && end_ms) && !(start_text && end_text)) {
    Refuse(
        "Must set date or time range millis or time range string, please check your "
        "config: give startTimeString and endTimeString, or startTimestampMillis and "
        "endTimestampMillis, or date");
  }
  if (date && any_ms && any_text) {
    Refuse(
        "/date: Can't set date and time range millis and time range string, please check "
        "your config: keep one of them");
  }
  if (date && any_ms) {
    Refuse(
        "/date: Can't set date and time range both, please check your config: remove "
        "date, or startTimestampMillis and endTimestampMillis");
  }
  if (date && any_text) {
    Refuse(
        "/date: Can't set date and time range string both, please check your config: "
        "remove date, or startTimeString and endTimeString");
  }
  if (any_ms && any_text) {
    Refuse(
        "/startTimestampMillis: Can't set time range millis and time range string both, "
        "expect timestamp like '1516010400000': remove one pair");
  }
  TimeZone zone = TimeZone::Parse(time_zone);
  Window window;
  if (date) {
    const std::optional<int64_t> day =
        IsDigits(*date, 8) ? LocalDay(*date) : std::nullopt;
    if (!day) Refuse("/date: Can't parse date: " + *date + ", expect yyyyMMdd");
    window.start_ms = zone.ToUnixMs(*day);
    window.end_ms = window.start_ms + kDayMs;
  } else if (any_ms) {
    window.start_ms = ParseMillis("startTimestampMillis", *start_ms);
    window.end_ms = ParseMillis("endTimestampMillis", *end_ms);
    for (const auto& text : {*start_ms, *end_ms}) {
      if (!IsDigits(text, 14)) continue;
      scope.Log(HOPLINE_LOG_WARN, "otsstream.reader",
                text +
                    " as milliseconds is far in the future: it looks like "
                    "yyyyMMddHHmmss, which startTimeString and endTimeString take");
    }
  } else {
    window.start_ms = ParseTimeString("startTimeString", *start_text, zone);
    window.end_ms = ParseTimeString("endTimeString", *end_text, zone);
  }
  if (window.start_ms >= window.end_ms) {
    Refuse(std::string(any_text ? "/endTimeString" : "/endTimestampMillis") +
           ": EndTimestamp must be larger than startTimestamp");
  }
  return window;
}

void CheckWindow(const Window& window, int32_t retention_hours, int64_t now_ms) {
  const int64_t oldest = now_ms - retention_hours * kHourMs + kAfterRetentionMs;
  if (window.start_ms < oldest) {
    Refuse("the window begins at " + InstantText(window.start_ms) +
           ": as the stream keeps " + std::to_string(retention_hours) +
           " hours, the start timestamp must be greater than " + InstantText(oldest));
  }
  const int64_t newest = now_ms - kBeforeNowMs;
  if (window.end_ms > newest) {
    Refuse("the window ends at " + InstantText(window.end_ms) +
           ": to avoid timing errors between different machines, the end timestamp must "
           "be smaller than " +
           InstantText(newest) + "; run later");
  }
}

}  // namespace hopline::plugins::otsstream
