#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::emulator::tablestore {

/// A part of a time-series table by the hash of its time lines, and what a scan of it is
/// restricted to.
///
/// Shape:   `<begin>-<end>/<measurement>`; opaque to clients.
struct ScanSplit {
  std::string begin;        // hash, inclusive; "": from the first
  std::string end;          // exclusive; "": to the last
  std::string measurement;  // "": every one
};

std::string Format(const ScanSplit& split);

/// Errors:  Failure with OTSParameterInvalid for a string that Format() did not make.
ScanSplit ParseScanSplit(std::string_view text);

/// Splits that hold every time line once, about equally many in each.
/// Shape:   count in 1..limits::kScanSplits.
std::vector<ScanSplit> SplitsOf(size_t count, const std::string& measurement);

}  // namespace hopline::emulator::tablestore
