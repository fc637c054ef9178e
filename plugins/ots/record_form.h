#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <string>

#include "plugins/common/http_client.h"
#include "plugins/common/retry.h"

/// Parameters that reader and writer share.
namespace hopline::plugins::ots {

/// What one record stands for.
enum class RecordForm : uint8_t {
  kRow,    ///< a row of a wide-column table
  kCell,   ///< one version of one cell
  kPoint,  ///< one time of one time series
};

/// The text of a required parameter. Errors: INVALID_ARGUMENT, with the hint as cure.
std::string NeedText(const Config& config, const std::string& pointer, const char* hint);

/// Reads newVersion, mode and isTimeseriesTable. Warns in the name of `component` about a
/// mode that has no effect. Errors: INVALID_ARGUMENT for what cannot go together.
RecordForm ReadRecordForm(const Config& config, const char* component,
                          const Scope& scope);

/// `pause_key`: the first pause between repetitions.
RetryPolicy ReadRetryPolicy(const Config& config, const char* pause_key);
HttpLimits ReadHttpLimits(const Config& config);

std::string Lower(std::string text);

}  // namespace hopline::plugins::ots
