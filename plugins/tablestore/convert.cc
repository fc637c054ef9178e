#include "plugins/tablestore/convert.h"

#include <charconv>
#include <cmath>
#include <string_view>

#include "plugins/common/number_text.h"
#include "plugins/common/words.h"

namespace hopline::plugins::tablestore {

using wire::tablestore::ValueType;
using wire::tablestore::ValueView;

namespace {

const char* AppendReal(ColumnBuilder& column, const ValueView& value) {
  switch (value.type) {
    case ValueType::kDouble:
      column.AppendFixed(value.AsDouble());
      return nullptr;
    case ValueType::kInteger:
      column.AppendFixed(static_cast<double>(value.AsInteger()));
      return nullptr;
    case ValueType::kBoolean:
      column.AppendFixed(value.AsBoolean() ? 1.0 : 0.0);
      return nullptr;
    case ValueType::kString: {
      std::string_view text = value.bytes;
      if (!IsDecimal(text)) return "the text is no number";
      if (text.starts_with('+')) text.remove_prefix(1);
      double real = 0;
      const auto [end, failure] =
          std::from_chars(text.data(), text.data() + text.size(), real);
      if (failure != std::errc()) return "the number is out of range";
      column.AppendFixed(real);
      return nullptr;
    }
    default:
      return "bytes cannot become a number";
  }
}

const char* AppendTruth(ColumnBuilder& column, const ValueView& value) {
  switch (value.type) {
    case ValueType::kBoolean:
      column.AppendBool(value.AsBoolean());
      return nullptr;
    case ValueType::kInteger:
      column.AppendBool(value.AsInteger() != 0);
      return nullptr;
    case ValueType::kString: {
      const bool is_true = EqualsIgnoringCase(value.bytes, "true");
      if (!is_true && !EqualsIgnoringCase(value.bytes, "false")) {
        return "the text is neither true nor false";
      }
      column.AppendBool(is_true);
      return nullptr;
    }
    default:
      return "a double or bytes cannot become a bool";
  }
}

const char* AppendBytes(ColumnBuilder& column, const ValueView& value) {
  if (value.type != ValueType::kBinary && value.type != ValueType::kString) {
    return "a number or bool cannot become bytes";
  }
  column.AppendBytes(value.bytes);
  return nullptr;
}

}  // namespace

const char* ValueConverter::AppendText(ColumnBuilder& column, const ValueView& value) {
  if (value.type == ValueType::kString) {
    column.AppendBytes(value.bytes);
    return nullptr;
  }
  static const Field kInteger = Field::Of("", Type::kInt64);
  static const Field kReal = Field::Of("", Type::kDouble);
  static const Field kTruth = Field::Of("", Type::kBool);
  static const Field kBytes = Field::Of("", Type::kBinary);
  const Field& field = value.type == ValueType::kInteger   ? kInteger
                       : value.type == ValueType::kDouble  ? kReal
                       : value.type == ValueType::kBoolean ? kTruth
                                                           : kBytes;
  Cell cell;
  cell.type = field.type;
  cell.kind = field.kind;
  cell.is_null = false;
  if (value.type == ValueType::kDouble) {
    cell.real = value.AsDouble();
  } else {
    cell.integer = value.AsInteger();
  }
  cell.bytes = value.bytes;
  buffer_.Clear();
  const char* reason = text_.Append(buffer_, cell, field);
  if (reason == nullptr) column.AppendBytes(buffer_.view());
  return reason;
}

const char* ValueConverter::AppendInt(ColumnBuilder& column, const ValueView& value) {
  switch (value.type) {
    case ValueType::kInteger:
      column.AppendFixed(value.AsInteger());
      return nullptr;
    case ValueType::kBoolean:
      column.AppendFixed(value.AsBoolean() ? int64_t{1} : int64_t{0});
      return nullptr;
    case ValueType::kDouble: {
      const double whole = std::trunc(value.AsDouble());
      // 2^63 is the first double beyond; its negative is the last one within.
      if (!(whole >= -0x1p63 && whole < 0x1p63)) return "the number is out of range";
      column.AppendFixed(static_cast<int64_t>(whole));
      return nullptr;
    }
    case ValueType::kString: {
      buffer_.Clear();
      if (!AppendTruncatedDecimal(buffer_, value.bytes)) return "the text is no number";
      int64_t whole = 0;
      const char* end = buffer_.data() + buffer_.size();
      const auto [stop, failure] = std::from_chars(buffer_.data(), end, whole);
      if (failure != std::errc() || stop != end) return "the number is out of range";
      column.AppendFixed(whole);
      return nullptr;
    }
    default:
      return "bytes cannot become a number";
  }
}

const char* ValueConverter::Append(ColumnBuilder& column, ColumnType type,
                                   const ValueView& value) {
  switch (type) {
    case ColumnType::kString:
      return AppendText(column, value);
    case ColumnType::kInt:
      return AppendInt(column, value);
    case ColumnType::kDouble:
      return AppendReal(column, value);
    case ColumnType::kBool:
      return AppendTruth(column, value);
    case ColumnType::kBinary:
      return AppendBytes(column, value);
  }
  return "unknown type";
}

void AppendKey(ColumnBuilder& column, const ValueView& value) {
  const bool integer = value.type == ValueType::kInteger;
  if (integer != (column.type() == Type::kInt64)) {
    throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                "a key value has another type than the table's key");
  }
  if (integer) {
    column.AppendFixed(value.AsInteger());
  } else {
    column.AppendBytes(value.bytes);
  }
}

void AppendVariant(ColumnBuilder& column, const ValueView& value) {
  switch (value.type) {
    case ValueType::kInteger:
      return column.VariantInt64(value.AsInteger());
    case ValueType::kDouble:
      return column.VariantDouble(value.AsDouble());
    case ValueType::kBoolean:
      return column.VariantBool(value.AsBoolean());
    case ValueType::kString:
      return column.VariantUtf8(value.bytes);
    case ValueType::kBinary:
      return column.VariantBinary(value.bytes);
    default:
      return column.VariantNull();
  }
}

}  // namespace hopline::plugins::tablestore
