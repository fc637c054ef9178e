#pragma once

#include <cstdint>
#include <string_view>

namespace hopline::wire::oss {

/// CRC-64 of the header x-oss-hash-crc64ecma: polynomial 0x42F0E1EBA9EA3693 (ECMA-182),
/// reflected, start and final xor all ones. Values are the published ones, i.e. after the
/// final xor; the CRC of no bytes is 0.

/// Extends `crc` (0 to begin) by `bytes`. Cost: 16 bytes per step, about 2 GB/s on one
/// core.
uint64_t Crc64(uint64_t crc, std::string_view bytes);

/// The CRC of A followed by B, from the CRC of A, the CRC of B and the length of B in
/// bytes. Cost: at most 64 steps whatever the length.
uint64_t Crc64Combine(uint64_t crc_a, uint64_t crc_b, uint64_t size_b);

}  // namespace hopline::wire::oss
