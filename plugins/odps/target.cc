#include "plugins/odps/target.h"

#include <hopline/error.hpp>

#include <algorithm>

#include "plugins/common/config_checks.h"
#include "plugins/odps/column_names.h"
#include "wire/common/encoding.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/partition_spec.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

/// What a name of `column` means: a data column, or a partition column that rows fill.
struct Place {
  bool is_key = false;
  size_t index = 0;
};

Place PlaceOf(const std::string& name, size_t item, const mc::TableSchema& table,
              bool keys_allowed) {
  const int64_t data = FindColumn(table.columns, name);
  if (data >= 0) return {false, static_cast<size_t>(data)};
  const int64_t key = FindColumn(table.partition_keys, name);
  if (key >= 0 && keys_allowed) return {true, static_cast<size_t>(key)};
  const std::string pointer = "/column/" + std::to_string(item) + ": ";
  if (key >= 0) {
    Refuse(pointer + name + " is a partition column; its value stands in partition");
  }
  Refuse(pointer + "the table has no column " + name + "; it has " +
         ListColumns(table.columns));
}

std::vector<Place> Places(const WriterOptions& options, const mc::TableSchema& table) {
  const bool keys_allowed = RowsNamePartitions(options, table);
  std::vector<Place> places;
  if (options.columns.front() == "*") {
    for (size_t i = 0; i < table.columns.size(); ++i) places.push_back({false, i});
    return places;
  }
  for (size_t i = 0; i < options.columns.size(); ++i) {
    places.push_back(PlaceOf(options.columns[i], i, table, keys_allowed));
  }
  return places;
}

/// In the table's order.
std::vector<TargetKey> KeysOf(const std::vector<Place>& places,
                              const mc::TableSchema& table) {
  std::vector<TargetKey> keys;
  for (size_t k = 0; k < table.partition_keys.size(); ++k) {
    for (size_t i = 0; i < places.size(); ++i) {
      if (!places[i].is_key || places[i].index != k) continue;
      keys.push_back({table.partition_keys[k].name, table.partition_keys[k].type, i});
    }
  }
  return keys;
}

void CheckWidth(size_t in, size_t named, bool from_rows) {
  if (in > named) {
    Refuse("/column: " + std::to_string(in) + " columns come in, but only " +
           std::to_string(named) + " are named; name a column for each");
  }
  // Source: maxcompute.md §5.7.
  if (from_rows && in != 0 && in < named) {
    Refuse("/column: " + std::to_string(in) + " columns come in, but " +
           std::to_string(named) +
           " are named; where rows name their partitions, each needs its own");
  }
}

void CheckPartitionFormats(const WriterOptions& options, const mc::TableSchema& table) {
  for (size_t i = 0; i < options.partition_formats.size(); ++i) {
    const std::string& name = options.partition_formats[i].name;
    if (FindColumn(table.partition_keys, name) >= 0) continue;
    Refuse("/partitionColumnMapping/" + std::to_string(i) + "/name: " + name +
           " is no partition column; the table is partitioned by " +
           ListColumns(table.partition_keys));
  }
}

bool IsNested(const Field& field) {
  return field.type == Type::kList || field.type == Type::kStruct ||
         field.type == Type::kMap;
}

/// TIMESTAMP has nanoseconds in Arrow, which end in 1677 and 2262.
bool HasShortRange(const mc::Type& type) {
  return type.kind == mc::TypeKind::kTimestamp ||
         type.kind == mc::TypeKind::kTimestampNtz ||
         std::any_of(type.children.begin(), type.children.end(), HasShortRange);
}

}  // namespace

bool RowsNamePartitions(const WriterOptions& options, const mc::TableSchema& table) {
  if (!options.dynamic.value_or(true)) return false;
  const bool wanted = options.dynamic.has_value();
  if (table.partition_keys.empty()) {
    if (!wanted) return false;
    Refuse("/supportDynamicPartition: the table has no partitions; leave the key out");
  }
  std::vector<mc::Column> missing;
  for (const mc::Column& key : table.partition_keys) {
    const bool named = std::any_of(
        options.columns.begin(), options.columns.end(), [&](const std::string& name) {
          return wire::ToLower(name) == wire::ToLower(key.name);
        });
    if (!named) missing.push_back(key);
  }
  const bool some = missing.size() < table.partition_keys.size();
  if (!wanted && (!options.partition.empty() || !some)) return false;
  if (missing.empty()) return true;
  Refuse("/column: rows name their partitions by " + ListColumns(table.partition_keys) +
         "; name " + ListColumns(missing) + " in it, too");
}

TargetColumns ResolveColumns(const WriterOptions& options, const mc::TableSchema& table,
                             const Fields& in) {
  const std::vector<Place> places = Places(options, table);
  TargetColumns target;
  target.keys = KeysOf(places, table);
  if (!target.keys.empty()) CheckPartitionFormats(options, table);
  CheckWidth(in.size(), places.size(), !target.keys.empty());
  for (const Field& field : in) {
    if (!IsNested(field)) continue;
    throw Error(
        HOPLINE_STATUS_SCHEMA_MISMATCH,
        "column '" + field.name + "' is nested; have the reader give it as JSON text");
  }
  for (const mc::Column& column : table.columns) {
    target.types.push_back(column.type);
    target.names.push_back(column.name);
  }
  target.source.assign(table.columns.size(), -1);
  for (size_t i = 0; i < in.size(); ++i) {
    if (!places[i].is_key) target.source[places[i].index] = static_cast<int64_t>(i);
  }
  target.partial = in.size() < places.size();
  return target;
}

std::string ResolvePartition(const WriterOptions& options, const mc::TableSchema& table) {
  if (table.partition_keys.empty()) {
    if (options.partition.empty()) return "";
    Refuse("/partition: the table has no partitions; leave the key out");
  }
  if (options.partition.empty()) {
    Refuse("/partition: missing; the table is partitioned by " +
           ListColumns(table.partition_keys) +
           ": name one partition, or all of these in column to take it from the rows");
  }
  mc::PartitionSpec spec;
  std::vector<std::string> keys;
  for (const mc::Column& key : table.partition_keys) keys.push_back(key.name);
  wire::Status status = mc::ParsePartitionSpec(options.partition, &spec);
  if (status.ok()) status = mc::OrderPartitionSpec(keys, &spec);
  if (!status.ok()) {
    Refuse("/partition: '" + options.partition + "': " + status.message() +
           "; the table is partitioned by " + ListColumns(table.partition_keys));
  }
  return mc::FormatPartitionSpec(spec);
}

bool UsesArrow(const std::optional<bool>& wish, const std::vector<mc::Type>& types) {
  const auto without = std::find_if_not(types.begin(), types.end(), mc::HasArrowForm);
  if (without != types.end()) {
    if (wish.value_or(false)) {
      Refuse("/tunnelFormat: a column of type " + FormatType(*without) +
             " cannot travel as arrow; write records");
    }
    return false;
  }
  if (wish.has_value()) return *wish;
  return std::none_of(types.begin(), types.end(), HasShortRange);
}

}  // namespace hopline::plugins::odps
