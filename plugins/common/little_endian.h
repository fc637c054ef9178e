/// \file little_endian.h
/// Numbers of the headers in packed files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hopline::plugins {

/// The first `size` bytes of `bytes` as a number, least significant byte first.
inline uint64_t LittleEndian(std::string_view bytes, size_t size) {
  uint64_t value = 0;
  for (size_t i = size; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

}  // namespace hopline::plugins
