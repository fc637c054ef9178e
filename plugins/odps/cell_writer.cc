#include "plugins/odps/cell_writer.h"

#include <array>
#include <cstring>
#include <limits>

#include "plugins/common/column_text.h"
#include "plugins/odps/moments.h"
#include "wire/maxcompute/decimal.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr const char* kOutOfRange = "the number is out of the column's range";

template <class T>
const char* Put(T value, mc::ColumnData& out) {
  out.AppendValid();
  out.AppendBytes(&value, sizeof value);
  return nullptr;
}

template <class T>
const char* PutNarrow(int64_t value, mc::ColumnData& out) {
  if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) {
    return kOutOfRange;
  }
  return Put(static_cast<T>(value), out);
}

const char* PutBytes(std::string_view bytes, mc::ColumnData& out) {
  out.AppendValid();
  out.AppendBytes(bytes.data(), bytes.size());
  out.CloseOffset(static_cast<int64_t>(out.values.size()));
  return nullptr;
}

bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

size_t CodePoints(std::string_view text) {
  size_t count = 0;
  for (const char byte : text) count += IsContinuation(byte) ? 0U : 1U;
  return count;
}

ColumnFormats InUtc(ColumnFormats formats) {
  formats.time_zone = "UTC";
  return formats;
}

/// Of a clock on the wall. Text is one, too, unless it says how far from UTC it is.
bool IsReading(const Cell& cell, const Field& field) {
  return cell.type == Type::kDate32 || cell.type == Type::kTime32 ||
         (field.type == Type::kTimestamp && field.zone.empty());
}

bool IsEmptyText(const Cell& cell) {
  return cell.kind == ColumnKind::kString && cell.bytes.empty();
}

}  // namespace

CellWriter::CellWriter(const WriterOptions& options, const ColumnFormats& formats,
                       uint64_t max_field_bytes)
    : options_(options),
      max_field_bytes_(max_field_bytes),
      converter_(formats),
      wall_converter_(InUtc(formats)),
      job_zone_(TimeZone::Parse(formats.time_zone)),
      day_zone_(TimeZone::Parse(options.day_zone.empty() ? formats.time_zone
                                                         : options.day_zone)),
      documents_(formats) {}

const char* CellWriter::Append(const Cell& cell, const Field& field,
                               mc::ColumnData& out) {
  if (cell.is_null || (options_.empty_as_null && IsEmptyText(cell))) {
    out.AppendNull();
    return nullptr;
  }
  switch (out.type.kind) {
    case mc::TypeKind::kTinyint:
    case mc::TypeKind::kSmallint:
    case mc::TypeKind::kInt:
    case mc::TypeKind::kBigint:
      return AppendWhole(cell, field, out);
    case mc::TypeKind::kFloat:
    case mc::TypeKind::kDouble:
      return AppendReal(cell, field, out);
    case mc::TypeKind::kBoolean: {
      bool value = false;
      const char* reason = converter_.ToBool(cell, field, &value);
      if (reason == nullptr) out.AppendBool(value);
      return reason;
    }
    case mc::TypeKind::kString:
    case mc::TypeKind::kChar:
    case mc::TypeKind::kVarchar:
    case mc::TypeKind::kJson:
      return AppendText(cell, field, out);
    case mc::TypeKind::kBinary:
      return AppendBinary(cell, field, out);
    case mc::TypeKind::kDecimal:
      return AppendDecimal(cell, field, out);
    case mc::TypeKind::kDate:
      return AppendDay(cell, field, out);
    case mc::TypeKind::kDatetime:
    case mc::TypeKind::kTimestamp:
    case mc::TypeKind::kTimestampNtz:
      return AppendMoment(cell, field, out);
    default:
      return AppendDocument(cell, field, out);
  }
}

const char* CellWriter::AppendWhole(const Cell& cell, const Field& field, Column& out) {
  int64_t value = 0;
  const char* reason = converter_.ToLong(cell, field, &value);
  if (reason != nullptr) return reason;
  switch (out.type.kind) {
    case mc::TypeKind::kTinyint:
      return PutNarrow<int8_t>(value, out);
    case mc::TypeKind::kSmallint:
      return PutNarrow<int16_t>(value, out);
    case mc::TypeKind::kInt:
      return PutNarrow<int32_t>(value, out);
    default:
      // The service has no -2^63.
      if (value == std::numeric_limits<int64_t>::min()) return kOutOfRange;
      return Put(value, out);
  }
}

const char* CellWriter::AppendReal(const Cell& cell, const Field& field, Column& out) {
  double value = 0;
  const char* reason = converter_.ToDouble(cell, field, &value);
  if (reason != nullptr) return reason;
  if (out.type.kind == mc::TypeKind::kFloat) return Put(static_cast<float>(value), out);
  return Put(value, out);
}

const char* CellWriter::AppendText(const Cell& cell, const Field& field, Column& out) {
  std::string_view text = cell.bytes;
  if (cell.kind != ColumnKind::kString) {
    buffer_.Clear();
    const char* reason = converter_.ToText(buffer_, cell, field);
    if (reason != nullptr) return reason;
    text = buffer_.view();
  }
  if (out.type.length > 0) {
    const auto longest = static_cast<size_t>(out.type.length);
    if (text.size() > longest && CodePoints(text) > longest) {
      return "the text has more characters than the column";
    }
    return PutBytes(text, out);
  }
  // Half a document is none.
  if (out.type.kind == mc::TypeKind::kJson) return PutLimited(text, out);
  return AppendLong(text, true, out);
}

const char* CellWriter::AppendBinary(const Cell& cell, const Field& field, Column& out) {
  buffer_.Clear();
  const char* reason = converter_.ToBytes(buffer_, cell, field);
  return reason != nullptr ? reason : AppendLong(buffer_.view(), false, out);
}

/// By overLengthRule; text is cut at a character's border.
const char* CellWriter::AppendLong(std::string_view bytes, bool is_text, Column& out) {
  if (bytes.size() > options_.max_odps_bytes) {
    if (options_.long_value == LongValue::kNull) {
      out.AppendNull();
      return nullptr;
    }
    if (options_.long_value == LongValue::kTruncate) {
      size_t end = std::min<size_t>(bytes.size(), options_.cut_bytes);
      while (is_text && end > 0 && end < bytes.size() && IsContinuation(bytes[end]))
        --end;
      bytes = bytes.substr(0, end);
    }
  }
  return PutLimited(bytes, out);
}

const char* CellWriter::PutLimited(std::string_view bytes, Column& out) const {
  if (bytes.size() > max_field_bytes_) {
    return "the value is longer than the service takes";
  }
  return PutBytes(bytes, out);
}

const char* CellWriter::AppendDecimal(const Cell& cell, const Field& field, Column& out) {
  buffer_.Clear();
  const char* reason = converter_.ToDecimal(buffer_, cell, field);
  if (reason != nullptr) return reason;
  if (out.type.IsLegacyDecimal()) {
    if (mc::CheckLegacyDecimal(buffer_.view()) != mc::DecimalParse::kOk)
      return kOutOfRange;
    return PutBytes(buffer_.view(), out);
  }
  std::array<uint8_t, 16> unscaled{};
  switch (mc::ParseDecimal(buffer_.view(), out.type.precision, out.type.scale,
                           unscaled.data())) {
    case mc::DecimalParse::kOk:
      return Put(unscaled, out);
    case mc::DecimalParse::kTooLarge:
      return kOutOfRange;
    case mc::DecimalParse::kNotANumber:
      break;
  }
  return "the text is no number";
}

const char* CellWriter::AppendDay(const Cell& cell, const Field& field, Column& out) {
  constexpr const char* kNoDay = "the date lies outside of the years 1 to 9999";
  int64_t day = cell.integer;
  if (cell.type != Type::kDate32) {
    int64_t unix_ms = 0;
    const char* reason = converter_.ToDate(cell, field, &unix_ms);
    if (reason != nullptr) return reason;
    if (!IsMoment(unix_ms)) return kNoDay;
    day = FloorDays(unix_ms + day_zone_.OffsetMs(unix_ms));
  }
  if (!IsDay(day)) return kNoDay;
  return Put(static_cast<int32_t>(day), out);
}

/// DATETIME has milliseconds; the others keep what the source has.
const char* CellWriter::AppendMoment(const Cell& cell, const Field& field, Column& out) {
  int64_t unix_ms = 0;
  const char* reason = converter_.ToDate(cell, field, &unix_ms);
  if (reason != nullptr) return reason;
  if (!IsMoment(unix_ms)) return "the date lies outside of the years 0 to 9999";
  if (out.type.kind == mc::TypeKind::kDatetime) return Put(unix_ms, out);
  if (out.type.kind == mc::TypeKind::kTimestampNtz) {
    // A reading of a clock is kept as it is, even if the job's zone skips it.
    int64_t local_ms = 0;
    wall_converter_.ToDate(cell, field, &local_ms);
    const bool is_reading = IsReading(cell, field) || local_ms != unix_ms;
    unix_ms = is_reading ? local_ms : unix_ms + job_zone_.OffsetMs(unix_ms);
  }
  const int32_t below_ms = cell.type == Type::kTimestamp ? NanosBelowMs(cell) : 0;
  return PutTimestamp({unix_ms, below_ms}, out);
}

const char* CellWriter::AppendDocument(const Cell& cell, const Field& field,
                                       Column& out) {
  buffer_.Clear();
  const char* reason = converter_.ToText(buffer_, cell, field);
  return reason != nullptr ? reason : documents_.Append(buffer_.view(), out);
}

}  // namespace hopline::plugins::odps
