#include "wire/tablestore/crc8.h"

#include <array>
#include <cstddef>

namespace hopline::wire::tablestore {
namespace {

// Row k maps a byte to its checksum after k further zero bytes, so that eight bytes can
// be looked up independently and xored ("slicing by eight").
using Tables = std::array<std::array<uint8_t, 256>, 8>;

constexpr Tables MakeTables() {
  Tables tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x80U) != 0 ? ((crc << 1U) ^ 0x07U) & 0xFFU : crc << 1U;
    }
    tables[0][byte] = static_cast<uint8_t>(crc);
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      tables[k][byte] = tables[0][tables[k - 1][byte]];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

uint8_t At(std::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

}  // namespace

uint8_t UpdateCrc8(uint8_t crc, std::string_view bytes) {
  while (bytes.size() >= 8) {
    unsigned next = kTables[7][crc ^ At(bytes, 0)];
    for (size_t i = 1; i < 8; ++i) next ^= kTables[7 - i][At(bytes, i)];
    crc = static_cast<uint8_t>(next);
    bytes.remove_prefix(8);
  }
  for (size_t i = 0; i < bytes.size(); ++i) crc = kTables[0][crc ^ At(bytes, i)];
  return crc;
}

uint8_t UpdateCrc8(uint8_t crc, uint8_t byte) { return kTables[0][crc ^ byte]; }

}  // namespace hopline::wire::tablestore
