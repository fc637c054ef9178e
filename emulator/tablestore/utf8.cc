#include "emulator/tablestore/utf8.h"

#include <cstddef>
#include <cstdint>

namespace hopline::emulator::tablestore {
namespace {

struct Sequence {
  size_t size;         // 0: no lead byte
  uint8_t second_min;  // bounds of the second byte; later ones are 0x80 to 0xBF
  uint8_t second_max;
};

Sequence SequenceOf(uint8_t lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead < 0xC2) return {0, 0, 0};
  if (lead < 0xE0) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead < 0xF0) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead < 0xF4) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

bool IsUtf8(std::string_view bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const Sequence sequence = SequenceOf(static_cast<uint8_t>(bytes[i]));
    if (sequence.size == 0 || bytes.size() - i < sequence.size) return false;
    for (size_t k = 1; k < sequence.size; ++k) {
      const auto byte = static_cast<uint8_t>(bytes[i + k]);
      const uint8_t low = k == 1 ? sequence.second_min : 0x80;
      const uint8_t high = k == 1 ? sequence.second_max : 0xBF;
      if (byte < low || byte > high) return false;
    }
    i += sequence.size;
  }
  return true;
}

}  // namespace hopline::emulator::tablestore
