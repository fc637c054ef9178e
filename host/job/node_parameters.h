/// \file node_parameters.h
/// The scheduling parameters that DataWorks keeps beside a node's script.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/job/variables.h"

namespace hopline::job {

struct NodeParameters {
  NamedValues expressions;           ///< for ResolveOptions::set
  std::vector<std::string> defines;  ///< literal ones, for ResolveOptions::defines
};

/// Reads both forms: `startTime=$[…] endTime=$[…]`, separated by blanks (those inside
/// brackets belong to the value), and the list of the node's specification,
/// `[{"name": …, "type": "System" | "Constant" | "NodeOutput", "value": …}, …]`. A
/// constant is literal; a node's output is left out, because only the scheduler knows it.
///
/// Errors: Failure(kUsage) naming the word or element that is neither.
NodeParameters ParseNodeParameters(std::string_view text);

}  // namespace hopline::job
