#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/common/status.h"

namespace hopline::wire::maxcompute {

enum class TypeKind : uint8_t {
  kTinyint,
  kSmallint,
  kInt,
  kBigint,
  kFloat,
  kDouble,
  kBoolean,
  kString,
  kBinary,
  kDate,
  kDatetime,
  kTimestamp,
  kTimestampNtz,
  kDecimal,
  kChar,
  kVarchar,
  kJson,
  kArray,
  kMap,
  kStruct,
  kIntervalDayTime,
  kIntervalYearMonth,
};

/// The type of a column or of a value inside a container.
///
/// Shape: precision and scale belong to DECIMAL; precision 0 is the legacy type without
///        them (36 digits before the point, 18 behind). length belongs to CHAR and
///        VARCHAR. children: the element of an ARRAY, key and value of a MAP, the fields
///        of a STRUCT, whose names stand in field_names.
struct Type {
  TypeKind kind = TypeKind::kString;
  int precision = 0;
  int scale = 0;
  int length = 0;
  std::vector<Type> children;
  std::vector<std::string> field_names;

  bool operator==(const Type&) const = default;
  bool IsLegacyDecimal() const { return kind == TypeKind::kDecimal && precision == 0; }
};

/// Limits of the service.
inline constexpr int kMaxDecimalPrecision = 38;
inline constexpr int kMaxDecimalScale = 18;
inline constexpr int kMaxCharLength = 255;
inline constexpr int kMaxVarcharLength = 65535;
/// Containers may be nested this deep; ours, so that hostile text cannot exhaust the
/// stack.
inline constexpr int kMaxTypeDepth = 20;

/// Reads "decimal(38,18)", "map<string,array<bigint>>", "struct<`x`:int,y:string>" …:
/// letter case and blanks do not matter, field names may stand in back quotes.
/// Errors:  names the place in the text.
Status ParseType(std::string_view text, Type* out);

/// The text that the service's schemas print: lower case, no blanks. Field names that are
/// no plain words stand in back quotes.
std::string FormatType(const Type& type);

}  // namespace hopline::wire::maxcompute
