#include "plugins/common/column_text.h"

#include "plugins/common/charset.h"
#include "plugins/common/number_text.h"

#include <algorithm>

namespace hopline::plugins {
namespace {

const std::string& Choose(const std::string& choice, const std::string& otherwise) {
  return choice.empty() ? otherwise : choice;
}

bool IsPlainInteger(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || (text[0] == '0' && text.size() > 1)) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// utf8 and binary: text is taken as it is, but a LONG drops its fraction.
const char* AppendTextCell(TextBuffer& out, const Cell& cell) {
  if (cell.kind != ColumnKind::kLong || IsPlainInteger(cell.bytes)) {
    out.Append(cell.bytes);
    return nullptr;
  }
  return AppendTruncatedDecimal(out, cell.bytes) ? nullptr : "text is not a number";
}

}  // namespace

ColumnText::ColumnText(const ColumnFormats& formats, const TextChoices& choices)
    : zone_(TimeZone::Parse(formats.time_zone)),
      datetime_(Choose(choices.date_format, formats.datetime_format)),
      date_(Choose(choices.date_format, formats.date_format)),
      time_(Choose(choices.date_format, formats.time_format)),
      base64_bytes_(choices.base64_bytes),
      bytes_(std::make_unique<CharsetDecoder>(formats.encoding)) {}

ColumnText::~ColumnText() = default;

const char* ColumnText::Append(TextBuffer& out, const Cell& cell, const Field& field) {
  static constexpr const char* kNoNumber = "NaN and infinity have no decimal text";
  switch (cell.type) {
    case Type::kBool:
      out.Append(cell.integer != 0 ? "true" : "false");
      return nullptr;
    case Type::kUint64:
      AppendUnsigned(out, static_cast<uint64_t>(cell.integer));
      return nullptr;
    case Type::kFloat:
      return AppendFloat(out, static_cast<float>(cell.real)) ? nullptr : kNoNumber;
    case Type::kDouble:
      return AppendDouble(out, cell.real) ? nullptr : kNoNumber;
    case Type::kDecimal128:
      AppendDecimal128(out, cell.bytes, field.scale);
      return nullptr;
    case Type::kUtf8:
    case Type::kLargeUtf8:
      return AppendTextCell(out, cell);
    case Type::kBinary:
    case Type::kLargeBinary:
      AppendBinary(out, cell.bytes);
      return nullptr;
    case Type::kDate32:
      AppendLocal(out, cell.kind, cell.integer * kDayMs);
      return nullptr;
    case Type::kTime32:
      AppendLocal(out, cell.kind, cell.integer);
      return nullptr;
    case Type::kTimestamp:
      AppendTimestamp(out, cell, field);
      return nullptr;
    default:
      AppendInteger(out, cell.integer);
      return nullptr;
  }
}

void ColumnText::AppendTimestamp(TextBuffer& out, const Cell& cell, const Field& field) {
  const int64_t ms = FloorToMs(cell.integer, cell.unit);
  // A variant's instants are UTC; a column without a zone holds wall clock readings.
  if (field.type == Type::kTimestamp && field.zone.empty()) {
    AppendLocal(out, cell.kind, ms);
  } else {
    AppendInstant(out, cell.kind, ms);
  }
}

void ColumnText::AppendLocal(TextBuffer& out, ColumnKind kind, int64_t local_ms) {
  Pattern(kind).AppendLocal(out, local_ms, zone_.ToUnixMs(local_ms), zone_);
}

void ColumnText::AppendBinary(TextBuffer& out, std::string_view bytes) {
  if (base64_bytes_) return AppendBase64(out, bytes);
  bytes_->Append(out, bytes, true);
}

int64_t FloorToMs(int64_t value, TimeUnit unit) {
  const auto floor = [value](int64_t per_ms) {
    return value / per_ms - (value % per_ms < 0 ? 1 : 0);
  };
  switch (unit) {
    case TimeUnit::kSecond:
      return value * 1000;
    case TimeUnit::kMilli:
      return value;
    case TimeUnit::kMicro:
      return floor(1000);
    case TimeUnit::kNano:
      return floor(1'000'000);
  }
  return value;
}

void AppendBase64(TextBuffer& out, std::string_view bytes) {
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char* to = out.Reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = std::min<size_t>(3, bytes.size() - i);
    uint32_t word = 0;
    for (size_t k = 0; k < 3; ++k) {
      const uint32_t byte = k < left ? static_cast<unsigned char>(bytes[i + k]) : 0U;
      word = word << 8 | byte;
    }
    *to++ = kAlphabet[word >> 18 & 63];
    *to++ = kAlphabet[word >> 12 & 63];
    *to++ = left > 1 ? kAlphabet[word >> 6 & 63] : '=';
    *to++ = left > 2 ? kAlphabet[word & 63] : '=';
  }
  out.CommitTo(to);
}

}  // namespace hopline::plugins
