#include "emulator/tablestore/partitions.h"

#include <algorithm>
#include <array>
#include <limits>

namespace hopline::emulator::tablestore {
namespace {

using codec::KeyType;
using codec::Value;
using codec::ValueType;

bool Less(const Value& a, const Value& b) {
  return codec::CompareKeyValues(a.view(), b.view()) == std::strong_ordering::less;
}

bool HasType(const Value& value, KeyType type) {
  switch (value.type()) {
    case ValueType::kInteger:
      return type == KeyType::kInteger;
    case ValueType::kString:
      return type == KeyType::kString;
    case ValueType::kBinary:
      return type == KeyType::kBinary;
    default:
      return false;
  }
}

Value MiddleOfIntegers(const Value& begin, const Value& end) {
  const int64_t low = begin.type() == ValueType::kInteger
                          ? begin.AsInteger()
                          : std::numeric_limits<int64_t>::min();
  const int64_t high = end.type() == ValueType::kInteger
                           ? end.AsInteger()
                           : std::numeric_limits<int64_t>::max();
  const auto width = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  return Value::Integer(static_cast<int64_t>(static_cast<uint64_t>(low) + width / 2));
}

// A text as the fraction 0.b0b1b2…: its first digits to the given base.
constexpr size_t kDigits = 8;
using Fraction = std::array<unsigned, kDigits>;

Fraction FractionOf(const Value& value, unsigned base) {
  Fraction digits{};
  if (value.type() == ValueType::kInfMax) digits.fill(base - 1);
  for (size_t i = 0; i < std::min(value.bytes().size(), kDigits); ++i) {
    digits[i] =
        std::min(static_cast<unsigned>(static_cast<uint8_t>(value.bytes()[i])), base - 1);
  }
  return digits;
}

// Strings stay in ASCII, so that the boundary is UTF-8; binaries use every byte.
std::string MiddleOfTexts(const Value& begin, const Value& end, unsigned base) {
  const Fraction low = FractionOf(begin, base);
  const Fraction high = FractionOf(end, base);
  Fraction sum{};
  unsigned carry = 0;
  for (size_t i = kDigits; i-- > 0;) {
    const unsigned digit = low[i] + high[i] + carry;
    sum[i] = digit % base;
    carry = digit / base;
  }
  std::string middle;
  for (const unsigned digit : sum) {
    const unsigned dividend = carry * base + digit;
    middle.push_back(static_cast<char>(dividend / 2));
    carry = dividend % 2;
  }
  // The shortest text that is still between the two will do, and reads better.
  for (size_t size = 1; size < middle.size(); ++size) {
    const Value shorter = Value::String(middle.substr(0, size));
    const auto above =
        begin.type() == ValueType::kInfMin || begin.bytes() < shorter.bytes();
    const auto below = end.type() == ValueType::kInfMax || shorter.bytes() < end.bytes();
    if (above && below) return shorter.bytes();
  }
  return middle;
}

}  // namespace

Partitions::Partitions(const std::vector<codec::PartitionRange>& ranges, KeyType type) {
  for (size_t i = 0; i < ranges.size(); ++i) {
    const bool first = i == 0;
    const bool last = i + 1 == ranges.size();
    const Value& begin = ranges[i].begin;
    const bool begin_fits =
        first ? begin.type() == ValueType::kInfMin || HasType(begin, type)
              : begin == ranges[i - 1].end;
    const bool end_fits = HasType(ranges[i].end, type) ||
                          (last && ranges[i].end.type() == ValueType::kInfMax);
    if (!begin_fits || !end_fits || !Less(begin, ranges[i].end)) {
      FailParameter(
          "Invalid partition range: ranges must be ascending and without gaps.");
    }
    if (first && begin.type() != ValueType::kInfMin) boundaries_.push_back(begin);
    if (ranges[i].end.type() != ValueType::kInfMax) boundaries_.push_back(ranges[i].end);
  }
}

size_t Partitions::IndexOf(const Value& value) const {
  const auto behind =
      std::upper_bound(boundaries_.begin(), boundaries_.end(), value, Less);
  return static_cast<size_t>(behind - boundaries_.begin());
}

Value Partitions::Begin(size_t index) const {
  return index == 0 ? Value::InfMin() : boundaries_[index - 1];
}

Value Partitions::End(size_t index) const {
  return index == boundaries_.size() ? Value::InfMax() : boundaries_[index];
}

std::optional<Value> Partitions::Middle(size_t index, KeyType type) const {
  const Value begin = Begin(index);
  const Value end = End(index);
  Value middle;
  switch (type) {
    case KeyType::kInteger:
      middle = MiddleOfIntegers(begin, end);
      break;
    case KeyType::kString:
      middle = Value::String(MiddleOfTexts(begin, end, 128));
      break;
    case KeyType::kBinary:
      middle = Value::Binary(MiddleOfTexts(begin, end, 256));
      break;
  }
  if (!Less(begin, middle) || !Less(middle, end)) return std::nullopt;
  return middle;
}

void Partitions::Split(size_t index, Value at) {
  boundaries_.insert(boundaries_.begin() + static_cast<std::ptrdiff_t>(index),
                     std::move(at));
}

void Partitions::Merge(size_t index) {
  boundaries_.erase(boundaries_.begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace hopline::emulator::tablestore
