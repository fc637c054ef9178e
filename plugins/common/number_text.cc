#include "plugins/common/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

namespace hopline::plugins {
namespace {

/// Digits D with value D[0].D[1]D[2]... x 10^exponent.
struct Digits {
  char digit[24];
  int count = 0;
  int exponent = 0;
};

/// Reads the output of to_chars in scientific form: d[.ddd]e[+-]xx, without sign.
Digits ParseScientific(const char* at, const char* end) {
  Digits out;
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') out.digit[out.count++] = *at;
  }
  if (at != end) ++at;
  if (at != end && *at == '+') ++at;
  std::from_chars(at, end, out.exponent);
  return out;
}

/// At least two digits: when one identifies the value, the two-digit decimal closest to
/// it, as Java does (the smallest double is 4.9E-324, not 5E-324).
template <class Real>
Digits ShortestDigits(Real value) {
  char text[32];
  auto result =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  Digits digits = ParseScientific(text, result.ptr);
  if (digits.count > 1) return digits;
  result =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 1);
  return ParseScientific(text, result.ptr);
}

void AppendPlain(TextBuffer& out, const Digits& d) {
  const auto count = static_cast<size_t>(d.count);
  if (d.exponent >= 7) {  // all digits kept, zeros up to the point, no fraction left over
    const auto integer = static_cast<size_t>(d.exponent) + 1;
    if (count <= integer) {
      const size_t kept = count == 2 && d.digit[1] == '0' ? 1 : count;
      out.Append({d.digit, kept});
      out.Append(integer - kept, '0');
      return;
    }
    out.Append({d.digit, integer});
    out.Append('.');
    out.Append({d.digit + integer, count - integer});
    return;
  }
  if (d.exponent < 0) {
    out.Append("0.");
    out.Append(static_cast<size_t>(-d.exponent - 1), '0');
    const bool padded = count == 2 && d.digit[1] == '0' && d.exponent >= -3;
    out.Append({d.digit, padded ? 1 : count});
    return;
  }
  const auto integer = static_cast<size_t>(d.exponent) + 1;
  if (count <= integer) {
    out.Append({d.digit, count});
    out.Append(integer - count, '0');
    out.Append(".0");
    return;
  }
  out.Append({d.digit, integer});
  out.Append('.');
  out.Append({d.digit + integer, count - integer});
}

template <class Real>
bool AppendReal(TextBuffer& out, Real value) {
  if (!std::isfinite(value)) return false;
  if (value == 0) {  // the decimal conversion loses the sign of -0.0
    out.Append("0.0");
    return true;
  }
  if (value < 0) out.Append('-');
  AppendPlain(out, ShortestDigits(std::abs(value)));
  return true;
}

/// A decimal number taken apart.
struct Decimal {
  bool negative = false;
  std::string_view integer, fraction;
  int64_t exponent = 0;
};

size_t CountDigits(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
  return n;
}

bool ParseExponent(std::string_view text, int64_t& exponent) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (text.empty() || CountDigits(text) != text.size()) return false;
  const auto [end, ec] =
      std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (ec != std::errc() || exponent > INT32_MAX) return false;
  if (negative) exponent = -exponent;
  return true;
}

bool ParseDecimal(std::string_view text, Decimal& out) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  out.integer = text.substr(0, CountDigits(text));
  text.remove_prefix(out.integer.size());
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    out.fraction = text.substr(0, CountDigits(text));
    text.remove_prefix(out.fraction.size());
  }
  if (out.integer.empty() && out.fraction.empty()) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  return ParseExponent(text.substr(1), out.exponent);
}

}  // namespace

void AppendInteger(TextBuffer& out, int64_t value) {
  char* at = out.Reserve(20);
  out.CommitTo(std::to_chars(at, at + 20, value).ptr);
}

void AppendUnsigned(TextBuffer& out, uint64_t value) {
  char* at = out.Reserve(20);
  out.CommitTo(std::to_chars(at, at + 20, value).ptr);
}

bool AppendDouble(TextBuffer& out, double value) { return AppendReal(out, value); }
bool AppendFloat(TextBuffer& out, float value) { return AppendReal(out, value); }

void AppendDecimal128(TextBuffer& out, std::string_view bytes, int32_t scale) {
  uint64_t words[2];
  std::memcpy(words, bytes.data(), sizeof words);
  __extension__ using Wide = unsigned __int128;
  Wide value = (static_cast<Wide>(words[1]) << 64) | words[0];
  const bool negative = (words[1] >> 63) != 0;
  if (negative) value = ~value + 1;
  char digits[40];
  size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  const size_t count = sizeof digits - at;
  if (negative) out.Append('-');
  if (scale <= 0) {
    out.Append({digits + at, count});
    const bool zero = count == 1 && digits[at] == '0';
    out.Append(zero ? 0 : static_cast<size_t>(-scale), '0');
    return;
  }
  const auto decimals = static_cast<size_t>(scale);
  if (count > decimals) {
    out.Append({digits + at, count - decimals});
  } else {
    out.Append('0');
  }
  out.Append('.');
  if (count < decimals) out.Append(decimals - count, '0');
  const size_t shown = count < decimals ? count : decimals;
  out.Append({digits + sizeof digits - shown, shown});
}

bool AppendTruncatedDecimal(TextBuffer& out, std::string_view text) {
  static constexpr int64_t kMostDigits = 10000;
  Decimal number;
  if (!ParseDecimal(text, number)) return false;
  std::string digits(number.integer);
  digits += number.fraction;
  const int64_t length = static_cast<int64_t>(number.integer.size()) + number.exponent;
  if (length > kMostDigits) return false;
  digits.resize(length <= 0 ? 0 : static_cast<size_t>(length), '0');
  const size_t zeros = digits.find_first_not_of('0');
  if (zeros == std::string::npos) {
    out.Append('0');
    return true;
  }
  if (number.negative) out.Append('-');
  out.Append(std::string_view(digits).substr(zeros));
  return true;
}

bool IsDecimal(std::string_view text) {
  Decimal number;
  return ParseDecimal(text, number);
}

}  // namespace hopline::plugins
