#include "plugins/common/field_convert.h"

#include <algorithm>
#include <cctype>

#include "plugins/common/number_text.h"
#include "plugins/common/words.h"

namespace hopline::plugins {
namespace {

using Kind = ReadColumn::Kind;

bool IsNumber(std::string_view text) {
  return IsDecimal(text) || EqualsIgnoringCase(text, "nan") ||
         EqualsIgnoringCase(text, "infinity") || EqualsIgnoringCase(text, "-infinity");
}

Field FieldOf(const ReadColumn& column) {
  switch (column.kind) {
    case Kind::kLong:
      return Field::Of(column.name, Type::kUtf8, ColumnKind::kLong);
    case Kind::kDouble:
      return Field::Of(column.name, Type::kUtf8, ColumnKind::kDouble);
    case Kind::kBool:
      return Field::Of(column.name, Type::kBool);
    case Kind::kDate:
      return Field::Of(column.name, Type::kTimestamp);
    case Kind::kString:
      break;
  }
  return Field::Of(column.name, Type::kUtf8);
}

std::vector<DatePattern> PatternsOf(const ReadColumn& column,
                                    const ColumnFormats& formats) {
  if (column.kind != Kind::kDate) return {};
  if (!column.format.empty()) return {DatePattern(column.format)};
  std::vector<DatePattern> patterns = {DatePattern(formats.datetime_format),
                                       DatePattern(formats.date_format),
                                       DatePattern(formats.time_format)};
  for (const std::string& extra : formats.extra_formats) patterns.emplace_back(extra);
  return patterns;
}

}  // namespace

Fields FieldsOf(const ReadFormat& format, size_t width) {
  Fields fields;
  for (const ReadColumn& column : format.columns) fields.push_back(FieldOf(column));
  if (format.all_columns()) fields.resize(width, Field::Of("", Type::kUtf8));
  return fields;
}

FieldConverter::FieldConverter(const ReadFormat& format, const ColumnFormats& formats,
                               size_t width)
    : format_(format), width_(width), zone_(TimeZone::Parse(formats.time_zone)) {
  for (const ReadColumn& column : format_.columns) {
    patterns_.push_back(PatternsOf(column, formats));
  }
}

std::optional<FieldConverter::Problem> FieldConverter::Append(
    const std::vector<std::string_view>& record, BatchBuilder& out) {
  if (format_.all_columns()) return AppendAll(record, out);
  for (size_t i = 0; i < format_.columns.size(); ++i) {
    const ReadColumn& column = format_.columns[i];
    const char* reason = "the record has no such field";
    if (column.constant.has_value()) {
      reason = AppendField(column, i, *column.constant, out.column(i));
    } else if (column.index < record.size()) {
      reason = AppendField(column, i, record[column.index], out.column(i));
    }
    if (reason == nullptr) continue;
    out.DropRow();
    return Problem{i, reason};
  }
  out.EndRow();
  return std::nullopt;
}

/// A shorter record is filled up with nulls.
std::optional<FieldConverter::Problem> FieldConverter::AppendAll(
    const std::vector<std::string_view>& record, BatchBuilder& out) const {
  if (record.size() > width_) {
    return Problem{width_,
                   "the record has more fields than the first one; list the "
                   "columns to read it"};
  }
  for (size_t i = 0; i < width_; ++i) {
    if (i >= record.size() || IsNull(record[i])) {
      out.column(i).AppendNull();
    } else {
      out.column(i).AppendBytes(record[i]);
    }
  }
  out.EndRow();
  return std::nullopt;
}

const char* FieldConverter::AppendField(const ReadColumn& column, size_t i,
                                        std::string_view text, ColumnBuilder& out) {
  if (IsNull(text)) {
    out.AppendNull();
    return nullptr;
  }
  switch (column.kind) {
    case Kind::kString:
      out.AppendBytes(text);
      return nullptr;
    case Kind::kLong:
      scratch_.Clear();
      if (!AppendTruncatedDecimal(scratch_, text)) return "the text is not a number";
      out.AppendBytes(scratch_.view());
      return nullptr;
    case Kind::kDouble:
      if (!IsNumber(text)) return "the text is not a number";
      out.AppendBytes(text);
      return nullptr;
    case Kind::kBool: {
      const bool yes = EqualsIgnoringCase(text, "true");
      if (!yes && !EqualsIgnoringCase(text, "false")) {
        return "the text is neither true nor false";
      }
      out.AppendBool(yes);
      return nullptr;
    }
    case Kind::kDate:
      break;
  }
  const std::optional<int64_t> ms = ParseByFirst(patterns_[i], text, zone_);
  if (!ms.has_value()) return "the text is not a date of the expected form";
  out.AppendFixed(*ms);
  return nullptr;
}

}  // namespace hopline::plugins
