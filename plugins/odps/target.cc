#include "plugins/odps/target.h"

#include <hopline/error.hpp>

#include <algorithm>

#include "wire/common/encoding.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/partition_spec.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

[[noreturn]] void Refuse(const std::string& message) {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, message);
}

int64_t Find(const std::vector<mc::Column>& columns, const std::string& name) {
  const std::string lower = wire::ToLower(name);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (wire::ToLower(columns[i].name) == lower) return static_cast<int64_t>(i);
  }
  return -1;
}

std::string Listed(const std::vector<mc::Column>& columns) {
  std::string text;
  for (const mc::Column& column : columns) {
    if (!text.empty()) text += ", ";
    text += column.name;
  }
  return text;
}

/// The data column that each name of `column` means.
std::vector<size_t> Named(const WriterOptions& options, const mc::TableSchema& table) {
  std::vector<size_t> named;
  if (options.columns.front() == "*") {
    for (size_t i = 0; i < table.columns.size(); ++i) named.push_back(i);
    return named;
  }
  for (size_t i = 0; i < options.columns.size(); ++i) {
    const std::string& name = options.columns[i];
    const int64_t at = Find(table.columns, name);
    if (at >= 0) {
      named.push_back(static_cast<size_t>(at));
      continue;
    }
    const std::string pointer = "/column/" + std::to_string(i);
    if (Find(table.partition_keys, name) >= 0) {
      Refuse(pointer + ": " + name +
             " is a partition column; its value stands in partition");
    }
    Refuse(pointer + ": the table has no column " + name + "; it has " +
           Listed(table.columns));
  }
  return named;
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

TargetColumns ResolveColumns(const WriterOptions& options, const mc::TableSchema& table,
                             const Fields& in) {
  const std::vector<size_t> named = Named(options, table);
  if (in.size() > named.size()) {
    Refuse("/column: " + std::to_string(in.size()) + " columns come in, but only " +
           std::to_string(named.size()) + " are named; name a column for each");
  }
  for (const Field& field : in) {
    if (!IsNested(field)) continue;
    throw Error(
        HOPLINE_STATUS_SCHEMA_MISMATCH,
        "column '" + field.name + "' is nested; have the reader give it as JSON text");
  }
  TargetColumns target;
  for (const mc::Column& column : table.columns) {
    target.types.push_back(column.type);
    target.names.push_back(column.name);
  }
  target.source.assign(table.columns.size(), -1);
  for (size_t i = 0; i < in.size(); ++i) {
    target.source[named[i]] = static_cast<int64_t>(i);
  }
  target.partial = in.size() < named.size();
  return target;
}

std::string ResolvePartition(const WriterOptions& options, const mc::TableSchema& table) {
  if (table.partition_keys.empty()) {
    if (options.partition.empty()) return "";
    Refuse("/partition: the table has no partitions; leave the key out");
  }
  if (options.partition.empty()) {
    Refuse("/partition: missing; the table is partitioned by " +
           Listed(table.partition_keys));
  }
  mc::PartitionSpec spec;
  std::vector<std::string> keys;
  for (const mc::Column& key : table.partition_keys) keys.push_back(key.name);
  wire::Status status = mc::ParsePartitionSpec(options.partition, &spec);
  if (status.ok()) status = mc::OrderPartitionSpec(keys, &spec);
  if (!status.ok()) {
    Refuse("/partition: '" + options.partition + "': " + status.message() +
           "; the table is partitioned by " + Listed(table.partition_keys));
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
