#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

#include "tests/unit/wire/maxcompute/vectors.h"
#include "wire/maxcompute/decimal.h"

namespace hopline::wire::maxcompute::test {
namespace {

using rapidjson::Value;

constexpr int64_t kNanosPerSecond = 1'000'000'000;

template <typename Stored>
void AppendFixed(Stored value, ColumnData* column) {
  column->AppendBytes(&value, sizeof value);
  column->AppendValid();
}

int64_t DayOf(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  REQUIRE(std::sscanf(text.c_str(), "%d-%u-%u", &year, &month, &day) == 3);
  const std::chrono::sys_days days =
      std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day);
  return days.time_since_epoch().count();
}

int64_t MillisecondOf(const std::string& text) {
  int hour = 0;
  int minute = 0;
  double second = 0;
  REQUIRE(std::sscanf(text.c_str() + 11, "%d:%d:%lf", &hour, &minute, &second) == 3);
  return (DayOf(text) * 24 + hour) * 3600000 + minute * 60000 +
         static_cast<int64_t>(second * 1000 + 0.5);
}

std::string BytesOfHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::strtoul(hex.substr(i, 2).c_str(), nullptr, 16));
  }
  return bytes;
}

/// The one member of an object, as text: {"decimal": "1.5"} is 1.5.
std::string Inner(const Value& value) {
  const Value& inner = value.MemberBegin()->value;
  return inner.IsString() ? inner.GetString() : std::to_string(inner.GetInt64());
}

void AppendMoment(int64_t nanos, ColumnData* column) {
  if (column->layout == Layout::kInt64) return AppendFixed(nanos, column);
  int64_t seconds = nanos / kNanosPerSecond;
  if (nanos % kNanosPerSecond < 0) --seconds;
  AppendFixed(seconds, &column->children[0]);
  AppendFixed(static_cast<int32_t>(nanos - seconds * kNanosPerSecond),
              &column->children[1]);
  column->AppendValid();
}

void AppendText(const std::string& text, ColumnData* column) {
  column->AppendBytes(text.data(), text.size());
  column->CloseOffset(static_cast<int64_t>(column->values.size()));
  column->AppendValid();
}

int64_t WholeNumberOf(const ColumnData& column, const Value& value) {
  if (!value.IsObject()) return value.GetInt64();
  const std::string inner = Inner(value);
  if (column.type.kind == TypeKind::kDate) return DayOf(inner);
  if (column.type.kind == TypeKind::kDatetime) return MillisecondOf(inner);
  return std::strtoll(inner.c_str(), nullptr, 10);
}

void Append(const Value& value, ColumnData* column);

void AppendContainer(const Value& value, ColumnData* column) {
  const bool is_map = column->layout == Layout::kMap;
  const Value& elements = is_map ? value["pairs"] : value;
  for (rapidjson::SizeType i = 0; i < elements.Size(); ++i) {
    const bool is_struct = column->layout == Layout::kStruct;
    if (is_map) {
      Append(elements[i][0], &column->children[0]);
      Append(elements[i][1], &column->children[1]);
    } else {
      Append(elements[i], &column->children[is_struct ? i : 0]);
    }
  }
  if (column->layout != Layout::kStruct) column->CloseOffset(column->children[0].rows);
  column->AppendValid();
}

void Append(const Value& value, ColumnData* column) {
  if (value.IsNull()) return column->AppendNull();
  switch (column->layout) {
    case Layout::kBool:
      return column->AppendBool(value.GetBool());
    case Layout::kInt8:
      return AppendFixed(static_cast<int8_t>(value.GetInt64()), column);
    case Layout::kInt16:
      return AppendFixed(static_cast<int16_t>(value.GetInt64()), column);
    case Layout::kInt32:
      return AppendFixed(static_cast<int32_t>(WholeNumberOf(*column, value)), column);
    case Layout::kInt64:
      if (column->type.kind == TypeKind::kTimestamp ||
          column->type.kind == TypeKind::kTimestampNtz) {
        return AppendMoment(
            std::strtoll(Text(value, "nanos_since_epoch").c_str(), nullptr, 10), column);
      }
      return AppendFixed(WholeNumberOf(*column, value), column);
    case Layout::kFloat32:
      return AppendFixed(std::strtof(value.GetString(), nullptr), column);
    case Layout::kFloat64:
      return AppendFixed(std::strtod(value.GetString(), nullptr), column);
    case Layout::kDecimal128: {
      uint8_t unscaled[16];
      REQUIRE(ParseDecimal(Inner(value), column->type.precision, column->type.scale,
                           unscaled) == DecimalParse::kOk);
      column->AppendBytes(unscaled, sizeof unscaled);
      return column->AppendValid();
    }
    case Layout::kBytes:
      if (value.IsString()) {
        return AppendText({value.GetString(), value.GetStringLength()}, column);
      }
      return AppendText(value.HasMember("hex") ? BytesOfHex(Inner(value)) : Inner(value),
                        column);
    case Layout::kSecondsAndNanos: {
      const char* name =
          value.HasMember("nanoseconds") ? "nanoseconds" : "nanos_since_epoch";
      const Value& nanos = value[name];
      return AppendMoment(nanos.IsString() ? std::strtoll(nanos.GetString(), nullptr, 10)
                                           : nanos.GetInt64(),
                          column);
    }
    default:
      return AppendContainer(value, column);
  }
}

}  // namespace

Columns ColumnsOf(const Value& entry, TimestampForm form) {
  Columns columns = MakeColumns(TypesOf(entry), form);
  for (const auto& row : entry["rows"].GetArray()) {
    for (rapidjson::SizeType i = 0; i < row.Size(); ++i) Append(row[i], &columns[i]);
  }
  return columns;
}

}  // namespace hopline::wire::maxcompute::test
