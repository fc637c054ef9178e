/// \file number_text.h
/// Numbers as DataX writes them: plain notation, never an exponent.
#pragma once

#include "plugins/common/text_buffer.h"

#include <cstdint>
#include <string_view>

namespace hopline::plugins {

void AppendInteger(TextBuffer& out, int64_t value);
void AppendUnsigned(TextBuffer& out, uint64_t value);

/// A binary double or float: the shortest digits that identify the value, at least two of
/// them, in plain notation (1.0E7 -> 10000000, 1.0E-4 -> 0.00010). False, and nothing
/// appended, for NaN and infinities: they have no such text.
///
/// Source: oss.md §3.8; Java's Double.toString followed by BigDecimal.toPlainString.
bool AppendDouble(TextBuffer& out, double value);
bool AppendFloat(TextBuffer& out, float value);

/// A 128-bit two's complement integer, little-endian, with `scale` decimals.
void AppendDecimal128(TextBuffer& out, std::string_view bytes, int32_t scale);

/// Decimal text cut to its integer part, as a LONG made from text: "1e3" -> 1000,
/// "-12.99" -> -12, "+7" -> 7. False, and nothing appended, when `text` is no decimal
/// number or its integer part has more than 10,000 digits.
bool AppendTruncatedDecimal(TextBuffer& out, std::string_view text);

/// Whether `text` is a decimal number as Java's BigDecimal takes it: sign, digits, point,
/// digits, exponent.
bool IsDecimal(std::string_view text);

}  // namespace hopline::plugins
