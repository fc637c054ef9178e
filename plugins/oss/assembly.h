#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/oss/staged.h"

namespace hopline::plugins::oss {

/// How the shares of all tasks become one object.
///
/// A share's head has the size of a part, its tail has not. So what stands between the
/// parts of two tasks (tail of one, everything of tasks without parts, head of the next)
/// is joined to a part of its own at commit.
struct Assembly {
  struct Joint {
    uint32_t number = 0;
    std::string bytes;
  };
  std::vector<uint32_t> numbers;  ///< all parts, ascending, joints included
  std::vector<Joint> joints;      ///< to be uploaded at commit
  std::string small;              ///< the whole object, if no task has parts
  uint64_t size = 0;
  uint64_t crc64 = 0;

  bool empty() const { return size == 0; }
  bool is_small() const { return numbers.empty(); }
};

/// Shape: one share per task, in the order of the object. Without any row there is no
///        header either.
Assembly Assemble(const std::vector<StagedShare>& shares);

}  // namespace hopline::plugins::oss
