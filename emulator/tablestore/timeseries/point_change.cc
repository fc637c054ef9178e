#include "emulator/tablestore/timeseries/point_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/tablestore/limits.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::FieldView;
using codec::Value;

void CheckFieldName(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kReserved = {
      "_m_name", "_data_source", "_tags", "_time", "_meta_update_time", "_attributes"};
  if (!IsValidName(name) || name.size() > limits::kTimeseriesNameBytes ||
      std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    FailParameter(fmt::format("Invalid field name: '{}'.", name));
  }
}

void CheckFields(const std::vector<FieldView>& fields) {
  if (fields.size() > limits::kFieldsPerPoint) {
    FailParameter(
        fmt::format("The number of fields exceeds the limit, limit count: {}, field "
                    "count: {}.",
                    limits::kFieldsPerPoint, fields.size()));
  }
  for (const FieldView& field : fields) {
    CheckFieldName(field.name);
    codec::CellView cell;
    cell.name = field.name;
    cell.value = field.value;
    CheckAttributeValue(cell);
  }
}

const FieldView* FieldOf(std::string_view name, const std::vector<FieldView>& fields) {
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& entry) { return entry.name == name; });
  return field == fields.end() ? nullptr : &*field;
}

void AddKey(const TimeseriesLayout& layout, Key line,
            const codec::TimeseriesRowView& point, codec::PrimaryKey* out) {
  const auto& columns = layout.schema().key;
  out->reserve(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    codec::KeyColumn& column = out->emplace_back();
    column.name = columns[i].name;
    if (i < line.size()) {
      column.value = std::move(line[i]);
    } else if (i == layout.time_column()) {
      column.value = Value::Integer(point.time_us);
    } else {
      const FieldView* field = FieldOf(column.name, point.fields);
      if (field == nullptr) {
        FailParameter(
            fmt::format("Field '{}' is a key of the table and missing.", column.name));
      }
      column.value = Value(field->value);
    }
  }
}

// The names of attribute columns are ordered by name, so equal ones lie side by side.
void AddCells(const TimeseriesLayout& layout, const std::vector<FieldView>& fields,
              codec::Row* row) {
  const auto is_key = [&](std::string_view name) {
    const auto first =
        row->key.begin() + static_cast<std::ptrdiff_t>(layout.time_column());
    return std::any_of(first, row->key.end(),
                       [&](const auto& column) { return column.name == name; });
  };
  row->cells.reserve(fields.size());
  for (const FieldView& field : fields) {
    if (is_key(field.name)) continue;
    codec::Cell& cell = row->cells.emplace_back();
    cell.name.reserve(field.name.size() + 2);
    cell.name.append(field.name).push_back(':');
    cell.name.push_back(codec::FieldSuffix(field.value.type));
    cell.value.emplace(field.value);
  }
  const auto name_of = [](const codec::Cell& cell) {
    return std::string_view(cell.name).substr(0, cell.name.size() - 2);
  };
  std::sort(row->cells.begin(), row->cells.end(),
            [&](const auto& a, const auto& b) { return name_of(a) < name_of(b); });
  const auto twice = std::adjacent_find(
      row->cells.begin(), row->cells.end(),
      [&](const auto& a, const auto& b) { return name_of(a) == name_of(b); });
  if (twice != row->cells.end()) {
    FailParameter(fmt::format("Duplicated field name: '{}'.", name_of(*twice)));
  }
}

}  // namespace

RowChange ChangeOf(const codec::TimeseriesRowView& point, const TimeseriesLayout& layout,
                   Key* line) {
  if (point.time_us < 0) {
    FailParameter(
        fmt::format("Invalid time: {}. It must not be negative.", point.time_us));
  }
  CheckFields(point.fields);
  std::vector<codec::TagView> tags = TagsOf(point.tag_list, point.tags);
  *line = layout.LineKey(point.measurement, point.source, &tags);
  RowChange change;
  change.operation = codec::BatchOperation::kPut;
  AddKey(layout, *line, point, &change.row.key);
  AddCells(layout, point.fields, &change.row);
  return change;
}

int64_t DataBytes(const codec::TimeseriesRowView& point) {
  size_t bytes = 8 + point.measurement.size() + point.source.size() + point.tags.size();
  for (const codec::TagView& tag : point.tag_list) {
    bytes += tag.name.size() + tag.value.size();
  }
  for (const FieldView& field : point.fields) {
    bytes += field.name.size() + static_cast<size_t>(codec::DataSize(field.value));
  }
  return static_cast<int64_t>(bytes);
}

}  // namespace hopline::emulator::tablestore
