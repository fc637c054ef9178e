#include "tests/integration/crash/flow.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hopline::crash {

int Commands::Do(const Command& command, const std::vector<int>& expected) {
  const size_t index = next_++;
  if (index < codes_.size()) return codes_[index];
  const int code = execute_(command, index);
  codes_.push_back(code);
  if (std::find(expected.begin(), expected.end(), code) == expected.end()) {
    wrong_.push_back(fmt::format("{}: exit code {} instead of {}", ToText(command), code,
                                 fmt::join(expected, " or ")));
  }
  return code;
}

}  // namespace hopline::crash
