#include "plugins/otsstream/record_rows.h"

#include <hopline/config.hpp>
#include <hopline/schema.hpp>

#include "plugins/otsstream/column_mode.h"
#include "plugins/otsstream/row_mode.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

const ts::KeyColumnSchema* FindKey(const ts::TableMeta& table, std::string_view name) {
  for (const ts::KeyColumnSchema& key : table.key) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

Fields ColumnModeFields(const Options& options, const ts::TableMeta& table) {
  Fields fields;
  for (const ts::KeyColumnSchema& key : table.key) {
    fields.push_back(Field::Of(key.name, tablestore::TypeOf(key.type)));
  }
  fields.push_back(Field::Of("colname", Type::kUtf8));
  fields.push_back(Field::Of("version", Type::kInt64));
  fields.push_back(Field::Of("colvalue", Type::kVariant));
  fields.push_back(Field::Of("optype", Type::kUtf8));
  fields.back().role = "op";
  if (options.sequence_info) {
    fields.push_back(Field::Of("sequenceinfo", Type::kUtf8));
    fields.back().role = "sequence";
  }
  return fields;
}

/// Each with its type: the declared one, that of the key, text for a tag. Other columns
/// carry what is stored.
std::vector<tablestore::AssembledColumn> Typed(const std::vector<OutputColumn>& columns,
                                               const ts::TableMeta& table) {
  std::vector<tablestore::AssembledColumn> typed;
  for (const OutputColumn& column : columns) {
    typed.push_back({column.name, column.type});
    std::optional<tablestore::ColumnType>& type = typed.back().type;
    if (type.has_value()) continue;
    if (column.tag) {
      type = tablestore::ColumnType::kString;
    } else if (const ts::KeyColumnSchema* key = FindKey(table, column.name)) {
      type = tablestore::ColumnTypeOf(key->type);
    }
  }
  return typed;
}

[[noreturn]] void RefuseNoColumns(const Options& options, const ts::TableMeta& table) {
  std::string list;
  for (const ts::KeyColumnSchema& key : table.key) {
    if (!list.empty()) list += ", ";
    list += "{\"name\": " + JsonString(key.name) + "}";
  }
  throw Error(
      HOPLINE_STATUS_INVALID_ARGUMENT,
      "/mode: column is missing, and table " + table.name +
          (options.timeseries ? " is a time-series table, whose fields cannot be known"
                              : " has no predefined columns to take instead") +
          "; add \"column\": [" + list + ", …] with the " +
          (options.timeseries ? "fields and tags" : "attributes") + " to export");
}

}  // namespace

std::vector<OutputColumn> RowModeColumns(const Options& options,
                                         const ts::TableMeta& table) {
  if (!options.columns.empty()) return options.columns;
  if (table.defined_columns.empty()) RefuseNoColumns(options, table);
  std::vector<OutputColumn> columns;
  for (const ts::KeyColumnSchema& key : table.key) {
    columns.push_back({key.name, std::nullopt});
  }
  for (const ts::DefinedColumn& column : table.defined_columns) {
    columns.push_back({column.name, std::nullopt});
  }
  return columns;
}

Fields MakeFields(const Options& options, const ts::TableMeta& table) {
  if (!options.row_mode) return ColumnModeFields(options, table);
  return tablestore::RowAssembler::FieldsOf(Typed(RowModeColumns(options, table), table));
}

std::unique_ptr<RecordRows> MakeRecordRows(const Options& options,
                                           const ts::TableMeta& table,
                                           const ColumnFormats& formats,
                                           const Scope& scope) {
  if (!options.row_mode) {
    return std::make_unique<ColumnModeRows>(ColumnModeFields(options, table),
                                            table.key.size(), options.sequence_info);
  }
  const Attributes attributes = options.timeseries         ? Attributes::kOfSeries
                                : !options.columns.empty() ? Attributes::kChosen
                                                           : Attributes::kPredefined;
  const std::vector<OutputColumn> columns = RowModeColumns(options, table);
  return std::make_unique<RowModeRows>(columns, Typed(columns, table), attributes,
                                       formats, scope);
}

}  // namespace hopline::plugins::otsstream
