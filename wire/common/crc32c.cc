#include "wire/common/crc32c.h"

#include <cstddef>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "wire/common/reflected_crc.h"

namespace hopline::wire {
namespace {

constexpr uint32_t kReflectedPolynomial = 0x82F63B78;
constexpr size_t kStride = 8;

constexpr auto kTables = MakeCrcTables<uint32_t, kStride>(kReflectedPolynomial);

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
