#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// What reflected CRCs of any width share.
namespace hopline::wire {

template <typename Register, size_t kStride>
using CrcTables = std::array<std::array<Register, 256>, kStride>;

/// tables[k][b] is the register after byte b followed by k zero bytes, so that kStride
/// bytes are taken in one step whose look-ups do not wait for each other.
template <typename Register, size_t kStride>
constexpr CrcTables<Register, kStride> MakeCrcTables(Register reflected_polynomial) {
  CrcTables<Register, kStride> tables{};
  for (size_t byte = 0; byte < 256; ++byte) {
    Register value = static_cast<Register>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1) != 0 ? reflected_polynomial : 0);
    }
    tables[0][byte] = value;
  }
  for (size_t k = 1; k < kStride; ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const Register previous = tables[k - 1][byte];
      tables[k][byte] = (previous >> 8) ^ tables[0][previous & 255];
    }
  }
  return tables;
}

inline uint64_t LoadLittleEndian(const char* bytes) {
  uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

}  // namespace hopline::wire
