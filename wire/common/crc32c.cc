#include "wire/common/crc32c.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hopline::wire {
namespace {

constexpr uint32_t kReflectedPolynomial = 0x82F63B78;
constexpr size_t kStride = 8;

using Table = std::array<uint32_t, 256>;

/// kTables[k][b] is the register after byte b followed by k zero bytes, so that eight
/// bytes are taken in one step whose look-ups do not wait for each other.
constexpr std::array<Table, kStride> MakeTables() {
  std::array<Table, kStride> tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1) != 0 ? kReflectedPolynomial : 0);
    }
    tables[0][byte] = value;
  }
  for (size_t k = 1; k < kStride; ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t previous = tables[k - 1][byte];
      tables[k][byte] = (previous >> 8) ^ tables[0][previous & 255];
    }
  }
  return tables;
}

constexpr std::array<Table, kStride> kTables = MakeTables();

uint64_t LoadLittleEndian(const char* bytes) {
  uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t ByInstruction(uint32_t crc,
                                                         std::string_view bytes) {
  uint64_t state = ~crc;
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= kStride; left -= kStride, at += kStride) {
    state = _mm_crc32_u64(state, LoadLittleEndian(at));
  }
  auto last = static_cast<uint32_t>(state);
  for (; left > 0; --left, ++at) {
    last = _mm_crc32_u8(last, static_cast<unsigned char>(*at));
  }
  return ~last;
}
#endif

}  // namespace

uint32_t Crc32cByTable(uint32_t crc, std::string_view bytes) {
  uint32_t state = ~crc;
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= kStride; left -= kStride, at += kStride) {
    const uint64_t word = state ^ LoadLittleEndian(at);
    state = 0;
    for (size_t i = 0; i < kStride; ++i) {
      state ^= kTables[kStride - 1 - i][word >> (8 * i) & 255];
    }
  }
  for (; left > 0; --left, ++at) {
    state = (state >> 8) ^ kTables[0][(state ^ static_cast<unsigned char>(*at)) & 255];
  }
  return ~state;
}

uint32_t Crc32c(uint32_t crc, std::string_view bytes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ByInstruction(crc, bytes);
#endif
  return Crc32cByTable(crc, bytes);
}

}  // namespace hopline::wire
