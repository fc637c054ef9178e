#include "plugins/odps/source.h"

#include <hopline/error.hpp>

#include <algorithm>

#include "plugins/common/config_checks.h"
#include "plugins/odps/column_names.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

Field Timestamp(const std::string& name, const char* format) {
  Field field = Field::Of(name, Type::kTimestamp);
  detail::ParseFormat(format, field);
  return field;
}

/// A letter, digit or sign of a name; all beyond ASCII are taken for letters.
bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80U;
}

/// Refuses an item of `column` that is a name, though of no column, and an expression
/// where no query computes it.
void NeedExpression(const std::string& item, size_t index, bool by_query,
                    const mc::TableSchema& table) {
  const std::string at = "/column/" + std::to_string(index) + ": ";
  if (std::all_of(item.begin(), item.end(), IsNameByte)) {
    std::vector<mc::Column> all = table.columns;
    all.insert(all.end(), table.partition_keys.begin(), table.partition_keys.end());
    Refuse(at + "the table has no column " + item + "; it has " + ListColumns(all));
  }
  if (by_query) return;
  Refuse(at + "'" + item +
         "' is no column of the table; to have expressions computed, set enableWhere and "
         "where");
}

/// Whether values of both are encoded alike. Legacy decimals are text.
bool HaveSameForm(const mc::Type& a, const mc::Type& b) {
  const bool scaled = !a.IsLegacyDecimal() && !b.IsLegacyDecimal();
  return a.kind == b.kind && (!scaled || a.scale == b.scale) &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                    b.children.end(), HaveSameForm);
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
      return Field::Of(name, Type::kFloat);
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
  if (table.columns.empty()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID, "the table has no columns to read rows by");
  }
  SourceColumns source;
  const bool by_query = !options.where.empty();
  const std::vector<ReadColumn> named = Named(options, table);
  std::vector<int64_t> at(named.size(), -1);
  for (size_t i = 0; i < named.size(); ++i) {
    if (!named[i].constant.has_value()) at[i] = FindColumn(table.columns, named[i].name);
  }
  const auto ask = [&source, by_query](const mc::Column& column) {
    const std::string item = by_query ? "`" + column.name + "`" : column.name;
    const auto found = std::find(source.read.begin(), source.read.end(), item);
    const auto place = found - source.read.begin();
    if (found == source.read.end()) {
      source.read.push_back(item);
      source.types.push_back(column.type);
    }
    return static_cast<int64_t>(place);
  };
  // The clients of the service disagree on the order of what is asked for, unless it is
  // the table's.
  std::vector<int64_t> place(table.columns.size(), -1);
  // Rows need a column to be counted by, when none is wanted. Partition columns count as
  // long as a query gives them.
  bool none = true;
  for (size_t i = 0; i < named.size(); ++i) {
    none = none && (by_query ? named[i].constant.has_value() : at[i] < 0);
  }
  for (size_t k = 0; k < table.columns.size(); ++k) {
    const bool wanted =
        std::find(at.begin(), at.end(), static_cast<int64_t>(k)) != at.end();
    if (wanted || (none && k == 0)) place[k] = ask(table.columns[k]);
  }
  std::vector<size_t> expressions;
  for (size_t i = 0; i < named.size(); ++i) {
    SourceColumns::Output output;
    const int64_t key = FindColumn(table.partition_keys, named[i].name);
    if (named[i].constant.has_value()) {
      output.constant = *named[i].constant;
      source.fields.push_back(Field::Of(named[i].name, Type::kUtf8));
    } else if (at[i] >= 0) {
      const auto k = static_cast<size_t>(at[i]);
      output.data = place[k];
      source.fields.push_back(FieldOf(table.columns[k].name, table.columns[k].type));
    } else if (key >= 0) {
      const mc::Column& column = table.partition_keys[static_cast<size_t>(key)];
      (by_query ? output.data : output.key) = by_query ? ask(column) : key;
      const Type type =
          FieldOf("", column.type).type == Type::kInt64 ? Type::kInt64 : Type::kUtf8;
      source.fields.push_back(Field::Of(column.name, type));
    } else {
      NeedExpression(named[i].name, i, by_query, table);
      expressions.push_back(i);
      source.fields.push_back(Field::Of(named[i].name, Type::kUtf8));
    }
    source.outputs.push_back(std::move(output));
  }
  for (const size_t i : expressions) {
    source.outputs[i].data = static_cast<int64_t>(source.read.size());
    source.read.push_back(named[i].name);
  }
  return source;
}

void BindResult(const mc::TableSchema& result, SourceColumns* source) {
  if (result.columns.size() != source->read.size()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "/column: the query gives " + std::to_string(result.columns.size()) +
                    " columns where " + std::to_string(source->read.size()) +
                    " are selected; write one expression an item");
  }
  const size_t first = source->types.size();
  for (size_t k = first; k < result.columns.size(); ++k) {
    source->types.push_back(result.columns[k].type);
  }
  for (size_t i = 0; i < source->outputs.size(); ++i) {
    const int64_t data = source->outputs[i].data;
    if (data < static_cast<int64_t>(first)) continue;
    const mc::Column& column = result.columns[static_cast<size_t>(data)];
    source->fields[i] = FieldOf(column.name, column.type);
  }
}

std::vector<std::string> TypesTold(const mc::TableSchema& session,
                                   const SourceColumns& source, bool by_query) {
  std::vector<std::string> told;
  for (size_t i = 0; i < source.read.size(); ++i) {
    const int64_t at =
        by_query ? static_cast<int64_t>(i) : FindColumn(session.columns, source.read[i]);
    if (at < 0 || at >= static_cast<int64_t>(session.columns.size())) return {};
    told.push_back(FormatType(session.columns[static_cast<size_t>(at)].type));
  }
  return told;
}

void NeedSameTypes(const std::vector<std::string>& told, const SourceColumns& source) {
  for (size_t i = 0; i < std::min(told.size(), source.types.size()); ++i) {
    mc::Type then;
    if (!ParseType(told[i], &then).ok() || HaveSameForm(then, source.types[i])) continue;
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "column " + source.read[i] + " was of type " + told[i] +
                    " when the rows were chosen and is of type " +
                    FormatType(source.types[i]) + " now; begin a new run");
  }
}

std::vector<std::string> ChoosePartitions(const ReaderOptions& options,
                                          const mc::TableSchema& table,
                                          const std::vector<mc::PartitionSpec>& there) {
  if (table.partition_keys.empty()) {
    if (options.partitions.empty()) return {""};
    Refuse("/partition: the table has no partitions; leave the key out");
  }
  if (options.partitions.empty() && options.enable_where) {
    Refuse("/where: missing; enableWhere needs a condition where there are partitions");
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
