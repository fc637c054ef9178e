#include "plugins/tablestore/cell_value.h"

#include <cmath>
#include <string_view>

#include "plugins/common/number_text.h"
#include "plugins/tablestore/text_values.h"

namespace hopline::plugins::tablestore {

using wire::tablestore::ValueView;

namespace {

constexpr int64_t kDayMs = 86'400'000;

bool IsText(Type type) { return type == Type::kUtf8 || type == Type::kLargeUtf8; }

bool IsDate(ColumnKind kind) {
  return kind == ColumnKind::kDate || kind == ColumnKind::kTime ||
         kind == ColumnKind::kDatetime;
}

/// Whether a cell of kind long or double holds its number as text or decimal.
bool IsWritten(const Cell& cell) {
  return IsText(cell.type) || cell.type == Type::kDecimal128;
}

bool IsBeyondInt64(const Cell& cell) {
  return cell.type == Type::kUint64 && cell.integer < 0;
}

const char* ToBytes(const Cell& cell, ValueView* out) {
  if (cell.kind != ColumnKind::kString && cell.kind != ColumnKind::kBytes) {
    return "a number, bool or date cannot become bytes";
  }
  *out = ValueView::Binary(cell.bytes);
  return nullptr;
}

}  // namespace

CellValueConverter::CellValueConverter(const ColumnFormats& formats)
    : text_(formats, {}), zone_(TimeZone::Parse(formats.time_zone)) {}

/// Dates and times without a zone are readings of the job's clock.
int64_t CellValueConverter::UnixMs(const Cell& cell, const Field& field) {
  if (cell.type == Type::kDate32) return zone_.ToUnixMs(cell.integer * kDayMs);
  if (cell.type == Type::kTime32) return zone_.ToUnixMs(cell.integer);
  const int64_t ms = FloorToMs(cell.integer, cell.unit);
  const bool is_local = field.type == Type::kTimestamp && field.zone.empty();
  return is_local ? zone_.ToUnixMs(ms) : ms;
}

const char* CellValueConverter::ToText(const Cell& cell, const Field& field,
                                       ValueView* out) {
  if (cell.kind == ColumnKind::kString) {
    *out = ValueView::String(cell.bytes);
    return nullptr;
  }
  buffer_.Clear();
  const char* reason = text_.Append(buffer_, cell, field);
  if (reason == nullptr) *out = ValueView::String(buffer_.view());
  return reason;
}

const char* CellValueConverter::ToInteger(const Cell& cell, const Field& field,
                                          ValueView* out) {
  int64_t whole = 0;
  const char* reason = nullptr;
  if (cell.kind == ColumnKind::kBytes) {
    reason = "bytes cannot become a number";
  } else if (IsDate(cell.kind)) {
    whole = UnixMs(cell, field);
  } else if (IsText(cell.type)) {
    reason = TextToInteger(cell.bytes, buffer_, &whole);
  } else if (cell.type == Type::kDecimal128) {
    TextBuffer decimal;
    AppendDecimal128(decimal, cell.bytes, field.scale);
    reason = TextToInteger(decimal.view(), buffer_, &whole);
  } else if (cell.kind == ColumnKind::kDouble) {
    reason = RealToInteger(cell.real, &whole);
  } else if (IsBeyondInt64(cell)) {
    reason = "the number is out of range";
  } else {
    whole = cell.integer;
  }
  *out = ValueView::Integer(whole);
  return reason;
}

const char* CellValueConverter::ToReal(const Cell& cell, const Field& field,
                                       ValueView* out) {
  double real = 0;
  const char* reason = nullptr;
  if (cell.kind == ColumnKind::kBytes || IsDate(cell.kind)) {
    reason = "bytes or a date cannot become a double";
  } else if (IsText(cell.type)) {
    reason = TextToReal(cell.bytes, &real);
  } else if (cell.type == Type::kDecimal128 || cell.type == Type::kFloat) {
    // A float is the decimal that it is written as, not the nearest double.
    ValueView decimal;
    reason = ToText(cell, field, &decimal);
    if (reason == nullptr) reason = TextToReal(decimal.bytes, &real);
  } else if (cell.kind == ColumnKind::kDouble) {
    real = cell.real;
    if (!std::isfinite(real)) reason = "NaN and infinity cannot be stored";
  } else if (IsBeyondInt64(cell)) {
    real = static_cast<double>(static_cast<uint64_t>(cell.integer));
  } else {
    real = static_cast<double>(cell.integer);
  }
  *out = ValueView::Double(real);
  return reason;
}

const char* CellValueConverter::ToTruth(const Cell& cell, const Field& field,
                                        ValueView* out) {
  bool truth = false;
  const char* reason = nullptr;
  if (cell.kind == ColumnKind::kString) {
    reason = TextToTruth(cell.bytes, &truth);
  } else if (cell.kind == ColumnKind::kBool ||
             (cell.kind == ColumnKind::kLong && !IsWritten(cell))) {
    truth = cell.integer != 0;
  } else if (cell.kind == ColumnKind::kLong) {
    ValueView digits;
    reason = ToText(cell, field, &digits);
    truth = digits.bytes != "0" && digits.bytes != "-0";
  } else {
    reason = "a double, bytes or a date cannot become a bool";
  }
  *out = ValueView::Boolean(truth);
  return reason;
}

const char* CellValueConverter::Convert(const Cell& cell, const Field& field,
                                        ColumnType type, ValueView* out) {
  switch (type) {
    case ColumnType::kString:
      return ToText(cell, field, out);
    case ColumnType::kInt:
      return ToInteger(cell, field, out);
    case ColumnType::kDouble:
      return ToReal(cell, field, out);
    case ColumnType::kBool:
      return ToTruth(cell, field, out);
    case ColumnType::kBinary:
      return ToBytes(cell, out);
  }
  return "unknown type";
}

const char* CellValueConverter::ConvertAsIs(const Cell& cell, const Field& field,
                                            ValueView* out) {
  switch (cell.kind) {
    case ColumnKind::kLong:
      return ToInteger(cell, field, out);
    case ColumnKind::kDouble:
      return ToReal(cell, field, out);
    case ColumnKind::kBool:
      return ToTruth(cell, field, out);
    case ColumnKind::kString:
      return ToText(cell, field, out);
    case ColumnKind::kBytes:
      return ToBytes(cell, out);
    default:
      return "a date has no type of its own in a table";
  }
}

}  // namespace hopline::plugins::tablestore
