#include "plugins/odps/source.h"

#include <hopline/error.hpp>

#include <algorithm>

#include "wire/common/encoding.h"

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

Field Timestamp(const std::string& name, const char* format) {
  Field field = Field::Of(name, Type::kTimestamp);
  detail::ParseFormat(format, field);
  return field;
}

/// The columns that the script names, "*" spelt out.
std::vector<ReadColumn> Named(const ReaderOptions& options,
                              const mc::TableSchema& table) {
  if (!options.all_columns()) return options.columns;
  std::vector<ReadColumn> columns;
  for (const mc::Column& column : table.columns) columns.push_back({column.name, {}});
  return columns;
}

}  // namespace

Field FieldOf(const std::string& name, const mc::Type& type) {
  switch (type.kind) {
    case mc::TypeKind::kTinyint:
    case mc::TypeKind::kSmallint:
    case mc::TypeKind::kInt:
    case mc::TypeKind::kBigint:
      return Field::Of(name, Type::kInt64);
    case mc::TypeKind::kFloat:
    case mc::TypeKind::kDouble:
      return Field::Of(name, Type::kDouble);
    case mc::TypeKind::kBoolean:
      return Field::Of(name, Type::kBool);
    case mc::TypeKind::kBinary:
      return Field::Of(name, Type::kBinary);
    case mc::TypeKind::kDecimal:
      return Field::Of(name, Type::kUtf8, ColumnKind::kDouble);
    case mc::TypeKind::kDate:
      return Field::Of(name, Type::kDate32);
    case mc::TypeKind::kDatetime:
      return Field::Of(name, Type::kTimestamp);
    case mc::TypeKind::kTimestamp:
      return Timestamp(name, "tsn:UTC");
    case mc::TypeKind::kTimestampNtz:
      return Timestamp(name, "tsn:");
    default:
      return Field::Of(name, Type::kUtf8);
  }
}

SourceColumns ResolveSource(const ReaderOptions& options, const mc::TableSchema& table) {
  SourceColumns source;
  const std::vector<ReadColumn> named = Named(options, table);
  std::vector<int64_t> at(named.size(), -1);
  for (size_t i = 0; i < named.size(); ++i) {
    if (!named[i].constant.has_value()) at[i] = Find(table.columns, named[i].name);
  }
  // The clients of the service disagree on the order of what is asked for, unless it is
  // the table's.
  std::vector<int64_t> place(table.columns.size(), -1);
  // Rows need a column to be counted by, when none is wanted.
  const bool none = std::all_of(at.begin(), at.end(), [](int64_t k) { return k < 0; });
  for (size_t k = 0; k < table.columns.size(); ++k) {
    const bool wanted =
        std::find(at.begin(), at.end(), static_cast<int64_t>(k)) != at.end();
    if (!wanted && !(none && k == 0)) continue;
    place[k] = static_cast<int64_t>(source.read.size());
    source.read.push_back(table.columns[k].name);
    source.types.push_back(table.columns[k].type);
  }
  for (size_t i = 0; i < named.size(); ++i) {
    SourceColumns::Output output;
    if (named[i].constant.has_value()) {
      output.constant = *named[i].constant;
      source.fields.push_back(Field::Of(named[i].name, Type::kUtf8));
    } else if (at[i] >= 0) {
      const auto k = static_cast<size_t>(at[i]);
      output.data = place[k];
      source.fields.push_back(FieldOf(table.columns[k].name, table.columns[k].type));
    } else {
      output.key = Find(table.partition_keys, named[i].name);
      if (output.key < 0) {
        Refuse("/column/" + std::to_string(i) + ": the table has no column " +
               named[i].name);
      }
      if (!options.where.empty()) {
        Refuse("/column/" + std::to_string(i) +
               ": partition columns are not read with where; choose by partition");
      }
      const mc::Column& key = table.partition_keys[static_cast<size_t>(output.key)];
      const Type type =
          FieldOf("", key.type).type == Type::kInt64 ? Type::kInt64 : Type::kUtf8;
      source.fields.push_back(Field::Of(key.name, type));
    }
    source.outputs.push_back(std::move(output));
  }
  return source;
}

std::vector<std::string> ChoosePartitions(const ReaderOptions& options,
                                          const mc::TableSchema& table,
                                          const std::vector<mc::PartitionSpec>& there) {
  if (table.partition_keys.empty()) {
    if (options.partitions.empty()) return {""};
    Refuse("/partition: the table has no partitions; leave the key out");
  }
  if (options.partitions.empty()) {
    Refuse(
        "/partition: missing; the table is partitioned, name the partitions or write *");
  }
  std::vector<std::string> chosen;
  for (const mc::PartitionSpec& spec : there) {
    const std::string partition = mc::FormatPartitionSpec(spec);
    const bool wanted = std::any_of(
        options.partitions.begin(), options.partitions.end(),
        [&](const std::string& pattern) { return MatchesPartition(pattern, partition); });
    if (wanted) chosen.push_back(partition);
  }
  if (chosen.empty() && !options.success_on_no_partition) {
    throw Error(HOPLINE_STATUS_NOT_FOUND,
                "/partition: none of the table's " + std::to_string(there.size()) +
                    " partitions fits " + options.partitions.front() +
                    "; set successOnNoPartition if that is no mistake");
  }
  return chosen;
}

}  // namespace hopline::plugins::odps
