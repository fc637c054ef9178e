#include "wire/maxcompute/decimal.h"

#include <doctest/doctest.h>

#include <string>

namespace hopline::wire::maxcompute {
namespace {

/// Through the bytes and back.
std::string RoundTrip(const std::string& text, int precision, int scale) {
  uint8_t bytes[16];
  switch (ParseDecimal(text, precision, scale, bytes)) {
    case DecimalParse::kNotANumber:
      return "no number";
    case DecimalParse::kTooLarge:
      return "too large";
    case DecimalParse::kOk:
      break;
  }
  char out[kMaxDecimalText];
  return std::string(out, FormatDecimal(bytes, scale, out));
}

TEST_CASE("Decimal: plain and exponent notation") {
  CHECK(RoundTrip("12.5", 10, 2) == "12.50");
  CHECK(RoundTrip("-0.07", 10, 2) == "-0.07");
  CHECK(RoundTrip("+.5", 10, 2) == "0.50");
  CHECK(RoundTrip("7", 10, 0) == "7");
  CHECK(RoundTrip("0", 38, 18) == "0.000000000000000000");
  CHECK(RoundTrip("-1E-18", 38, 18) == "-0.000000000000000001");
  CHECK(RoundTrip("1.25e+3", 10, 2) == "1250.00");
  CHECK(RoundTrip("0e99999", 10, 2) == "0.00");
}

TEST_CASE("Decimal: digits beyond the scale are rounded, halves away from zero") {
  CHECK(RoundTrip("1.005", 10, 2) == "1.01");
  CHECK(RoundTrip("-1.005", 10, 2) == "-1.01");
  CHECK(RoundTrip("1.00499999", 10, 2) == "1.00");
  CHECK(RoundTrip("5e-3", 10, 2) == "0.01");
  CHECK(RoundTrip("5e-4", 10, 2) == "0.00");
  CHECK(RoundTrip("99.995", 4, 2) == "too large");
}

TEST_CASE("Decimal: the limits") {
  const std::string nines(38, '9');
  CHECK(RoundTrip(nines, 38, 0) == nines);
  CHECK(RoundTrip("-" + nines, 38, 0) == "-" + nines);
  CHECK(RoundTrip("1" + std::string(38, '0'), 38, 0) == "too large");
  CHECK(RoundTrip("1e38", 38, 0) == "too large");
  CHECK(RoundTrip("100", 4, 2) == "too large");
  CHECK(RoundTrip("000099.99", 4, 2) == "99.99");
}

TEST_CASE("Decimal: what is no number") {
  for (const char* text :
       {"", "-", ".", "1.2.3", "1e", "1e+-2", "abc", "1 ", "NaN", "1e999999999999"}) {
    CAPTURE(text);
    CHECK(RoundTrip(text, 10, 2) == "no number");
    CHECK(CheckLegacyDecimal(text) == DecimalParse::kNotANumber);
  }
}

TEST_CASE("Decimal: the legacy type takes 36 digits before the point") {
  CHECK(CheckLegacyDecimal(std::string(36, '9') + ".5") == DecimalParse::kOk);
  CHECK(CheckLegacyDecimal(std::string(37, '9')) == DecimalParse::kTooLarge);
  CHECK(CheckLegacyDecimal("0000" + std::string(36, '9')) == DecimalParse::kOk);
  CHECK(CheckLegacyDecimal("1e36") == DecimalParse::kTooLarge);
  CHECK(CheckLegacyDecimal("0e99") == DecimalParse::kOk);
}

}  // namespace
}  // namespace hopline::wire::maxcompute
