#include "emulator/maxcompute/cell.h"

#include <fmt/core.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "wire/maxcompute/decimal.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;
using wm::Layout;
using wm::TypeKind;

template <typename Stored>
Stored ValueAt(const wm::ColumnView& column, int64_t index) {
  Stored value;
  std::memcpy(&value, column.values + index * static_cast<int64_t>(sizeof value),
              sizeof value);
  return value;
}

bool BoolAt(const wm::ColumnView& column, int64_t index) {
  return (column.values[index >> 3] >> (index & 7) & 1) != 0;
}

std::string_view BytesAt(const wm::ColumnView& column, int64_t index) {
  return {reinterpret_cast<const char*>(column.values) + column.offsets[index],
          static_cast<size_t>(column.offsets[index + 1] - column.offsets[index])};
}

int64_t IntegerAt(const wm::ColumnView& column, int64_t index) {
  switch (column.layout) {
    case Layout::kInt8:
      return ValueAt<int8_t>(column, index);
    case Layout::kInt16:
      return ValueAt<int16_t>(column, index);
    case Layout::kInt32:
      return ValueAt<int32_t>(column, index);
    default:
      return ValueAt<int64_t>(column, index);
  }
}

std::string DayText(int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string SecondText(int64_t unix_s) {
  int64_t day = unix_s / 86400;
  if (unix_s % 86400 < 0) --day;
  const int64_t in_day = unix_s - day * 86400;
  return fmt::format("{} {:02}:{:02}:{:02}", DayText(day), in_day / 3600,
                     in_day / 60 % 60, in_day % 60);
}

std::string DatetimeText(int64_t ms) {
  int64_t seconds = ms / 1000;
  if (ms % 1000 < 0) --seconds;
  const int64_t fraction = ms - seconds * 1000;
  return SecondText(seconds) + (fraction == 0 ? "" : fmt::format(".{:03}", fraction));
}

std::string MomentText(const wm::ColumnView& column, int64_t index) {
  const wm::ColumnView& seconds = column.children[0];
  const wm::ColumnView& nanos = column.children[1];
  const auto second = ValueAt<int64_t>(seconds, seconds.offset + index);
  const auto nano = ValueAt<int32_t>(nanos, nanos.offset + index);
  if (column.type->kind == TypeKind::kIntervalDayTime) {
    return fmt::format("{} {:02}:{:02}:{:02}.{:09}", second / 86400, second / 3600 % 24,
                       second / 60 % 60, second % 60, nano);
  }
  return SecondText(second) + (nano == 0 ? "" : fmt::format(".{:09}", nano));
}

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void PutJson(const wm::ColumnView& column, int64_t row, Json* json);

void PutContainer(const wm::ColumnView& column, int64_t index, Json* json) {
  if (column.layout == Layout::kList) {
    json->StartArray();
    for (int32_t k = column.offsets[index]; k < column.offsets[index + 1]; ++k) {
      PutJson(column.children[0], k, json);
    }
    json->EndArray();
    return;
  }
  json->StartObject();
  if (column.layout == Layout::kMap) {
    for (int32_t k = column.offsets[index]; k < column.offsets[index + 1]; ++k) {
      json->Key(CellText(column.children[0], k).c_str());
      PutJson(column.children[1], k, json);
    }
  } else {
    for (size_t i = 0; i < column.children.size(); ++i) {
      json->Key(column.type->field_names[i].c_str());
      PutJson(column.children[i], index, json);
    }
  }
  json->EndObject();
}

void PutJson(const wm::ColumnView& column, int64_t row, Json* json) {
  if (column.IsNull(row)) {
    json->Null();
    return;
  }
  if (column.layout == Layout::kList || column.layout == Layout::kMap ||
      column.layout == Layout::kStruct) {
    return PutContainer(column, column.offset + row, json);
  }
  const Value value = CellValue(column, row);
  if (const auto* flag = std::get_if<bool>(&value)) {
    json->Bool(*flag);
  } else if (const auto* whole = std::get_if<int64_t>(&value)) {
    json->Int64(*whole);
  } else {
    json->String(CellText(column, row));
  }
}

}  // namespace

Value CellValue(const wm::ColumnView& column, int64_t row) {
  if (column.IsNull(row)) return {};
  const int64_t i = column.offset + row;
  switch (column.layout) {
    case Layout::kBool:
      return BoolAt(column, i);
    case Layout::kInt8:
    case Layout::kInt16:
      return IntegerAt(column, i);
    case Layout::kInt32:
      if (column.type->kind == TypeKind::kDate) return CellText(column, row);
      return IntegerAt(column, i);
    case Layout::kInt64:
      if (column.type->kind == TypeKind::kDatetime) return CellText(column, row);
      return IntegerAt(column, i);
    case Layout::kFloat32:
      return static_cast<double>(ValueAt<float>(column, i));
    case Layout::kFloat64:
      return ValueAt<double>(column, i);
    case Layout::kDecimal128:
      return std::strtod(CellText(column, row).c_str(), nullptr);
    default:
      return CellText(column, row);
  }
}

std::string CellText(const wm::ColumnView& column, int64_t row) {
  const int64_t i = column.offset + row;
  switch (column.layout) {
    case Layout::kBool:
      return BoolAt(column, i) ? "true" : "false";
    case Layout::kFloat32:
      return fmt::format("{}", ValueAt<float>(column, i));
    case Layout::kFloat64:
      return fmt::format("{}", ValueAt<double>(column, i));
    case Layout::kDecimal128: {
      char text[wm::kMaxDecimalText];
      return {text, wm::FormatDecimal(column.values + i * 16, column.type->scale, text)};
    }
    case Layout::kBytes:
      return std::string(BytesAt(column, i));
    case Layout::kSecondsAndNanos:
      return MomentText(column, i);
    case Layout::kList:
    case Layout::kMap:
    case Layout::kStruct: {
      rapidjson::StringBuffer buffer;
      Json json(buffer);
      PutContainer(column, i, &json);
      return {buffer.GetString(), buffer.GetSize()};
    }
    default:
      break;
  }
  const int64_t value = IntegerAt(column, i);
  if (column.type->kind == TypeKind::kDate) return DayText(value);
  if (column.type->kind == TypeKind::kDatetime) return DatetimeText(value);
  return std::to_string(value);
}

void AppendCell(const wm::ColumnView& column, int64_t row, wm::ColumnData* out) {
  if (column.IsNull(row)) return out->AppendNull();
  const int64_t i = column.offset + row;
  switch (column.layout) {
    case Layout::kBool:
      return out->AppendBool(BoolAt(column, i));
    case Layout::kBytes: {
      const std::string_view bytes = BytesAt(column, i);
      out->AppendBytes(bytes.data(), bytes.size());
      out->CloseOffset(static_cast<int64_t>(out->values.size()));
      break;
    }
    case Layout::kList:
    case Layout::kMap:
      for (size_t c = 0; c < column.children.size(); ++c) {
        for (int32_t k = column.offsets[i]; k < column.offsets[i + 1]; ++k) {
          AppendCell(column.children[c], k, &out->children[c]);
        }
      }
      out->CloseOffset(out->children[0].rows);
      break;
    case Layout::kSecondsAndNanos:
    case Layout::kStruct:
      for (size_t c = 0; c < column.children.size(); ++c) {
        AppendCell(column.children[c], i, &out->children[c]);
      }
      break;
    default: {
      const size_t width = wm::WidthOf(column.layout);
      out->AppendBytes(column.values + i * static_cast<int64_t>(width), width);
    }
  }
  out->AppendValid();
}

void AppendPartitionValue(const std::string& text, wm::ColumnData* out) {
  if (out->layout == Layout::kBytes) {
    out->AppendBytes(text.data(), text.size());
    out->CloseOffset(static_cast<int64_t>(out->values.size()));
  } else {
    int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    // Little endian: the low bytes are the narrower number.
    out->AppendBytes(&value, wm::WidthOf(out->layout));
  }
  out->AppendValid();
}

}  // namespace hopline::emulator::maxcompute
