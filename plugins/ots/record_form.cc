#include "plugins/ots/record_form.h"

#include <algorithm>
#include <cctype>

#include "plugins/common/config_checks.h"

namespace hopline::plugins::ots {
namespace {

bool ReadCellMode(const Config& config, bool new_version, const char* component,
                  const Scope& scope) {
  const std::string mode = config.Text("/mode", "normal");
  const std::string lower = Lower(mode);
  if (lower == "normal") return false;
  if (lower != "multiversion") {
    Refuse("/mode: the 'mode' only support 'normal' and 'multiVersion' not '" + mode +
           "'");
  }
  if (!new_version) {
    scope.Log(HOPLINE_LOG_WARN, component,
              "mode has no effect without \"newVersion\": \"true\": records are rows");
  }
  return new_version;
}

}  // namespace

std::string NeedText(const Config& config, const std::string& pointer, const char* hint) {
  std::string text = config.Text(pointer, "");
  if (text.empty()) Refuse(pointer + ": missing the key; " + hint);
  return text;
}

RecordForm ReadRecordForm(const Config& config, const char* component,
                          const Scope& scope) {
  const bool new_version = config.Bool("/newVersion", false);
  const bool cells = ReadCellMode(config, new_version, component, scope);
  if (!config.Bool("/isTimeseriesTable", false)) {
    return cells ? RecordForm::kCell : RecordForm::kRow;
  }
  if (!new_version) {
    Refuse(
        "/isTimeseriesTable: Timeseries table is only supported in newVersion, please "
        "set \"newVersion\": \"true\"");
  }
  if (cells) {
    Refuse(
        "/mode: Timeseries table do not support mode : multiVersion; set \"mode\": "
        "\"normal\"");
  }
  return RecordForm::kPoint;
}

// Source: DataX's pauses double up to 30 s.
RetryPolicy ReadRetryPolicy(const Config& config, const char* pause_key) {
  RetryPolicy policy;
  policy.max_retries = static_cast<uint32_t>(
      std::clamp<int64_t>(config.Int64("/maxRetryTime", 18), 0, 10'000));
  policy.cap_ms = 30'000;
  policy.base_ms = std::clamp<uint64_t>(
      static_cast<uint64_t>(config.Int64(pause_key, 100)), 1, 30'000);
  return policy;
}

HttpLimits ReadHttpLimits(const Config& config) {
  return {config.Int64("/connectTimeoutInMillisecond", 10'000),
          config.Int64("/socketTimeoutInMillisecond", 10'000)};
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace hopline::plugins::ots
