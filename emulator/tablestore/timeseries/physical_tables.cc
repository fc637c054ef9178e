#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/row_change.h"
#include "emulator/tablestore/table_names.h"
#include "emulator/tablestore/timeseries/layout.h"

// Between the meta of a time-series table and the tables that it is kept in.
namespace hopline::emulator::tablestore {
namespace {

namespace column = codec::timeseries_column;

constexpr int32_t kForever = -1;

void CheckTimeToLive(std::optional<int32_t> seconds) {
  if (seconds && *seconds != kForever && *seconds <= 0) {
    FailParameter("TimeToLive cannot be 0 or less than -1.");
  }
}

void CheckKeySchema(const codec::TimeseriesTableMeta& meta) {
  std::set<std::string_view> names = {column::kHash, column::kTime};
  const auto add = [&](const std::string& name) {
    if (!IsValidName(name) || !names.insert(name).second) {
      FailParameter(fmt::format("Invalid key column name: '{}'.", name));
    }
  };
  for (const std::string& name : meta.key_schema) add(name);
  for (const codec::KeyColumnSchema& field : meta.field_key_schema) add(field.name);
  if (meta.key_schema.size() > limits::kLineKeyColumns ||
      meta.field_key_schema.size() > limits::kFieldKeyColumns) {
    FailParameter(fmt::format(
        "The number of key columns exceeds the limit, time line: {}, fields: {}.",
        limits::kLineKeyColumns, limits::kFieldKeyColumns));
  }
  if (!meta.key_schema.empty() && !names.contains(column::kMeasurement)) {
    FailParameter("The key schema must have _m_name.");
  }
}

codec::KeyColumnSchema Text(std::string_view name) {
  return {std::string(name), codec::KeyType::kString, false};
}

std::vector<codec::KeyColumnSchema> LineColumns(const codec::TimeseriesTableMeta& meta) {
  std::vector<codec::KeyColumnSchema> columns = {Text(column::kHash)};
  for (const std::string& name : meta.key_schema) columns.push_back(Text(name));
  if (meta.key_schema.empty()) {
    for (const auto name : {column::kMeasurement, column::kSource, column::kTags}) {
      columns.push_back(Text(name));
    }
  }
  return columns;
}

codec::CreateTableRequest TableWith(std::string name,
                                    std::optional<int32_t> time_to_live_s) {
  codec::CreateTableRequest request;
  request.meta.name = std::move(name);
  request.options.emplace();
  request.options->time_to_live_s = time_to_live_s.value_or(kForever);
  request.options->max_versions = 1;
  return request;
}

}  // namespace

codec::CreateTableRequest DataTableOf(const codec::TimeseriesTableMeta& meta) {
  if (!IsValidName(meta.name) || meta.name.size() > limits::kTimeseriesNameBytes) {
    FailParameter(fmt::format("Invalid table name: '{}'.", meta.name));
  }
  CheckTimeToLive(meta.time_to_live_s);
  CheckKeySchema(meta);
  codec::CreateTableRequest request =
      TableWith(DataTableName(meta.name), meta.time_to_live_s);
  request.meta.key = LineColumns(meta);
  request.meta.key.push_back(
      {std::string(column::kTime), codec::KeyType::kInteger, false});
  for (const codec::KeyColumnSchema& field : meta.field_key_schema) {
    request.meta.key.push_back({field.name, field.type, false});
  }
  request.stream = codec::StreamSpecification{true, limits::kStreamHoursMax, {}};
  return request;
}

codec::CreateTableRequest MetaTableOf(const codec::TimeseriesTableMeta& meta) {
  const codec::TimeseriesMetaOptions options =
      meta.meta_options.value_or(codec::TimeseriesMetaOptions{});
  CheckTimeToLive(options.time_to_live_s);
  codec::CreateTableRequest request =
      TableWith(MetaTableName(meta.name), options.time_to_live_s);
  request.options->allow_update = options.allow_update_attributes.value_or(true);
  request.meta.key = LineColumns(meta);
  return request;
}

codec::TimeseriesTableMeta DescriptionOf(const TimeseriesTable& table) {
  const codec::TableMeta& schema = table.data->meta();
  const codec::TableOptions meta_options = table.meta->options();
  codec::TimeseriesTableMeta description;
  description.name = PlainTableName(schema.name);
  description.time_to_live_s = table.data->options().time_to_live_s;
  description.status = "CREATED";
  description.meta_options = codec::TimeseriesMetaOptions{meta_options.allow_update,
                                                          meta_options.time_to_live_s};
  const TimeseriesLayout layout(schema);
  if (!layout.is_custom()) return description;
  for (size_t i = 1; i < layout.time_column(); ++i) {
    description.key_schema.push_back(schema.key[i].name);
  }
  for (size_t i = layout.time_column() + 1; i < schema.key.size(); ++i) {
    description.field_key_schema.push_back(schema.key[i]);
  }
  return description;
}

}  // namespace hopline::emulator::tablestore
