#include "plugins/ots/row_records.h"

#include <set>

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

using tablestore::AssembledColumn;

namespace {

// Source: limits of GetRange. With more names every column is asked for.
constexpr size_t kMostNames = 128;

const ts::KeyColumnSchema* FindKey(const ts::TableMeta& table, std::string_view name) {
  for (const ts::KeyColumnSchema& key : table.key) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

}  // namespace

std::vector<AssembledColumn> RowRecords::Columns(const ReaderOptions& options,
                                                 const ts::TableMeta& table) {
  std::vector<AssembledColumn> columns;
  for (const ReadColumn& column : options.columns) {
    const ts::KeyColumnSchema* key = FindKey(table, column.name);
    columns.push_back({column.name, column.type});
    if (!column.type.has_value() && key != nullptr) {
      columns.back().type = tablestore::ColumnTypeOf(key->type);
    }
  }
  return columns;
}

ts::ReadSelection RowRecords::Selection(const ReaderOptions& options,
                                        const ts::TableMeta& table) {
  ts::ReadSelection selection;
  selection.max_versions = 1;
  // Rows come back if they have one of the columns. Every row has its key.
  std::set<std::string> names = {table.key.front().name};
  for (const ReadColumn& column : options.columns) {
    if (!column.constant.has_value() && FindKey(table, column.name) == nullptr) {
      names.insert(column.name);
    }
  }
  if (names.size() <= kMostNames)
    selection.columns_to_get.assign(names.begin(), names.end());
  return selection;
}

RowRecords::RowRecords(const ReaderOptions& options, const ts::TableMeta& table,
                       const ColumnFormats& formats, Scope scope)
    : columns_(options.columns), rows_(Columns(options, table), formats, scope) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].constant.has_value()) {
      constants_.push_back(i);
      continue;
    }
    const size_t number = names_.Add(columns_[i].name);
    outputs_.resize(names_.size());
    outputs_[number].push_back(i);
  }
}

void RowRecords::Set(std::string_view name, size_t place, const ts::ValueView& value) {
  const size_t number = names_.Find(name, place);
  if (number == tablestore::NameLookup::kUnknown) return;
  for (const size_t i : outputs_[number]) rows_.Set(i, value);
}

bool RowRecords::Append(const ts::RowView& row, int64_t most_records) {
  if (rows_.rows() >= most_records) return false;
  rows_.Begin();
  for (const size_t i : constants_) rows_.Set(i, columns_[i].constant->view());
  size_t place = 0;
  for (const ts::CellView& key : row.key) Set(key.name, place++, key.value);
  for (const ts::CellView& cell : row.cells) {
    if (cell.has_value) Set(cell.name, place, cell.value);
    ++place;
  }
  rows_.End();
  return true;
}

}  // namespace hopline::plugins::ots
