#include "plugins/common/column_convert.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "plugins/common/charset.h"
#include "plugins/common/number_text.h"
#include "plugins/common/words.h"

namespace hopline::plugins {
namespace {

constexpr const char* kOutOfRange = "the number is out of range";
constexpr const char* kNoNumber = "the text is no number";
constexpr const char* kSpecial = "NaN and infinity become nothing else";
constexpr const char* kDateNoNumber = "a date cannot become a double";
constexpr const char* kBytesNoNumber = "bytes cannot become a number";

bool IsText(const Cell& cell) {
  return cell.type == Type::kUtf8 || cell.type == Type::kLargeUtf8;
}

bool IsSpecial(std::string_view text) {
  return EqualsIgnoringCase(text, "nan") || EqualsIgnoringCase(text, "infinity") ||
         EqualsIgnoringCase(text, "-infinity") || EqualsIgnoringCase(text, "+infinity");
}

const char* RealToLong(double real, int64_t* out) {
  if (!std::isfinite(real)) return kSpecial;
  const double whole = std::trunc(real);
  // 2^63 is the first double beyond; its negative is the last one within.
  if (!(whole >= -0x1p63 && whole < 0x1p63)) return kOutOfRange;
  *out = static_cast<int64_t>(whole);
  return nullptr;
}

const char* TextToDouble(std::string_view text, double* out) {
  if (IsSpecial(text)) {
    *out = EqualsIgnoringCase(text, "nan") ? std::numeric_limits<double>::quiet_NaN()
           : text[0] == '-'                ? -std::numeric_limits<double>::infinity()
                                           : std::numeric_limits<double>::infinity();
    return nullptr;
  }
  if (!IsDecimal(text)) return kNoNumber;
  if (text[0] == '+') text.remove_prefix(1);
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), *out);
  return failure == std::errc() ? nullptr : kOutOfRange;
}

/// Whether decimal text, cut to its integer part, is anything but zero.
bool IsZeroText(std::string_view digits) { return digits == "0"; }

}  // namespace

ColumnConverter::ColumnConverter(const ColumnFormats& formats)
    : text_(formats, {}),
      zone_(TimeZone::Parse(formats.time_zone)),
      bytes_(std::make_unique<CharsetEncoder>(formats.encoding)) {
  for (const std::string* pattern :
       {&formats.datetime_format, &formats.date_format, &formats.time_format}) {
    patterns_.emplace_back(*pattern);
  }
  for (const std::string& pattern : formats.extra_formats)
    patterns_.emplace_back(pattern);
}

ColumnConverter::~ColumnConverter() = default;

int64_t ColumnConverter::InstantOf(const Cell& cell, const Field& field) {
  if (cell.type == Type::kDate32) return zone_.ToUnixMs(cell.integer * kDayMs);
  if (cell.type == Type::kTime32) return zone_.ToUnixMs(cell.integer);
  const int64_t ms = FloorToMs(cell.integer, cell.unit);
  // A variant's instants are UTC; a column without a zone holds wall clock readings.
  const bool wall = field.type == Type::kTimestamp && field.zone.empty();
  return wall ? zone_.ToUnixMs(ms) : ms;
}

const char* ColumnConverter::DecimalTextToLong(std::string_view text, int64_t* out) {
  if (IsSpecial(text)) return kSpecial;
  scratch_.Clear();
  if (!AppendTruncatedDecimal(scratch_, text)) return kNoNumber;
  const char* end = scratch_.data() + scratch_.size();
  const auto [stop, failure] = std::from_chars(scratch_.data(), end, *out);
  return failure == std::errc() && stop == end ? nullptr : kOutOfRange;
}

const char* ColumnConverter::ToLong(const Cell& cell, const Field& field, int64_t* out) {
  if (IsText(cell)) return DecimalTextToLong(cell.bytes, out);
  switch (cell.type) {
    case Type::kBool:
      *out = cell.integer;
      return nullptr;
    case Type::kUint64:
      if (cell.integer < 0) return kOutOfRange;
      *out = cell.integer;
      return nullptr;
    case Type::kFloat:
    case Type::kDouble:
      return RealToLong(cell.real, out);
    case Type::kDecimal128: {
      TextBuffer digits;
      AppendDecimal128(digits, cell.bytes, field.scale);
      return DecimalTextToLong(digits.view(), out);
    }
    case Type::kDate32:
    case Type::kTime32:
    case Type::kTimestamp:
      *out = InstantOf(cell, field);
      return nullptr;
    case Type::kBinary:
    case Type::kLargeBinary:
      return kBytesNoNumber;
    default:
      *out = cell.integer;
      return nullptr;
  }
}

const char* ColumnConverter::ToDouble(const Cell& cell, const Field& field, double* out) {
  if (IsText(cell)) {
    if (cell.kind != ColumnKind::kLong) return TextToDouble(cell.bytes, out);
    scratch_.Clear();
    if (!AppendTruncatedDecimal(scratch_, cell.bytes)) return kNoNumber;
    return TextToDouble(scratch_.view(), out);
  }
  switch (cell.type) {
    case Type::kBool:
      *out = cell.integer != 0 ? 1 : 0;
      return nullptr;
    case Type::kUint64:
      *out = static_cast<double>(static_cast<uint64_t>(cell.integer));
      return nullptr;
    case Type::kFloat:
    case Type::kDouble:
      *out = cell.real;
      return nullptr;
    case Type::kDecimal128:
      scratch_.Clear();
      AppendDecimal128(scratch_, cell.bytes, field.scale);
      return TextToDouble(scratch_.view(), out);
    case Type::kDate32:
    case Type::kTime32:
    case Type::kTimestamp:
      return kDateNoNumber;
    case Type::kBinary:
    case Type::kLargeBinary:
      return kBytesNoNumber;
    default:
      *out = static_cast<double>(cell.integer);
      return nullptr;
  }
}

const char* ColumnConverter::ToBool(const Cell& cell, const Field& field, bool* out) {
  switch (cell.kind) {
    case ColumnKind::kBool:
      *out = cell.integer != 0;
      return nullptr;
    case ColumnKind::kLong: {
      scratch_.Clear();
      const char* reason = text_.Append(scratch_, cell, field);
      if (reason == nullptr) *out = !IsZeroText(scratch_.view());
      return reason;
    }
    case ColumnKind::kString:
      *out = EqualsIgnoringCase(cell.bytes, "true");
      return *out || EqualsIgnoringCase(cell.bytes, "false")
                 ? nullptr
                 : "the text is neither true nor false";
    case ColumnKind::kDouble:
      return "a double cannot become a bool";
    case ColumnKind::kBytes:
      return "bytes cannot become a bool";
    default:
      return "a date cannot become a bool";
  }
}

const char* ColumnConverter::ToDate(const Cell& cell, const Field& field, int64_t* out) {
  switch (cell.kind) {
    case ColumnKind::kLong:
      return ToLong(cell, field, out);
    case ColumnKind::kString:
      if (const auto instant = ParseByFirst(patterns_, cell.bytes, zone_)) {
        *out = *instant;
        return nullptr;
      }
      return "the text is no date";
    case ColumnKind::kDouble:
      return "a double cannot become a date";
    case ColumnKind::kBool:
      return "a bool cannot become a date";
    case ColumnKind::kBytes:
      return "bytes cannot become a date";
    default:
      *out = InstantOf(cell, field);
      return nullptr;
  }
}

const char* ColumnConverter::ToBytes(TextBuffer& out, const Cell& cell, const Field&) {
  switch (cell.kind) {
    case ColumnKind::kBytes:
      out.Append(cell.bytes);
      return nullptr;
    case ColumnKind::kString:
      out.Append(bytes_->Mark());
      bytes_->Append(out, cell.bytes);
      return nullptr;
    case ColumnKind::kLong:
    case ColumnKind::kDouble:
      return "a number cannot become bytes";
    case ColumnKind::kBool:
      return "a bool cannot become bytes";
    default:
      return "a date cannot become bytes";
  }
}

const char* ColumnConverter::ToDecimal(TextBuffer& out, const Cell& cell,
                                       const Field& field) {
  switch (cell.kind) {
    case ColumnKind::kBool:
      out.Append(cell.integer != 0 ? '1' : '0');
      return nullptr;
    case ColumnKind::kString:
    case ColumnKind::kDouble:
      if (!IsText(cell)) return text_.Append(out, cell, field);
      if (IsSpecial(cell.bytes)) return kSpecial;
      if (!IsDecimal(cell.bytes)) return kNoNumber;
      out.Append(cell.bytes);
      return nullptr;
    case ColumnKind::kLong:
      return text_.Append(out, cell, field);
    case ColumnKind::kBytes:
      return kBytesNoNumber;
    default:
      return "a date cannot become a decimal number";
  }
}

}  // namespace hopline::plugins
