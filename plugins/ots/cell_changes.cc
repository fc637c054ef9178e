#include "plugins/ots/cell_changes.h"

#include <functional>
#include <utility>

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

using tablestore::ColumnType;

namespace {

// Source: the service takes no more attribute cells in one row of a request.
constexpr size_t kMostCells = 1024;

}  // namespace

CellChanges::CellChanges(const WriterOptions& options, std::vector<KeyPart> key,
                         const ColumnFormats& formats)
    : options_(options),
      converter_(formats),
      key_converter_(formats),
      key_(std::move(key), key_converter_) {}

bool CellChanges::ReadVersion(const SourceRow& record, RecordProblem* problem) {
  const ColumnView& column = record.batch->view.column(options_.key.size() + 1);
  const Cell cell = column.At(record.row);
  if (cell.is_null) {
    *problem = {column.field().name,
                "The input timestamp can not be empty in the multiVersion mode"};
    return false;
  }
  ts::ValueView version;
  const char* why = converter_.Convert(cell, column.field(), ColumnType::kInt, &version);
  if (why != nullptr) {
    *problem = {column.field().name,
                ConversionReason(column.field(), ColumnType::kInt, why)};
    return false;
  }
  cell_.timestamp_ms = version.AsInteger();
  cell_.has_timestamp = true;
  return true;
}

bool CellChanges::ReadCell(const SourceRow& record, RecordProblem* problem) {
  cell_ = {};
  const BatchView& view = record.batch->view;
  const ColumnView& name_column = view.column(options_.key.size());
  const Cell name_cell = name_column.At(record.row);
  ts::ValueView name;
  if (name_cell.is_null || converter_.Convert(name_cell, name_column.field(),
                                              ColumnType::kString, &name) != nullptr) {
    *problem = {name_column.field().name,
                "The input column name can not be empty in the multiVersion mode"};
    return false;
  }
  const std::string& prefix = options_.name_prefix;
  if (!name.bytes.starts_with(prefix) || name.bytes.size() == prefix.size()) {
    *problem = {name_column.field().name,
                "The column name does not begin with columnNamePrefixFilter, or ends "
                "there: not define in column"};
    return false;
  }
  name_ = name.bytes.substr(prefix.size());
  cell_.name = name_;
  if (!ReadVersion(record, problem)) return false;
  const ColumnView& column = view.column(options_.key.size() + 2);
  const Cell value = column.At(record.row);
  if (value.is_null) {
    cell_.operation = ts::CellOperation::kDeleteOneVersion;
    return true;
  }
  const char* why = converter_.ConvertAsIs(value, column.field(), &cell_.value);
  if (why != nullptr) *problem = {column.field().name, why};
  cell_.has_value = true;
  return why == nullptr;
}

/// Makes row_ the row of the record's key, whose bytes are in next_key_.
void CellChanges::Open(const SourceRow& record, ChangeSink& sink) {
  const bool same = key_bytes_ == next_key_.size() &&
                    std::string_view(row_).substr(0, key_bytes_) == next_key_;
  const bool full = sources_.size() >= kMostCells ||
                    row_.size() + cell_.value.bytes.size() >= options_.batch_bytes;
  if (same && !full) return;
  Finish(sink);
  RecordProblem none;
  out_.BeginRow();
  key_.Add(record, out_, &none);
  key_bytes_ = row_.size();
}

void CellChanges::Encode(const SourceRow& record, ChangeSink& sink) {
  RecordProblem problem;
  next_key_.clear();
  ts::PlainBufferWriter key_out(&next_key_);
  key_out.BeginRow();
  if (!key_.Add(record, key_out, &problem) || !ReadCell(record, &problem)) {
    return sink.AddDirty(record, problem.column, std::move(problem.reason));
  }
  Open(record, sink);
  out_.AddCell(cell_);
  sources_.push_back(record);
}

void CellChanges::Finish(ChangeSink& sink) {
  if (key_bytes_ == 0) return;
  out_.EndRow();
  RowChange change;
  change.operation = ts::BatchOperation::kUpdate;
  change.row = row_;
  change.key_hash =
      std::hash<std::string_view>()(std::string_view(row_).substr(0, key_bytes_));
  sink.Add(change, sources_);
  row_.clear();
  sources_.clear();
  key_bytes_ = 0;
}

}  // namespace hopline::plugins::ots
