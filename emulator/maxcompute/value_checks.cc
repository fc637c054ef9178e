#include "emulator/maxcompute/value_checks.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include "emulator/maxcompute/failure.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

__extension__ using Int128 = __int128;

constexpr int64_t kFirstDay = -719162;                 // 0001-01-01
constexpr int64_t kLastDay = 2932896;                  // 9999-12-31
constexpr int64_t kFirstDatetimeMs = -62167305600000;  // 0000-01-01, as Java checks it
constexpr int64_t kLastDatetimeMs = 253402387200000;

template <typename Stored>
Stored ValueAt(const wm::ColumnData& data, int64_t row) {
  Stored value;
  std::memcpy(&value, data.values.data() + row * static_cast<int64_t>(sizeof value),
              sizeof value);
  return value;
}

std::string_view TextAt(const wm::ColumnData& data, int64_t row) {
  const auto i = static_cast<size_t>(row);
  return {reinterpret_cast<const char*>(data.values.data()) + data.offsets[i],
          static_cast<size_t>(data.offsets[i + 1] - data.offsets[i])};
}

Int128 LimitOf(int precision) {
  Int128 limit = 1;
  for (int i = 0; i < precision; ++i) limit *= 10;
  return limit;
}

/// Bytes that are no continuation bytes of UTF-8.
int64_t CodePoints(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  });
}

bool IsJson(std::string_view text) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::BaseReaderHandler<> handler;
  return !rapidjson::Reader()
              .Parse<rapidjson::kParseIterativeFlag>(stream, handler)
              .IsError();
}

const char* CheckText(const wm::Type& type, std::string_view text) {
  if (static_cast<int64_t>(text.size()) > wm::kMaxFieldBytes)
    return "is longer than 8 MiB";
  if (type.kind == wm::TypeKind::kBinary) return nullptr;
  if (type.length > 0 && CodePoints(text) > type.length) return "is too long";
  if (type.kind == wm::TypeKind::kJson && !IsJson(text)) return "is not JSON";
  return nullptr;
}

const char* CheckInt64(const wm::Type& type, int64_t value) {
  if (type.kind == wm::TypeKind::kBigint &&
      value == std::numeric_limits<int64_t>::min()) {
    return "is below the smallest BIGINT";
  }
  if (type.kind == wm::TypeKind::kDatetime &&
      (value < kFirstDatetimeMs || value > kLastDatetimeMs)) {
    return "lies outside the years 0000 to 9999";
  }
  return nullptr;
}

/// What is wrong with a value that is not null; null when nothing is.
const char* CheckOne(const wm::ColumnData& data, int64_t row) {
  switch (data.layout) {
    case wm::Layout::kBytes:
      return CheckText(data.type, TextAt(data, row));
    case wm::Layout::kInt64:
      return CheckInt64(data.type, ValueAt<int64_t>(data, row));
    case wm::Layout::kInt32: {
      const auto day = ValueAt<int32_t>(data, row);
      const bool outside = day < kFirstDay || day > kLastDay;
      return data.type.kind == wm::TypeKind::kDate && outside
                 ? "lies outside the years 0001 to 9999"
                 : nullptr;
    }
    case wm::Layout::kDecimal128: {
      const auto value = ValueAt<Int128>(data, row);
      const Int128 limit = LimitOf(data.type.precision);
      return value >= limit || value <= -limit ? "has too many digits" : nullptr;
    }
    default:
      return nullptr;
  }
}

bool NeedsNoCheck(const wm::Type& type) {
  switch (type.kind) {
    case wm::TypeKind::kTinyint:
    case wm::TypeKind::kSmallint:
    case wm::TypeKind::kInt:
    case wm::TypeKind::kFloat:
    case wm::TypeKind::kDouble:
    case wm::TypeKind::kBoolean:
      return true;
    default:
      return false;
  }
}

void CheckDeep(const std::string& name, const wm::ColumnData& data) {
  // The children of moments are numbers of our own.
  if (NeedsNoCheck(data.type) || data.layout == wm::Layout::kSecondsAndNanos) return;
  for (const wm::ColumnData& child : data.children) CheckDeep(name, child);
  const wm::ColumnView view = data.View();
  for (int64_t row = 0; row < data.rows; ++row) {
    if (view.IsNull(row)) continue;
    const char* wrong = CheckOne(data, row);
    if (wrong == nullptr) continue;
    throw InvalidArgument("column " + name + ": a value of type " +
                          wm::FormatType(data.type) + " " + wrong);
  }
}

}  // namespace

void CheckValues(const wm::Column& column, const wm::ColumnData& data) {
  if (!column.nullable && data.null_count > 0) {
    throw InvalidArgument("column " + column.name +
                          ": NULL in a column that is NOT NULL");
  }
  CheckDeep(column.name, data);
}

}  // namespace hopline::emulator::maxcompute
