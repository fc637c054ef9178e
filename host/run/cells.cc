#include "host/run/cells.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "host/run/digest.h"

namespace hopline::run {
namespace {

using services::JsonWriter;

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80                    ? 1
                          : lead >= 0xC2 && lead <= 0xDF ? 2
                          : lead >= 0xE0 && lead <= 0xEF ? 3
                          : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                         : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
    }
    const auto second = static_cast<unsigned char>(length > 1 ? text[i + 1] : 0);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
      return false;
    }
    i += length;
  }
  return true;
}

void WriteObject(JsonWriter& json, const char* key, const std::string& text) {
  json.BeginObject();
  json.Key(key).String(text);
  json.EndObject();
}

/// Two's complement, 16 bytes little-endian, as decimal digits.
std::string DecimalDigits(std::string_view bytes) {
  __extension__ using Wide = unsigned __int128;
  Wide value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  const bool negative = (value >> 127U) != 0;
  if (negative) value = ~value + 1;
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

void WriteCell(JsonWriter& json, const Cell& cell) {
  if (cell.is_null) return json.Null();
  switch (cell.type) {
    case Type::kBool:
      return json.Bool(cell.integer != 0);
    case Type::kUint64:
      return json.Unsigned(static_cast<uint64_t>(cell.integer));
    case Type::kFloat:
    case Type::kDouble:
      return json.Double(cell.real);
    case Type::kDecimal128:
      return WriteObject(json, "decimal", DecimalDigits(cell.bytes));
    case Type::kUtf8:
    case Type::kLargeUtf8:
      if (IsUtf8(cell.bytes)) return json.String(cell.bytes);
      return WriteObject(json, "base64", Base64Encode(cell.bytes));
    case Type::kBinary:
    case Type::kLargeBinary:
      return WriteObject(json, "base64", Base64Encode(cell.bytes));
    default:
      return json.Integer(cell.integer);
  }
}

void WriteVariant(JsonWriter& json, const Cell& cell) {
  if (cell.is_null) return json.Null();
  json.BeginObject();
  json.Key("type").String(KindName(cell.kind));
  json.Key("value");
  WriteCell(json, cell);
  json.EndObject();
}

}  // namespace

void WriteFields(JsonWriter& json, const Fields& fields) {
  json.BeginArray();
  for (const Field& field : fields) {
    json.BeginObject();
    json.Key("name").String(field.name);
    json.Key("format").String(field.format);
    json.Key("kind").String(KindName(field.kind));
    json.EndObject();
  }
  json.EndArray();
}

void WriteCells(JsonWriter& json, const BatchView& batch, const Fields& fields,
                int64_t row) {
  json.BeginArray();
  for (size_t i = 0; i < fields.size(); ++i) {
    const ColumnView& column = batch.column(i);
    switch (fields[i].type) {
      case Type::kVariant:
        WriteVariant(json, column.At(row));
        break;
      case Type::kList:
      case Type::kStruct:
      case Type::kMap:
        json.BeginObject();
        json.Key("nested").Bool(true);
        json.EndObject();
        break;
      default:
        WriteCell(json, column.At(row));
    }
  }
  json.EndArray();
}

}  // namespace hopline::run
