#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "wire/tablestore/status.h"

namespace hopline::wire::tablestore {

/// Kind of a value; the numbers are the type bytes of the wire.
///
/// Key columns hold integers, strings, binaries and the three markers; attribute columns
/// hold integers, doubles, booleans, strings and binaries.
enum class ValueType : uint8_t {
  kInteger = 0x00,
  kDouble = 0x01,
  kBoolean = 0x02,
  kString = 0x03,
  kNull = 0x06,  // reserved; no vendor client writes it
  kBinary = 0x07,
  kInfMin = 0x09,         // below every key value; range requests only
  kInfMax = 0x0A,         // above every key value; range requests only
  kAutoIncrement = 0x0B,  // "choose a key for me"; puts only
};

/// A value that does not own its bytes. Copying is cheap and never allocates.
///
/// Owns:    nothing; `bytes` points into the buffer the value was read from, or into a
///          Value.
struct ValueView {
  ValueType type = ValueType::kNull;
  uint64_t bits = 0;       // integer, double or boolean as raw bits
  std::string_view bytes;  // string (UTF-8, not checked) or binary

  static ValueView Integer(int64_t v) {
    return {ValueType::kInteger, std::bit_cast<uint64_t>(v), {}};
  }
  static ValueView Double(double v) {
    return {ValueType::kDouble, std::bit_cast<uint64_t>(v), {}};
  }
  static ValueView Boolean(bool v) { return {ValueType::kBoolean, v ? 1U : 0U, {}}; }
  static ValueView String(std::string_view v) { return {ValueType::kString, 0, v}; }
  static ValueView Binary(std::string_view v) { return {ValueType::kBinary, 0, v}; }
  static ValueView Marker(ValueType marker) { return {marker, 0, {}}; }

  int64_t AsInteger() const { return std::bit_cast<int64_t>(bits); }
  double AsDouble() const { return std::bit_cast<double>(bits); }
  bool AsBoolean() const { return bits != 0; }
};

/// A value that owns its bytes.
class Value {
 public:
  Value() = default;
  explicit Value(const ValueView& view)
      : type_(view.type), bits_(view.bits), bytes_(view.bytes) {}

  static Value Integer(int64_t v) { return Value(ValueView::Integer(v)); }
  static Value Double(double v) { return Value(ValueView::Double(v)); }
  static Value Boolean(bool v) { return Value(ValueView::Boolean(v)); }
  static Value String(std::string v) { return Value(ValueType::kString, std::move(v)); }
  static Value Binary(std::string v) { return Value(ValueType::kBinary, std::move(v)); }
  static Value InfMin() { return Value(ValueView::Marker(ValueType::kInfMin)); }
  static Value InfMax() { return Value(ValueView::Marker(ValueType::kInfMax)); }
  static Value AutoIncrement() {
    return Value(ValueView::Marker(ValueType::kAutoIncrement));
  }

  /// Valid while this object lives unchanged.
  ValueView view() const { return {type_, bits_, bytes_}; }
  ValueType type() const { return type_; }
  const std::string& bytes() const { return bytes_; }
  int64_t AsInteger() const { return view().AsInteger(); }
  double AsDouble() const { return view().AsDouble(); }
  bool AsBoolean() const { return view().AsBoolean(); }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  Value(ValueType type, std::string bytes) : type_(type), bytes_(std::move(bytes)) {}

  ValueType type_ = ValueType::kNull;
  uint64_t bits_ = 0;
  std::string bytes_;
};

/// Order of key values: INF_MIN below and INF_MAX above everything; integers signed;
/// strings and binaries bytewise unsigned, a prefix before the longer one. Values of two
/// different kinds never meet in one key column; they are ordered by type byte, so that
/// the order stays total.
std::strong_ordering CompareKeyValues(const ValueView& a, const ValueView& b);

/// Bytes a value counts for in the service's size limits: 8 for integers and doubles, 1
/// for booleans, the length of strings and binaries, 0 for markers.
int64_t DataSize(const ValueView& value);

/// Bare value: type byte and payload, without header and length prefix. This form stands
/// in filters (`column_value`) and in the partition ranges of CreateTable only.
std::string EncodeBareValue(const ValueView& value);

/// Errors:  truncated payload, unknown type byte, bytes left over.
Status DecodeBareValue(std::string_view bytes, Value* out);

}  // namespace hopline::wire::tablestore
