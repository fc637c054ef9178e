#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/common/text_buffer.h"

/// Texts and doubles as values of other types, by DataX's rules. Each returns nullptr, or
/// why it cannot be done.
namespace hopline::plugins::tablestore {

/// Decimal text, with exponent or fraction, cut to its integer part. Uses `scratch`.
const char* TextToInteger(std::string_view text, TextBuffer& scratch, int64_t* out);
const char* TextToReal(std::string_view text, double* out);
const char* TextToTruth(std::string_view text, bool* out);
const char* RealToInteger(double real, int64_t* out);

}  // namespace hopline::plugins::tablestore
