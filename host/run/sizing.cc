#include "host/run/sizing.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <hopline/view.hpp>

namespace hopline::run {
namespace {

bool IsUtf8(Type type) { return type == Type::kUtf8 || type == Type::kLargeUtf8; }
bool IsLarge(Type type) { return type == Type::kLargeUtf8 || type == Type::kLargeBinary; }
bool IsVariable(Type type) {
  return IsUtf8(type) || type == Type::kBinary || type == Type::kLargeBinary;
}

int64_t OffsetAt(const ArrowArray& array, Type type, int64_t row) {
  const auto at = static_cast<size_t>(array.offset + row);
  if (IsLarge(type)) return static_cast<const int64_t*>(array.buffers[1])[at];
  return static_cast<const int32_t*>(array.buffers[1])[at];
}

/// Bytes of text or binary in all rows, null rows included.
uint64_t VariableBytes(const ArrowArray& array, Type type) {
  if (array.length == 0) return 0;
  return static_cast<uint64_t>(OffsetAt(array, type, array.length) -
                               OffsetAt(array, type, 0));
}

/// What a nested column or one of its children holds, offsets left out of account.
uint64_t NestedBytes(const ArrowArray& array) {
  uint64_t bytes = 8 * static_cast<uint64_t>(array.length);
  for (int64_t i = 0; i < array.n_children; ++i) bytes += NestedBytes(*array.children[i]);
  return bytes;
}

uint64_t ColumnArrowBytes(const ArrowArray& array, const Field& field) {
  const auto rows = static_cast<uint64_t>(array.length);
  const uint64_t validity = array.null_count == 0 ? 0 : (rows + 7) / 8;
  if (IsVariable(field.type)) {
    return validity + rows * (IsLarge(field.type) ? 8U : 4U) +
           VariableBytes(array, field.type);
  }
  if (field.type == Type::kVariant) {
    uint64_t bytes = rows * 5;
    for (int i = 0; i < kVariantChildren; ++i) {
      Field child;
      detail::ParseFormat(kVariantFormats[i], child);
      bytes += ColumnArrowBytes(*array.children[i], child);
    }
    return bytes;
  }
  if (field.type == Type::kBool) return validity + (rows + 7) / 8;
  if (field.type == Type::kNull) return 0;
  const uint64_t width = FixedWidth(field.type);
  return width != 0 ? validity + rows * width : NestedBytes(array);
}

/// Rows that are not null. null_count may be -1: unknown.
uint64_t ValidRows(const ArrowArray& array, const ColumnView& view) {
  if (array.null_count >= 0) {
    return static_cast<uint64_t>(array.length - array.null_count);
  }
  uint64_t valid = 0;
  for (int64_t row = 0; row < array.length; ++row) valid += view.IsNull(row) ? 0U : 1U;
  return valid;
}

uint64_t TextBytes(const ArrowArray& array, const Field& field, const ColumnView& view) {
  if (array.length == 0) return 0;
  const bool utf16 = IsUtf8(field.type) && field.kind == ColumnKind::kString;
  const auto* text = static_cast<const uint8_t*>(array.buffers[2]);
  const int64_t first = OffsetAt(array, field.type, 0);
  uint64_t bytes = VariableBytes(array, field.type);
  if (utf16 && bytes > 0) bytes = Utf16Units(text + first, bytes);
  if (array.null_count == 0) return bytes;
  for (int64_t row = 0; row < array.length; ++row) {
    if (!view.IsNull(row)) continue;
    const std::string_view hidden = view.Bytes(row);
    if (hidden.empty()) continue;
    bytes -=
        utf16 ? Utf16Units(reinterpret_cast<const uint8_t*>(hidden.data()), hidden.size())
              : hidden.size();
  }
  return bytes;
}

uint64_t DoubleTextBytes(const ArrowArray& array, const ColumnView& view) {
  const int64_t stride = std::max<int64_t>(1, array.length / kSampledDoubles);
  uint64_t sampled = 0, rows = 0;
  for (int64_t row = 0; row < array.length; row += stride) {
    ++rows;
    const Cell cell = view.At(row);
    if (cell.is_null) continue;
    if (cell.type == Type::kDecimal128) {
      sampled += 12;  // its digits vary little within a column
      continue;
    }
    char digits[32];
    sampled += static_cast<uint64_t>(
        std::to_chars(digits, digits + sizeof digits, cell.real).ptr - digits);
  }
  return rows == 0 ? 0 : sampled * static_cast<uint64_t>(array.length) / rows;
}

uint64_t ColumnDataxBytes(const ArrowArray& array, const Field& field) {
  if (field.type == Type::kNull) return 0;
  if (field.type == Type::kVariant) {
    uint64_t bytes = 0;
    for (int i = 1; i < kVariantChildren; ++i) {
      Field child;
      detail::ParseFormat(kVariantFormats[i], child);
      bytes += ColumnDataxBytes(*array.children[i], child);
    }
    return bytes;
  }
  if (field.type == Type::kList || field.type == Type::kStruct ||
      field.type == Type::kMap) {
    return NestedBytes(array);
  }
  const ColumnView view(array, field);
  if (IsVariable(field.type)) return TextBytes(array, field, view);
  if (field.type == Type::kFloat || field.type == Type::kDouble ||
      field.type == Type::kDecimal128) {
    return DoubleTextBytes(array, view);
  }
  return ValidRows(array, view) * (field.type == Type::kBool ? 1U : 8U);
}

}  // namespace

uint64_t ArrowBytes(const ArrowArray& batch, const Fields& fields) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < fields.size(); ++i) {
    bytes += ColumnArrowBytes(*batch.children[i], fields[i]);
  }
  return bytes;
}

uint64_t DataxBytes(const ArrowArray& batch, const Fields& fields) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < fields.size(); ++i) {
    bytes += ColumnDataxBytes(*batch.children[i], fields[i]);
  }
  return bytes;
}

uint64_t Utf16Units(const uint8_t* text, uint64_t size) {
  constexpr uint64_t kHigh = 0x8080808080808080;
  constexpr uint64_t kBlock = 64;
  // A continuation byte is no unit of its own; a lead byte of four is two.
  const auto count = [text](uint64_t from, uint64_t to) {
    uint64_t units = 0;
    for (uint64_t i = from; i < to; ++i) {
      units += ((text[i] & 0xC0U) != 0x80U ? 1U : 0U) + (text[i] >= 0xF0U ? 1U : 0U);
    }
    return units;
  };
  uint64_t units = 0, at = 0;
  for (; at + kBlock <= size; at += kBlock) {
    uint64_t words[kBlock / 8];
    std::memcpy(words, text + at, kBlock);
    uint64_t any = 0;
    for (const uint64_t word : words) any |= word;
    units += (any & kHigh) == 0 ? kBlock : count(at, at + kBlock);  // ASCII: one per byte
  }
  return units + count(at, size);
}

}  // namespace hopline::run
