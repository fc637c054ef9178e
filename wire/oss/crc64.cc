#include "wire/oss/crc64.h"

#include <cstddef>

#include "wire/common/reflected_crc.h"

namespace hopline::wire::oss {
namespace {

constexpr uint64_t kReflectedPolynomial = 0xC96C5795D7870F42;
constexpr size_t kStride = 16;

constexpr auto kTables = MakeCrcTables<uint64_t, kStride>(kReflectedPolynomial);

/// The register after `word`'s eight bytes, the first of which has `zeros + 7` bytes
/// behind it.
uint64_t LookUp(uint64_t word, size_t zeros) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value ^= kTables[zeros + 7 - i][word >> (8 * i) & 255];
  return value;
}

/// a * b modulo the polynomial, both with the coefficient of x^0 in the highest bit.
uint64_t Multiply(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  for (uint64_t bit = uint64_t{1} << 63; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b >> 1) ^ ((b & 1) != 0 ? kReflectedPolynomial : 0);
  }
  return product;
}

}  // namespace

uint64_t Crc64(uint64_t crc, std::string_view bytes) {
  uint64_t state = ~crc;
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= kStride; left -= kStride, at += kStride) {
    state = LookUp(state ^ LoadLittleEndian(at), 8) ^ LookUp(LoadLittleEndian(at + 8), 0);
  }
  for (; left > 0; --left, ++at) {
    state = (state >> 8) ^ kTables[0][(state ^ static_cast<unsigned char>(*at)) & 255];
  }
  return ~state;
}

uint64_t Crc64Combine(uint64_t crc_a, uint64_t crc_b, uint64_t size_b) {
  // Appending one zero byte multiplies by x^8; size_b of them by x^(8 * size_b), made by
  // squaring. The final xor of both values cancels out.
  uint64_t factor = uint64_t{1} << 63;
  uint64_t power = uint64_t{1} << 55;
  for (uint64_t n = size_b; n != 0; n >>= 1) {
    if ((n & 1) != 0) factor = Multiply(factor, power);
    power = Multiply(power, power);
  }
  return Multiply(factor, crc_a) ^ crc_b;
}

}  // namespace hopline::wire::oss
