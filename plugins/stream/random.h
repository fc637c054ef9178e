/// \file random.h
/// Repeatable pseudo-random numbers for the generator.
#pragma once

#include <cstdint>
#include <string_view>

namespace hopline::plugins::stream {

/// The splitmix64 generator: one addition and three multiplications per number.
class Random {
 public:
  /// Seeds with the FNV-1a digest of a text.
  explicit Random(std::string_view seed) {
    for (const char c : seed) {
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
  }

  uint64_t Next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// 0 to span - 1; a span of 0 means all 64 bits.
  uint64_t Below(uint64_t span) {
    __extension__ using Wide = unsigned __int128;
    return span == 0 ? Next() : static_cast<uint64_t>(Wide{Next()} * span >> 64);
  }
  /// low to high, both included.
  int64_t Between(int64_t low, int64_t high) {
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
    return static_cast<int64_t>(static_cast<uint64_t>(low) + Below(span));
  }
  /// 0 to 1, without 1.
  double Real() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

 private:
  uint64_t state_ = 0xCBF29CE484222325U;
};

}  // namespace hopline::plugins::stream
