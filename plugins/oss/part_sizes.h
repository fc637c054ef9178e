#pragma once

#include <algorithm>
#include <cstdint>

namespace hopline::plugins::oss {

/// Sizes of an upload's parts: 1 MiB at first, growing in ten steps (with the square of
/// the step) so that `parts` parts hold `capacity_bytes`. Small objects then need little
/// memory, and large ones stay within the service's 10,000 parts.
class PartSizes {
 public:
  static constexpr uint64_t kFirstBytes = uint64_t{1} << 20;

  PartSizes(uint32_t parts, uint64_t capacity_bytes)
      : parts_(parts), per_step_(std::max<uint64_t>(1, parts / kSteps)) {
    // per_step × Σ (first + i² × growth), i = 0 … 9, reaches the capacity.
    const uint64_t plain = per_step_ * kSteps * kFirstBytes;
    if (capacity_bytes > plain) {
      const uint64_t weight = per_step_ * ((kSteps - 1) * kSteps * (2 * kSteps - 1) / 6);
      growth_bytes_ = (capacity_bytes - plain + weight - 1) / weight;
    }
  }

  uint32_t parts() const { return parts_; }
  /// Size of the part that follows `done` others.
  uint64_t After(uint32_t done) const {
    const uint64_t step = std::min<uint64_t>(done / per_step_, kSteps - 1);
    return kFirstBytes + step * step * growth_bytes_;
  }

 private:
  static constexpr uint64_t kSteps = 10;

  uint32_t parts_;
  uint64_t per_step_;
  uint64_t growth_bytes_ = 0;
};

}  // namespace hopline::plugins::oss
