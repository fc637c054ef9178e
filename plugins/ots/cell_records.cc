#include "plugins/ots/cell_records.h"

#include <limits>

#include "plugins/common/config_checks.h"
#include "plugins/tablestore/convert.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

// Source: limits of GetRange. With more names every column is asked for.
constexpr size_t kMostNames = 128;
// Source: the service refuses versions from here on.
constexpr int64_t kVersionsEnd = std::numeric_limits<int64_t>::max() / 1000;

}  // namespace

Fields CellRecords::MakeFields(const ReaderOptions& options, const ts::TableMeta& table) {
  Fields fields;
  for (const ts::KeyColumnSchema& key : table.key) {
    fields.push_back(Field::Of(key.name, tablestore::TypeOf(key.type)));
    for (size_t i = 0; i < options.columns.size(); ++i) {
      if (options.columns[i].name != key.name) continue;
      Refuse("/column/" + std::to_string(i) +
             "/name: in mode:'multiVersion', the 'column' can not have primary key "
             "column " +
             key.name + "; key columns always come first by themselves");
    }
  }
  fields.push_back(Field::Of("colName", Type::kUtf8));
  fields.push_back(Field::Of("timestamp", Type::kInt64));
  fields.push_back(Field::Of("value", Type::kVariant));
  return fields;
}

ts::ReadSelection CellRecords::Selection(const ReaderOptions& options) {
  ts::ReadSelection selection;
  selection.max_versions = options.max_versions;
  if (!options.time.whole()) {
    selection.time_range = {options.time.begin, std::min(options.time.end, kVersionsEnd),
                            std::nullopt};
  }
  if (options.columns.size() <= kMostNames) {
    for (const ReadColumn& column : options.columns) {
      selection.columns_to_get.push_back(column.name);
    }
  }
  return selection;
}

CellRecords::CellRecords(const ReaderOptions& options, const ts::TableMeta& table)
    : key_columns_(table.key.size()), builder_(MakeFields(options, table)) {
  for (const ReadColumn& column : options.columns) names_.Add(column.name);
}

bool CellRecords::Append(const ts::RowView& row, int64_t most_records) {
  if (row.key.size() != key_columns_) {
    throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                "a row has " + std::to_string(row.key.size()) +
                    " key columns, the table has " + std::to_string(key_columns_));
  }
  for (; next_cell_ < row.cells.size(); ++next_cell_) {
    const ts::CellView& cell = row.cells[next_cell_];
    if (names_.size() != 0 &&
        names_.Find(cell.name, next_cell_) == tablestore::NameLookup::kUnknown) {
      continue;
    }
    if (builder_.rows() >= most_records) return false;
    AppendCell(row, cell);
  }
  next_cell_ = 0;
  return true;
}

void CellRecords::AppendCell(const ts::RowView& row, const ts::CellView& cell) {
  for (size_t i = 0; i < key_columns_; ++i) {
    tablestore::AppendKey(builder_.column(i), row.key[i].value);
  }
  builder_.column(key_columns_).AppendBytes(cell.name);
  builder_.column(key_columns_ + 1).AppendFixed(cell.timestamp_ms);
  tablestore::AppendVariant(builder_.column(key_columns_ + 2), cell.value);
  builder_.EndRow();
}

}  // namespace hopline::plugins::ots
