#pragma once

#include <cstdint>
#include <cstring>

#include "wire/tablestore/byte_cursor.h"
#include "wire/tablestore/value.h"

/// Type byte and payload of one value, shared by the cells of PlainBuffer and by bare
/// values. Inline, because every cell of every row passes here.
namespace hopline::wire::tablestore {

inline size_t PayloadSize(const ValueView& value) {
  switch (value.type) {
    case ValueType::kInteger:
    case ValueType::kDouble:
      return 8;
    case ValueType::kBoolean:
      return 1;
    case ValueType::kString:
    case ValueType::kBinary:
      return 4 + value.bytes.size();
    default:
      return 0;
  }
}

/// Writes 1 + PayloadSize(value) bytes at `out`.
inline void WriteTypeAndPayload(const ValueView& value, char* out) {
  *out++ = static_cast<char>(value.type);
  switch (value.type) {
    case ValueType::kInteger:
    case ValueType::kDouble:
      std::memcpy(out, &value.bits, 8);
      break;
    case ValueType::kBoolean:
      *out = static_cast<char>(value.bits != 0);
      break;
    case ValueType::kString:
    case ValueType::kBinary: {
      const auto size = static_cast<uint32_t>(value.bytes.size());
      std::memcpy(out, &size, 4);
      if (size != 0) std::memcpy(out + 4, value.bytes.data(), size);
      break;
    }
    default:
      break;
  }
}

enum class PayloadFault : uint8_t { kNone, kTruncated, kUnknownType };

inline PayloadFault ReadTypeAndPayload(ByteCursor* cursor, ValueView* out) {
  uint8_t type = 0;
  if (!cursor->Read(&type)) return PayloadFault::kTruncated;
  out->type = static_cast<ValueType>(type);
  out->bits = 0;
  out->bytes = {};
  bool complete = true;
  switch (out->type) {
    case ValueType::kInteger:
    case ValueType::kDouble:
      complete = cursor->Read(&out->bits);
      break;
    case ValueType::kBoolean: {
      uint8_t flag = 0;
      complete = cursor->Read(&flag);
      out->bits = flag != 0 ? 1 : 0;
      break;
    }
    case ValueType::kString:
    case ValueType::kBinary:
      complete = cursor->ReadCounted(&out->bytes);
      break;
    case ValueType::kNull:
    case ValueType::kInfMin:
    case ValueType::kInfMax:
    case ValueType::kAutoIncrement:
      break;
    default:
      return PayloadFault::kUnknownType;
  }
  return complete ? PayloadFault::kNone : PayloadFault::kTruncated;
}

}  // namespace hopline::wire::tablestore
