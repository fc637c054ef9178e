#include "emulator/tablestore/timeseries/scan_split.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/tablestore/failure.h"

namespace hopline::emulator::tablestore {
namespace {

// Hashes are eight hexadecimal digits.
constexpr uint64_t kHashes = uint64_t{1} << 32U;

bool IsBound(std::string_view text) {
  return text.empty() ||
         (text.size() == 8 && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
          }));
}

}  // namespace

std::string Format(const ScanSplit& split) {
  return fmt::format("{}-{}/{}", split.begin, split.end, split.measurement);
}

ScanSplit ParseScanSplit(std::string_view text) {
  const size_t slash = text.find('/');
  const size_t dash = text.find('-');
  if (slash == std::string_view::npos || dash > slash)
    FailParameter("Invalid split info.");
  ScanSplit split;
  split.begin = text.substr(0, dash);
  split.end = text.substr(dash + 1, slash - dash - 1);
  split.measurement = text.substr(slash + 1);
  if (!IsBound(split.begin) || !IsBound(split.end)) FailParameter("Invalid split info.");
  return split;
}

std::vector<ScanSplit> SplitsOf(size_t count, const std::string& measurement) {
  std::vector<ScanSplit> splits(count);
  for (size_t i = 0; i < count; ++i) {
    splits[i].measurement = measurement;
    if (i > 0) splits[i].begin = splits[i - 1].end;
    if (i + 1 < count) splits[i].end = fmt::format("{:08x}", kHashes * (i + 1) / count);
  }
  return splits;
}

}  // namespace hopline::emulator::tablestore
