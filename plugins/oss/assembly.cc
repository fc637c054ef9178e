#include "plugins/oss/assembly.h"

#include <algorithm>
#include <utility>

#include "plugins/oss/share_range.h"
#include "wire/oss/crc64.h"

namespace hopline::plugins::oss {
namespace {

void Extend(Assembly& assembly, uint64_t size, uint64_t crc64) {
  assembly.crc64 = wire::oss::Crc64Combine(assembly.crc64, crc64, size);
  assembly.size += size;
}

void AddJoint(Assembly& assembly, uint32_t number, std::string bytes) {
  Extend(assembly, bytes.size(), wire::oss::Crc64(0, bytes));
  assembly.numbers.push_back(number);
  assembly.joints.push_back({number, std::move(bytes)});
}

}  // namespace

Assembly Assemble(const std::vector<StagedShare>& shares) {
  Assembly assembly;
  const bool any_row = std::any_of(shares.begin(), shares.end(),
                                   [](const auto& share) { return !share.head.empty(); });
  if (!any_row) return assembly;
  std::string pending = shares.front().header;
  for (const StagedShare& share : shares) {
    pending += share.head;
    if (share.parts > 0) {
      AddJoint(assembly, share.joint, std::exchange(pending, {}));
      for (uint32_t i = 1; i <= share.parts; ++i) {
        assembly.numbers.push_back(share.joint + i);
      }
      Extend(assembly, share.parts_bytes, share.parts_crc64);
    }
    pending += share.tail;
  }
  if (assembly.is_small()) {
    Extend(assembly, pending.size(), wire::oss::Crc64(0, pending));
    assembly.small = std::move(pending);
  } else if (!pending.empty()) {
    AddJoint(assembly, kMaxPartNumber, std::move(pending));
  }
  return assembly;
}

}  // namespace hopline::plugins::oss
