#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/ots/key_range.h"

/// Plan entries of reading tasks, as JSON with a format number; keys and splits as
/// Base64.

namespace hopline::plugins::ots {

std::string EncodeRange(const KeyRange& range);
/// What SplitTimeseriesScanTask gave; opaque. None: nothing to read.
std::string EncodeScanSplits(const std::vector<std::string>& splits);

/// Errors: INVALID_STATE for bytes of another format or damaged ones.
KeyRange DecodeRange(std::string_view bytes);
std::vector<std::string> DecodeScanSplits(std::string_view bytes);

}  // namespace hopline::plugins::ots
