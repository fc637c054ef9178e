#pragma once

#include <string>
#include <string_view>

#include "plugins/ots/key_range.h"

/// Plan entries of reading tasks, as JSON with a format number; keys and splits as
/// Base64.

namespace hopline::plugins::ots {

std::string EncodeRange(const KeyRange& range);
/// `split`: what SplitTimeseriesScanTask gave; opaque.
std::string EncodeSeriesSplit(std::string_view split);

/// Errors: INVALID_STATE for bytes of another format or damaged ones.
KeyRange DecodeRange(std::string_view bytes);
std::string DecodeSeriesSplit(std::string_view bytes);

}  // namespace hopline::plugins::ots
