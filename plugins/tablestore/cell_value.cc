#include "plugins/tablestore/cell_value.h"

#include <cmath>

namespace hopline::plugins::tablestore {

using wire::tablestore::ValueView;

const char* CellValueConverter::Convert(const Cell& cell, const Field& field,
                                        ColumnType type, ValueView* out) {
  const char* reason = nullptr;
  buffer_.Clear();
  switch (type) {
    case ColumnType::kInt: {
      int64_t number = 0;
      reason = convert_.ToLong(cell, field, &number);
      *out = ValueView::Integer(number);
      return reason;
    }
    case ColumnType::kDouble: {
      double number = 0;
      reason = convert_.ToDouble(cell, field, &number);
      *out = ValueView::Double(number);
      if (reason == nullptr && !std::isfinite(number)) {
        reason = "NaN and infinity cannot be stored";
      }
      return reason;
    }
    case ColumnType::kBool: {
      bool truth = false;
      reason = convert_.ToBool(cell, field, &truth);
      *out = ValueView::Boolean(truth);
      return reason;
    }
    case ColumnType::kBinary:
      if (cell.kind == ColumnKind::kBytes) {
        *out = ValueView::Binary(cell.bytes);
        return nullptr;
      }
      reason = convert_.ToBytes(buffer_, cell, field);
      *out = ValueView::Binary(buffer_.view());
      return reason;
    case ColumnType::kString:
      break;
  }
  if (cell.kind == ColumnKind::kString) {
    *out = ValueView::String(cell.bytes);
    return nullptr;
  }
  reason = convert_.ToText(buffer_, cell, field);
  *out = ValueView::String(buffer_.view());
  return reason;
}

const char* CellValueConverter::ConvertAsIs(const Cell& cell, const Field& field,
                                            ValueView* out) {
  switch (cell.kind) {
    case ColumnKind::kLong:
      return Convert(cell, field, ColumnType::kInt, out);
    case ColumnKind::kDouble:
      return Convert(cell, field, ColumnType::kDouble, out);
    case ColumnKind::kBool:
      return Convert(cell, field, ColumnType::kBool, out);
    case ColumnKind::kString:
      return Convert(cell, field, ColumnType::kString, out);
    case ColumnKind::kBytes:
      return Convert(cell, field, ColumnType::kBinary, out);
    default:
      return "a date has no type of its own in a table";
  }
}

}  // namespace hopline::plugins::tablestore
