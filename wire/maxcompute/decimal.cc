#include "wire/maxcompute/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

namespace hopline::wire::maxcompute {
namespace {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

constexpr int kMaxLegacyIntegerDigits = 36;

/// A number as it is written: digits without leading zeros, times ten to the exponent.
struct Written {
  bool negative = false;
  std::string_view integer;   // digits before the point
  std::string_view fraction;  // digits behind it
  int exponent = 0;

  size_t size() const { return integer.size() + fraction.size(); }
  char At(size_t i) const {
    return i < integer.size() ? integer[i] : fraction[i - integer.size()];
  }
};

std::string_view TakeDigits(std::string_view* text) {
  size_t size = 0;
  while (size < text->size() && (*text)[size] >= '0' && (*text)[size] <= '9') ++size;
  const std::string_view digits = text->substr(0, size);
  text->remove_prefix(size);
  return digits;
}

bool TakeExponent(std::string_view text, int* exponent) {
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return false;
  }
  const auto result = std::from_chars(text.data(), text.data() + text.size(), *exponent);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() &&
         *exponent >= -100000 && *exponent <= 100000;
}

std::optional<Written> Split(std::string_view text) {
  Written written;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    written.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  written.integer = TakeDigits(&text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    written.fraction = TakeDigits(&text);
  }
  if (written.size() == 0 || !TakeExponent(text, &written.exponent)) return std::nullopt;
  return written;
}

/// Ten to the powers 0 to 38.
constexpr std::array<Uint128, 39> MakePowersOfTen() {
  std::array<Uint128, 39> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

constexpr std::array<Uint128, 39> kPowersOfTen = MakePowersOfTen();

/// The last digit, which is taken off. Most values fit 64 bits, whose division is faster.
int TakeLastDigit(Uint128* value) {
  if (*value >> 64 == 0) {
    const auto low = static_cast<uint64_t>(*value);
    *value = low / 10;
    return static_cast<int>(low % 10);
  }
  const int digit = static_cast<int>(*value % 10);
  *value /= 10;
  return digit;
}

}  // namespace

size_t FormatDecimal(const uint8_t* unscaled, int scale, char* out) {
  Int128 value;
  std::memcpy(&value, unscaled, sizeof value);
  const bool negative = value < 0;
  Uint128 rest = negative ? -static_cast<Uint128>(value) : static_cast<Uint128>(value);
  std::array<char, kMaxDecimalText> backwards;
  size_t size = 0;
  int digits = 0;
  // At least one digit before the point.
  while (rest != 0 || digits <= scale) {
    if (digits == scale && scale > 0) backwards[size++] = '.';
    backwards[size++] = static_cast<char>('0' + TakeLastDigit(&rest));
    ++digits;
  }
  if (negative) backwards[size++] = '-';
  std::reverse_copy(backwards.begin(), backwards.begin() + size, out);
  return size;
}

DecimalParse ParseDecimal(std::string_view text, int precision, int scale, uint8_t* out) {
  const std::optional<Written> written = Split(text);
  if (!written) return DecimalParse::kNotANumber;
  // The digit with index `kept` is the first that the scale has no place for.
  const int64_t kept =
      static_cast<int64_t>(written->integer.size()) + written->exponent + scale;
  const auto size = static_cast<int64_t>(written->size());
  const Uint128 limit = kPowersOfTen[static_cast<size_t>(precision)];
  Uint128 value = 0;
  for (int64_t i = 0; i < kept; ++i) {
    if (i >= size && value == 0) break;  // zeros alone
    const int digit = i < size ? written->At(static_cast<size_t>(i)) - '0' : 0;
    value = value * 10 + static_cast<Uint128>(digit);
    if (value >= limit) return DecimalParse::kTooLarge;
  }
  if (kept >= 0 && kept < size && written->At(static_cast<size_t>(kept)) >= '5') ++value;
  if (value >= limit) return DecimalParse::kTooLarge;
  const Int128 result =
      written->negative ? -static_cast<Int128>(value) : static_cast<Int128>(value);
  std::memcpy(out, &result, sizeof result);
  return DecimalParse::kOk;
}

DecimalParse CheckLegacyDecimal(std::string_view text) {
  const std::optional<Written> written = Split(text);
  if (!written) return DecimalParse::kNotANumber;
  size_t zeros = 0;
  while (zeros < written->size() && written->At(zeros) == '0') ++zeros;
  const int64_t integer_digits = static_cast<int64_t>(written->integer.size()) -
                                 static_cast<int64_t>(zeros) + written->exponent;
  return zeros < written->size() && integer_digits > kMaxLegacyIntegerDigits
             ? DecimalParse::kTooLarge
             : DecimalParse::kOk;
}

}  // namespace hopline::wire::maxcompute
