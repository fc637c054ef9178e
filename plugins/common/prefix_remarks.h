/// \file prefix_remarks.h
/// What writers that replace everything below a prefix tell their user about neighbours.
#pragma once

#include <string>
#include <string_view>

#include "plugins/common/object_format.h"

namespace hopline::plugins {

/// For `check` and `explain`, without a look at the target: a prefix that ends in the
/// middle of a word also means longer words. Empty = nothing to say.
std::string PrefixRemark(const ObjectOptions& options);

/// For a name that is there and begins with the prefix: a warning when truncate will
/// remove it although no run of such a job has made it. Empty = nothing to say.
std::string NeighbourRemark(const ObjectOptions& options, std::string_view name);

}  // namespace hopline::plugins
