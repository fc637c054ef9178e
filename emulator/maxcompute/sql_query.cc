#include "emulator/maxcompute/sql_query.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/sql_executor.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

/// All columns that a query can name: the table's, then its partition columns.
class Scan {
 public:
  explicit Scan(const Table& table) : table_(table) {
    const wm::TableSchema& schema = table.settings().schema;
    columns_ = schema.columns;
    columns_.insert(columns_.end(), schema.partition_keys.begin(),
                    schema.partition_keys.end());
  }

  const std::vector<wm::Column>& columns() const { return columns_; }

  size_t IndexOf(const std::string& name) const {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name == name) return i;
    }
    throw Failure(400, "ODPS-0130071",
                  "ODPS-0130071:Semantic analysis exception - column " + name +
                      " cannot be resolved");
  }

  /// Calls use(views, rows) for pieces with all columns, until it returns false.
  template <typename Use>
  void ForEachPiece(const Use& use) const {
    for (const wm::Partition& partition : table_.ListPartitions()) {
      const std::string text = PartitionText(partition.spec);
      if (!table_.HasPartition(text)) continue;  // dropped since
      const Rows rows = table_.Read(text);
      for (const PiecePtr& piece : rows.pieces()) {
        wm::Columns keys = KeyColumns(partition.spec, piece->rows);
        std::vector<wm::ColumnView> views = wm::ViewsOf(piece->columns);
        for (const wm::ColumnData& key : keys) views.push_back(key.View());
        if (!use(views, piece->rows)) return;
      }
    }
  }

 private:
  wm::Columns KeyColumns(const wm::PartitionSpec& spec, int64_t rows) const {
    wm::Columns keys;
    for (size_t i = 0; i < spec.size(); ++i) {
      wm::ColumnData& key =
          keys.emplace_back(table_.settings().schema.partition_keys[i].type, kStoredForm);
      for (int64_t row = 0; row < rows; ++row) AppendPartitionValue(spec[i].second, &key);
    }
    return keys;
  }

  const Table& table_;
  std::vector<wm::Column> columns_;
};

/// Tells which rows a condition keeps.
class Filter {
 public:
  Filter(const std::optional<sql::Expression>& where, const Scan& scan) : where_(where) {
    if (!where) return;
    names_ = sql::ColumnsIn(*where);
    for (const std::string& name : names_) indices_.push_back(scan.IndexOf(name));
    values_.resize(names_.size());
  }

  bool Keeps(const std::vector<wm::ColumnView>& columns, int64_t row) {
    if (!where_) return true;
    for (size_t i = 0; i < indices_.size(); ++i) {
      values_[i] = CellValue(columns[indices_[i]], row);
    }
    const Value value = sql::Evaluate(*where_, names_, values_);
    const auto* truth = std::get_if<bool>(&value);
    return truth != nullptr && *truth;
  }

 private:
  const std::optional<sql::Expression>& where_;
  std::vector<std::string> names_;
  std::vector<size_t> indices_;
  std::vector<Value> values_;
};

QueryResult Count(const sql::Select& select, const Scan& scan) {
  Filter filter(select.where, scan);
  int64_t count = 0;
  scan.ForEachPiece([&](const std::vector<wm::ColumnView>& columns, int64_t rows) {
    if (!select.where) {
      count += rows;
      return true;
    }
    for (int64_t row = 0; row < rows; ++row) {
      if (filter.Keeps(columns, row)) ++count;
    }
    return true;
  });
  QueryResult result;
  wm::Type bigint;
  bigint.kind = wm::TypeKind::kBigint;
  result.schema.columns.push_back({select.count_alias, bigint, "", true});
  auto piece = std::make_shared<Piece>();
  piece->rows = 1;
  piece->columns = wm::MakeColumns({bigint}, kStoredForm);
  piece->columns[0].AppendBytes(&count, sizeof count);
  piece->columns[0].AppendValid();
  result.rows.Append(std::move(piece));
  return result;
}

/// What is selected from a row.
class Selection {
 public:
  Selection(const sql::Select& select, const Scan& scan) {
    if (select.all_columns) {
      for (const wm::Column& column : scan.columns()) {
        Add({columns_.size()}, nullptr, column);
      }
    }
    for (const sql::Select::Item& item : select.items) {
      std::vector<size_t> sources;
      for (const std::string& name : sql::ColumnsIn(item.value)) {
        sources.push_back(scan.IndexOf(name));
      }
      const bool is_column = item.value.kind == sql::Expression::Kind::kColumn;
      wm::Column column;
      if (is_column) {
        column = scan.columns()[sources[0]];
      } else {
        column.name = "_c" + std::to_string(columns_.size());
        column.type.kind = item.value.kind == sql::Expression::Kind::kLength
                               ? wm::TypeKind::kBigint
                               : wm::TypeKind::kString;
      }
      if (!item.alias.empty()) column.name = item.alias;
      Add(std::move(sources), is_column ? nullptr : &item.value, std::move(column));
    }
  }

  const std::vector<wm::Column>& columns() const { return columns_; }

  void AppendRow(const std::vector<wm::ColumnView>& from, int64_t row,
                 wm::Columns* out) const {
    for (size_t i = 0; i < parts_.size(); ++i) {
      const Part& part = parts_[i];
      if (part.function == nullptr) {
        AppendCell(from[part.sources[0]], row, &(*out)[i]);
        continue;
      }
      std::vector<Value> values;
      for (const size_t source : part.sources) {
        values.push_back(CellValue(from[source], row));
      }
      AppendValue(sql::Evaluate(*part.function, sql::ColumnsIn(*part.function), values),
                  &(*out)[i]);
    }
  }

 private:
  struct Part {
    std::vector<size_t> sources;      // indices of the scan's columns
    const sql::Expression* function;  // of them; null: the one column itself
  };

  void Add(std::vector<size_t> sources, const sql::Expression* function,
           wm::Column column) {
    parts_.push_back({std::move(sources), function});
    columns_.push_back(std::move(column));
  }

  static void AppendValue(const Value& value, wm::ColumnData* out) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      out->AppendBytes(text->data(), text->size());
      out->CloseOffset(static_cast<int64_t>(out->values.size()));
    } else if (const auto* whole = std::get_if<int64_t>(&value)) {
      out->AppendBytes(whole, sizeof *whole);
    } else {
      return out->AppendNull();
    }
    out->AppendValid();
  }

  std::vector<Part> parts_;
  std::vector<wm::Column> columns_;
};

}  // namespace

QueryResult RunSelect(const sql::Select& select, const Table& table) {
  const Scan scan(table);
  if (select.count) return Count(select, scan);
  QueryResult result;
  const Selection selection(select, scan);
  result.schema.columns = selection.columns();
  const std::vector<wm::Type> types = wm::TypesOf(result.schema.columns);
  Filter filter(select.where, scan);
  int64_t left = select.limit.value_or(std::numeric_limits<int64_t>::max());
  scan.ForEachPiece([&](const std::vector<wm::ColumnView>& columns, int64_t rows) {
    auto piece = std::make_shared<Piece>();
    piece->columns = wm::MakeColumns(types, kStoredForm);
    for (int64_t row = 0; row < rows && left > 0; ++row) {
      if (!filter.Keeps(columns, row)) continue;
      selection.AppendRow(columns, row, &piece->columns);
      ++piece->rows;
      --left;
    }
    result.rows.Append(std::move(piece));
    return left > 0;
  });
  return result;
}

std::string FormatCsv(const QueryResult& result, int64_t max_rows) {
  std::string out;
  const auto quote = [&](const std::string& text) {
    out += '"';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  };
  for (const wm::Column& column : result.schema.columns) {
    if (!out.empty()) out += ',';
    quote(column.name);
  }
  out += '\n';
  int64_t left = max_rows;
  for (const PiecePtr& piece : result.rows.pieces()) {
    const std::vector<wm::ColumnView> columns = wm::ViewsOf(piece->columns);
    for (int64_t row = 0; row < piece->rows && left > 0; ++row, --left) {
      for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ',';
        if (columns[i].IsNull(row)) {
          out += "\\N";
        } else if (columns[i].layout == wm::Layout::kBytes) {
          quote(CellText(columns[i], row));
        } else {
          out += CellText(columns[i], row);
        }
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace hopline::emulator::maxcompute
