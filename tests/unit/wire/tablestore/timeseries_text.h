#pragma once

#include <string>

#include "wire/tablestore/timeseries_rows.h"

namespace hopline::wire::tablestore {

inline std::string TextOf(const ValueView& value) {
  switch (value.type) {
    case ValueType::kInteger:
      return "int " + std::to_string(value.AsInteger());
    case ValueType::kDouble:
      return "double " + std::to_string(value.AsDouble());
    case ValueType::kBoolean:
      return value.AsBoolean() ? "true" : "false";
    case ValueType::kString:
      return "string " + std::string(value.bytes);
    case ValueType::kBinary:
      return "binary " + std::string(value.bytes);
    default:
      return "?";
  }
}

/// One line per point, so that a difference can be read.
inline std::string TextOf(const TimeseriesRowView& row) {
  std::string text(row.measurement);
  text.append("/").append(row.source).append("/").append(row.tags);
  for (const TagView& tag : row.tag_list) {
    text.append("{").append(tag.name).append("=").append(tag.value).append("}");
  }
  text += " @" + std::to_string(row.time_us);
  for (const FieldView& field : row.fields) {
    text.append(" ").append(field.name).append("=").append(TextOf(field.value));
  }
  if (row.meta_cache_update_time_s != 0) {
    text += " cached " + std::to_string(row.meta_cache_update_time_s);
  }
  return text;
}

}  // namespace hopline::wire::tablestore
