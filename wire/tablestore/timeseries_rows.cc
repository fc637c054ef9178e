#include "wire/tablestore/timeseries_rows.h"

#include <string>

namespace hopline::wire::tablestore {
namespace {

namespace column = timeseries_column;

Status WrongType(std::string_view name) {
  return Status::Error("key column " + std::string(name) + " is of the wrong type");
}

Status Missing(std::string_view name) {
  return Status::Error("key column " + std::string(name) + " is missing");
}

// Where the text of a named key column goes; nullptr for tags with a column of their own.
std::string_view* PlaceOf(std::string_view name, TimeseriesRowView* out) {
  if (name == column::kMeasurement) return &out->measurement;
  if (name == column::kSource) return &out->source;
  if (name == column::kTags) return &out->tags;
  return nullptr;
}

}  // namespace

uint8_t FieldTypeNumber(ValueType type) {
  using Number = TimeseriesFieldType;
  switch (type) {
    case ValueType::kInteger:
      return static_cast<uint8_t>(Number::kInteger);
    case ValueType::kBoolean:
      return static_cast<uint8_t>(Number::kBoolean);
    case ValueType::kDouble:
      return static_cast<uint8_t>(Number::kDouble);
    case ValueType::kString:
      return static_cast<uint8_t>(Number::kString);
    case ValueType::kBinary:
      return static_cast<uint8_t>(Number::kBinary);
    default:
      return 0;
  }
}

char FieldSuffix(ValueType type) {
  switch (type) {
    case ValueType::kInteger:
      return 'i';
    case ValueType::kBoolean:
      return 'b';
    case ValueType::kDouble:
      return 'd';
    case ValueType::kString:
      return 's';
    default:
      return 'x';
  }
}

Status ReadPhysicalRow(const RowView& row, TimeseriesRowView* out) {
  out->Clear();
  bool has_measurement = false;
  bool has_time = false;
  for (const CellView& cell : row.key) {
    if (cell.name == column::kHash) continue;
    if (cell.name == column::kTime) {
      if (cell.value.type != ValueType::kInteger) return WrongType(cell.name);
      out->time_us = cell.value.AsInteger();
      has_time = true;
    } else if (has_time) {
      out->fields.push_back({cell.name, cell.value});
    } else {
      if (cell.value.type != ValueType::kString) return WrongType(cell.name);
      std::string_view* place = PlaceOf(cell.name, out);
      if (place != nullptr) {
        *place = cell.value.bytes;
      } else {
        out->tag_list.push_back({cell.name, cell.value.bytes});
      }
      has_measurement = has_measurement || cell.name == column::kMeasurement;
    }
  }
  if (!has_measurement) return Missing(column::kMeasurement);
  if (!has_time) return Missing(column::kTime);
  for (const CellView& cell : row.cells) {
    if (!cell.has_value || cell.operation != CellOperation::kPut) continue;
    out->fields.push_back({cell.name.substr(0, cell.name.find(':')), cell.value});
  }
  return {};
}

}  // namespace hopline::wire::tablestore
