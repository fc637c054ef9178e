#include "plugins/odps/cell_reader.h"

#include <hopline/config.hpp>

#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

#include "plugins/common/column_text.h"
#include "plugins/common/number_text.h"
#include "plugins/odps/moments.h"
#include "wire/maxcompute/decimal.h"
#include "wire/maxcompute/moment.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr const char* kNoMoment = "a moment lies outside of the years 0 to 9999";

template <class T>
T ValueAt(const mc::ColumnView& column, int64_t row) {
  T value;
  std::memcpy(&value,
              column.values + (column.offset + row) * static_cast<int64_t>(sizeof value),
              sizeof value);
  return value;
}

bool BoolAt(const mc::ColumnView& column, int64_t row) {
  const int64_t i = column.offset + row;
  return (column.values[i >> 3] >> (i & 7) & 1) != 0;
}

std::string_view BytesAt(const mc::ColumnView& column, int64_t row) {
  const int64_t i = column.offset + row;
  return {reinterpret_cast<const char*>(column.values) + column.offsets[i],
          static_cast<size_t>(column.offsets[i + 1] - column.offsets[i])};
}

int64_t WholeAt(const mc::ColumnView& column, int64_t row) {
  switch (column.layout) {
    case mc::Layout::kInt8:
      return ValueAt<int8_t>(column, row);
    case mc::Layout::kInt16:
      return ValueAt<int16_t>(column, row);
    case mc::Layout::kInt32:
      return ValueAt<int32_t>(column, row);
    default:
      return ValueAt<int64_t>(column, row);
  }
}

double RealAt(const mc::ColumnView& column, int64_t row) {
  return column.layout == mc::Layout::kFloat32
             ? static_cast<double>(ValueAt<float>(column, row))
             : ValueAt<double>(column, row);
}

/// A timestamp of either form.
mc::Moment MomentAt(const mc::ColumnView& column, int64_t row) {
  if (column.layout == mc::Layout::kSecondsAndNanos) {
    return {ValueAt<int64_t>(column.children[0], column.offset + row),
            ValueAt<int32_t>(column.children[1], column.offset + row)};
  }
  return mc::MomentOf(ValueAt<int64_t>(column, row));
}

/// Appends null, or has the value appended, which cannot fail: returns nullptr.
template <class AppendValue>
const char* ForEach(const mc::ColumnView& column, int64_t from, int64_t to,
                    ColumnBuilder& out, AppendValue append_value) {
  for (int64_t row = from; row < to; ++row) {
    if (column.IsNull(row)) {
      out.AppendNull();
    } else {
      append_value(row);
    }
  }
  return nullptr;
}

}  // namespace

CellReader::CellReader(const ColumnFormats& formats, bool empty_as_null)
    : empty_as_null_(empty_as_null),
      zone_(TimeZone::Parse(formats.time_zone)),
      day_("yyyy-MM-dd"),
      moment_("yyyy-MM-dd HH:mm:ss") {}

const char* CellReader::Append(const View& column, int64_t from, int64_t to,
                               ColumnBuilder& out) {
  switch (column.type->kind) {
    case mc::TypeKind::kTinyint:
    case mc::TypeKind::kSmallint:
    case mc::TypeKind::kInt:
    case mc::TypeKind::kBigint:
    case mc::TypeKind::kDatetime:
      return ForEach(column, from, to, out,
                     [&](int64_t row) { out.AppendFixed(WholeAt(column, row)); });
    case mc::TypeKind::kDate:
      return ForEach(column, from, to, out, [&](int64_t row) {
        out.AppendFixed(ValueAt<int32_t>(column, row));
      });
    case mc::TypeKind::kFloat:
      return ForEach(column, from, to, out,
                     [&](int64_t row) { out.AppendFixed(ValueAt<float>(column, row)); });
    case mc::TypeKind::kDouble:
      return ForEach(column, from, to, out,
                     [&](int64_t row) { out.AppendFixed(ValueAt<double>(column, row)); });
    case mc::TypeKind::kBoolean:
      return ForEach(column, from, to, out,
                     [&](int64_t row) { out.AppendBool(BoolAt(column, row)); });
    case mc::TypeKind::kString:
    case mc::TypeKind::kChar:
    case mc::TypeKind::kVarchar:
    case mc::TypeKind::kJson:
    case mc::TypeKind::kBinary:
      return ForEach(column, from, to, out, [&](int64_t row) {
        const std::string_view bytes = BytesAt(column, row);
        if (empty_as_null_ && bytes.empty()) {
          out.AppendNull();
        } else {
          out.AppendBytes(bytes);
        }
      });
    default:
      break;
  }
  for (int64_t row = from; row < to; ++row) {
    const char* reason = AppendOne(column, row, out);
    if (reason != nullptr) return reason;
  }
  return nullptr;
}

/// A value that takes more than a copy.
const char* CellReader::AppendOne(const View& column, int64_t row, ColumnBuilder& out) {
  if (column.IsNull(row)) {
    out.AppendNull();
    return nullptr;
  }
  switch (column.type->kind) {
    case mc::TypeKind::kTimestamp:
    case mc::TypeKind::kTimestampNtz: {
      int64_t ns = 0;
      if (!mc::NanosecondsOf(MomentAt(column, row), &ns)) {
        return "the moment lies outside of the years 1678 to 2261, which nanoseconds "
               "reach";
      }
      out.AppendFixed(ns);
      return nullptr;
    }
    case mc::TypeKind::kDecimal:
      text_.Clear();
      AppendText(column, row);
      out.AppendBytes(text_.view());
      return nullptr;
    default:
      text_.Clear();
      reason_ = nullptr;
      AppendJson(column, row);
      if (reason_ == nullptr) out.AppendBytes(text_.view());
      return reason_;
  }
}

/// Plain text of a scalar.
void CellReader::AppendText(const View& column, int64_t row) {
  switch (column.type->kind) {
    case mc::TypeKind::kBoolean:
      return text_.Append(BoolAt(column, row) ? std::string_view("true") : "false");
    case mc::TypeKind::kFloat:
    case mc::TypeKind::kDouble: {
      const double real = RealAt(column, row);
      if (real == 0 && std::signbit(real)) return text_.Append("-0.0");
      const bool finite = column.layout == mc::Layout::kFloat32
                              ? AppendFloat(text_, static_cast<float>(real))
                              : AppendDouble(text_, real);
      if (!finite)
        text_.Append(std::isnan(real) ? "NaN" : real > 0 ? "Infinity" : "-Infinity");
      return;
    }
    case mc::TypeKind::kDecimal: {
      if (column.layout == mc::Layout::kBytes) return text_.Append(BytesAt(column, row));
      const auto unscaled = ValueAt<std::array<uint8_t, 16>>(column, row);
      char* at = text_.Reserve(mc::kMaxDecimalText);
      text_.Commit(mc::FormatDecimal(unscaled.data(), column.type->scale, at));
      return;
    }
    case mc::TypeKind::kDate: {
      const int64_t local_ms = WholeAt(column, row) * kDayMs;
      return day_.AppendLocal(text_, local_ms, local_ms, zone_);
    }
    case mc::TypeKind::kDatetime:
      return AppendInstant(WholeAt(column, row), 0);
    case mc::TypeKind::kTimestamp:
    case mc::TypeKind::kTimestampNtz: {
      const mc::Moment moment = MomentAt(column, row);
      int64_t ms = 0;
      if (__builtin_mul_overflow(moment.seconds, int64_t{1000}, &ms)) {
        reason_ = kNoMoment;
        return;
      }
      return column.type->kind == mc::TypeKind::kTimestampNtz
                 ? AppendLocal(ms, moment.nanos)
                 : AppendInstant(ms, moment.nanos);
    }
    case mc::TypeKind::kBinary:
      return AppendBase64(text_, BytesAt(column, row));
    case mc::TypeKind::kString:
    case mc::TypeKind::kChar:
    case mc::TypeKind::kVarchar:
    case mc::TypeKind::kJson:
      return text_.Append(BytesAt(column, row));
    default:
      return AppendInteger(text_, WholeAt(column, row));
  }
}

/// In the job's zone.
void CellReader::AppendInstant(int64_t unix_ms, int32_t nanos) {
  if (IsMoment(unix_ms)) return AppendLocal(unix_ms + zone_.OffsetMs(unix_ms), nanos);
  reason_ = kNoMoment;
}

/// As a clock on the wall shows it, whether or not the job's zone has that reading;
/// nanoseconds only where there are any.
void CellReader::AppendLocal(int64_t local_ms, int32_t nanos) {
  if (!IsMoment(local_ms)) {
    reason_ = kNoMoment;
    return;
  }
  moment_.AppendLocal(text_, local_ms, local_ms, zone_);
  if (nanos == 0) return;
  std::string digits = std::to_string(1'000'000'000 + nanos).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  text_.Append('.');
  text_.Append(digits);
}

void CellReader::AppendJson(const View& column, int64_t row) {
  if (column.IsNull(row)) return text_.Append("null");
  const int64_t i = column.offset + row;
  switch (column.type->kind) {
    case mc::TypeKind::kArray:
      text_.Append('[');
      for (int64_t k = column.offsets[i]; k < column.offsets[i + 1]; ++k) {
        if (k != column.offsets[i]) text_.Append(',');
        AppendJson(column.children[0], k);
      }
      return text_.Append(']');
    case mc::TypeKind::kMap:
      return AppendJsonMap(column, column.offsets[i], column.offsets[i + 1]);
    case mc::TypeKind::kStruct:
      text_.Append('{');
      for (size_t k = 0; k < column.children.size(); ++k) {
        if (k != 0) text_.Append(',');
        text_.Append(JsonString(column.type->field_names[k]));
        text_.Append(':');
        AppendJson(column.children[k], i);
      }
      return text_.Append('}');
    case mc::TypeKind::kIntervalDayTime: {
      const mc::Moment span = MomentAt(column, row);
      text_.Append("{\"totalSeconds\":");
      AppendInteger(text_, span.seconds);
      text_.Append(",\"nanos\":");
      AppendInteger(text_, span.nanos);
      return text_.Append('}');
    }
    case mc::TypeKind::kIntervalYearMonth: {
      const int64_t months = WholeAt(column, row);
      text_.Append("{\"years\":");
      AppendInteger(text_, months / 12);
      text_.Append(",\"months\":");
      AppendInteger(text_, months % 12);
      return text_.Append('}');
    }
    case mc::TypeKind::kTinyint:
    case mc::TypeKind::kSmallint:
    case mc::TypeKind::kInt:
    case mc::TypeKind::kBigint:
    case mc::TypeKind::kDecimal:
    case mc::TypeKind::kBoolean:
      return AppendText(column, row);
    case mc::TypeKind::kFloat:
    case mc::TypeKind::kDouble:
      if (std::isfinite(RealAt(column, row))) return AppendText(column, row);
      [[fallthrough]];  // JSON has no such numbers
    default: {
      const size_t start = text_.size();
      AppendText(column, row);
      const std::string quoted = JsonString(text_.From(start));
      text_.Truncate(start);
      text_.Append(quoted);
    }
  }
}

/// Keys are text in JSON, whatever their type.
void CellReader::AppendJsonMap(const View& column, int64_t from, int64_t to) {
  text_.Append('{');
  for (int64_t k = from; k < to; ++k) {
    if (k != from) text_.Append(',');
    const size_t start = text_.size();
    AppendText(column.children[0], k);
    const std::string quoted = JsonString(text_.From(start));
    text_.Truncate(start);
    text_.Append(quoted);
    text_.Append(':');
    AppendJson(column.children[1], k);
  }
  text_.Append('}');
}

}  // namespace hopline::plugins::odps
