#pragma once

#include <hopline/error.hpp>

#include <cstdint>

namespace hopline::plugins::oss {

/// The service's largest part number; with writeSingleObject it is that of the last
/// joint.
inline constexpr uint32_t kMaxPartNumber = 10'000;

/// Part numbers of one attempt at one task of a single object. Tasks are in the object in
/// the order of their indices, and so are their ranges; four attempts at a task do not
/// meet, and a fifth takes the place of the first, which is dead by then.
struct ShareRange {
  uint32_t joint = 0;  ///< the first number: the part before the task's own
  uint32_t parts = 0;  ///< how many numbers follow

  static ShareRange Of(uint32_t task_index, uint32_t task_count, uint32_t attempt) {
    constexpr uint32_t kAttempts = 4;
    const uint32_t width = (kMaxPartNumber - 1) / (kAttempts * task_count);
    if (width < 2) {
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  "/writeSingleObject: " + std::to_string(task_count) +
                      " tasks cannot share one object; lower concurrent");
    }
    const uint32_t place = task_index * kAttempts + (attempt - 1) % kAttempts;
    return {1 + place * width, width - 1};
  }
};

}  // namespace hopline::plugins::oss
