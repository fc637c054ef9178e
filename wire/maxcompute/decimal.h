#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// DECIMAL between its text and its 16 bytes.

namespace hopline::wire::maxcompute {

/// The longest text that FormatDecimal writes: sign, 39 digits, zero and point.
inline constexpr size_t kMaxDecimalText = 48;

/// Writes the value whose unscaled form stands in 16 bytes (little endian, two's
/// complement), in plain notation with exactly `scale` digits behind the point. Returns
/// the length.
size_t FormatDecimal(const uint8_t* unscaled, int scale, char* out);

enum class DecimalParse : uint8_t { kOk, kNotANumber, kTooLarge };

/// Reads plain or exponent notation into 16 bytes. Digits beyond the scale are rounded,
/// halves away from zero; kTooLarge when more than `precision` digits remain.
DecimalParse ParseDecimal(std::string_view text, int precision, int scale, uint8_t* out);

/// Whether a legacy DECIMAL can hold this text: a number with at most 36 digits before
/// the point.
DecimalParse CheckLegacyDecimal(std::string_view text);

}  // namespace hopline::wire::maxcompute
