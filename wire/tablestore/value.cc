#include "wire/tablestore/value.h"

#include "wire/tablestore/byte_cursor.h"
#include "wire/tablestore/value_payload.h"

namespace hopline::wire::tablestore {
namespace {

// 0 for INF_MIN, 2 for INF_MAX, 1 for everything between them.
int KeyRank(ValueType type) {
  if (type == ValueType::kInfMin) return 0;
  return type == ValueType::kInfMax ? 2 : 1;
}

}  // namespace

std::strong_ordering CompareKeyValues(const ValueView& a, const ValueView& b) {
  const auto rank = KeyRank(a.type) <=> KeyRank(b.type);
  if (rank != std::strong_ordering::equal) return rank;
  if (a.type != b.type) {
    return static_cast<uint8_t>(a.type) <=> static_cast<uint8_t>(b.type);
  }
  if (a.type == ValueType::kInteger) return a.AsInteger() <=> b.AsInteger();
  // string_view compares as unsigned bytes: char_traits<char>::compare is memcmp.
  return a.bytes.compare(b.bytes) <=> 0;
}

int64_t DataSize(const ValueView& value) {
  switch (value.type) {
    case ValueType::kInteger:
    case ValueType::kDouble:
      return 8;
    case ValueType::kBoolean:
      return 1;
    default:
      return static_cast<int64_t>(value.bytes.size());
  }
}

std::string EncodeBareValue(const ValueView& value) {
  std::string out(1 + PayloadSize(value), '\0');
  WriteTypeAndPayload(value, out.data());
  return out;
}

Status DecodeBareValue(std::string_view bytes, Value* out) {
  ByteCursor cursor(bytes);
  ValueView view;
  const PayloadFault fault = ReadTypeAndPayload(&cursor, &view);
  if (fault == PayloadFault::kUnknownType) {
    return Status::Error("bare value has an unknown type byte");
  }
  if (fault != PayloadFault::kNone) return Status::Error("bare value is cut short");
  if (!cursor.done()) return Status::Error("bare value is followed by unexpected bytes");
  *out = Value(view);
  return {};
}

}  // namespace hopline::wire::tablestore
