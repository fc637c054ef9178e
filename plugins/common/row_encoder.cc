#include "plugins/common/row_encoder.h"

#include "plugins/common/number_text.h"

namespace hopline::plugins {
namespace {

/// Characters that the text of a column can consist of; "" = any.
std::string_view Alphabet(const Field& field) {
  switch (field.type) {
    case Type::kBool:
      return "truefalse";
    case Type::kUtf8:
    case Type::kLargeUtf8:
      return field.kind == ColumnKind::kLong ? "0123456789-" : "";
    case Type::kFloat:
    case Type::kDouble:
    case Type::kDecimal128:
      return "0123456789.-";
    default:
      return field.type >= Type::kInt8 && field.type <= Type::kUint64 ? "0123456789-"
                                                                      : "";
  }
}

bool IsText(const Field& field) {
  return (field.type == Type::kUtf8 || field.type == Type::kLargeUtf8) &&
         field.kind != ColumnKind::kLong;
}

/// One character, as a rule: no call for it.
void AppendDelimiter(TextBuffer& out, const std::string& delimiter) {
  if (delimiter.size() == 1) return out.Append(delimiter[0]);
  out.Append(delimiter);
}

void CheckField(const Field& field) {
  if (field.type != Type::kList && field.type != Type::kStruct &&
      field.type != Type::kMap) {
    return;
  }
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
              "column '" + field.name +
                  "' holds lists, structs or maps, which csv and "
                  "text cannot; turn it into text first");
}

}  // namespace

RowEncoder::RowEncoder(const RowFormat& format, const Fields& fields,
                       const ColumnFormats& formats)
    : format_(format),
      fields_(fields),
      quoting_(format.quoting, format.field_delimiter, format.line_delimiter),
      text_(formats, {format.date_format, format.base64_bytes}) {
  for (const Field& field : fields_) {
    CheckField(field);
    Column column;
    const std::string_view alphabet = Alphabet(field);
    column.is_plain = !format_.csv || (!alphabet.empty() && quoting_.IsPlain(alphabet));
    if (IsText(field)) {
      column.way = Way::kText;
    } else if (field.type == Type::kBool && column.is_plain) {
      column.way = Way::kBool;
    } else if (field.type == Type::kInt64 && column.is_plain) {
      column.way = Way::kInt64;
    } else if (field.type == Type::kTimestamp && field.unit == TimeUnit::kMilli &&
               !field.zone.empty()) {
      column.way = Way::kInstantMs;
    }
    columns_.push_back(column);
  }
  AppendField(null_first_, format_.null_text, true);
  AppendField(null_later_, format_.null_text, false);
}

void RowEncoder::AppendHeader(TextBuffer& out) {
  if (!format_.write_header) return;
  const size_t count = format_.header.empty() ? fields_.size() : format_.header.size();
  if (count == 0) return;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) out.Append(format_.field_delimiter);
    AppendField(out, format_.header.empty() ? fields_[i].name : format_.header[i],
                i == 0);
  }
  out.Append(format_.line_delimiter);
}

int64_t RowEncoder::AppendRows(const BatchView& batch, int64_t row, size_t stop_size,
                               TextBuffer& out) {
  while (row < batch.rows()) {
    const size_t start = out.size();
    if (!AppendRow(batch, row, out)) out.Truncate(start);
    ++row;
    if (out.size() >= stop_size) break;
  }
  return row;
}

inline const char* RowEncoder::AppendCell(const ColumnView& column, int64_t row, size_t i,
                                          TextBuffer& out) {
  if (column.IsNull(row)) {
    out.Append(i == 0 ? null_first_.view() : null_later_.view());
    return nullptr;
  }
  switch (columns_[i].way) {
    case Way::kText:
      AppendField(out, column.Bytes(row), i == 0);
      return nullptr;
    case Way::kInt64:
      AppendInteger(out, column.Fixed<int64_t>(row));
      return nullptr;
    case Way::kBool:
      out.Append(column.Bool(row) ? std::string_view("true") : "false");
      return nullptr;
    default:
      return AppendRendered(column, row, i, out);
  }
}

bool RowEncoder::AppendRow(const BatchView& batch, int64_t row, TextBuffer& out) {
  const size_t count = columns_.size();
  if (count == 0 && format_.csv) return true;  // a record without columns writes nothing
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) AppendDelimiter(out, format_.field_delimiter);
    const char* reason = AppendCell(batch.column(i), row, i, out);
    if (reason == nullptr) continue;
    dirty_.push_back({row, fields_[i].name, reason});
    return false;
  }
  AppendDelimiter(out, format_.line_delimiter);
  return true;
}

const char* RowEncoder::AppendRendered(const ColumnView& column, int64_t row, size_t i,
                                       TextBuffer& out) {
  const bool direct = columns_[i].is_plain;
  TextBuffer& target = direct ? out : scratch_;
  if (!direct) scratch_.Clear();
  const char* reason = nullptr;
  if (columns_[i].way == Way::kInstantMs) {
    text_.AppendInstant(target, fields_[i].kind, column.Fixed<int64_t>(row));
  } else {
    reason = text_.Append(target, column.At(row), fields_[i]);
  }
  if (!direct && reason == nullptr) AppendField(out, scratch_.view(), i == 0);
  return reason;
}

std::string RowEncoder::PlainText(const BatchView& batch, int64_t row, size_t column) {
  const Cell cell = batch.column(column).At(row);
  if (cell.is_null) return "null";
  scratch_.Clear();
  text_.Append(scratch_, cell, fields_[column]);
  return std::string(scratch_.view());
}

}  // namespace hopline::plugins
