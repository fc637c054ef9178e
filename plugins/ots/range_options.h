#pragma once

#include <hopline/config.hpp>

#include <string>
#include <vector>

#include "wire/tablestore/value.h"

namespace hopline::plugins::ots {

/// `range` as it stands in the script, not yet compared with the table.
struct RangeOptions {
  std::vector<wire::tablestore::Value> begin;  ///< may hold INF_MIN, INF_MAX; empty: none
  std::vector<wire::tablestore::Value> end;
  std::vector<wire::tablestore::Value> split;
};

/// Errors: INVALID_ARGUMENT, pointer of the item first.
RangeOptions ReadRangeOptions(const Config& config);

}  // namespace hopline::plugins::ots
