#include "plugins/ots/row_changes.h"

#include <functional>
#include <utility>

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

ts::BatchOperation OperationOf(WriteMode mode) {
  return mode == WriteMode::kPut      ? ts::BatchOperation::kPut
         : mode == WriteMode::kUpdate ? ts::BatchOperation::kUpdate
                                      : ts::BatchOperation::kDelete;
}

}  // namespace

RowChanges::RowChanges(const WriterOptions& options, std::vector<KeyPart> key,
                       const ColumnFormats& formats, Scope scope)
    : options_(options),
      converter_(formats),
      key_(std::move(key), converter_),
      scope_(scope),
      operation_(OperationOf(options.mode)) {}

bool RowChanges::AddCells(const SourceRow& record, ts::PlainBufferWriter& out,
                          RecordProblem* problem) {
  cells_ = 0;
  for (size_t i = 0; i < options_.columns.size(); ++i) {
    const WriteColumn& target = options_.columns[i];
    const ColumnView& column = record.batch->view.column(options_.key.size() + i);
    const Cell cell = column.At(record.row);
    ts::CellView written;
    written.name = target.name;
    if (cell.is_null) {
      if (options_.mode == WriteMode::kPut) continue;
      written.operation = ts::CellOperation::kDeleteAllVersions;
    } else {
      const char* why =
          converter_.Convert(cell, column.field(), target.type, &written.value);
      if (why != nullptr) {
        *problem = {target.name, ConversionReason(column.field(), target.type, why)};
        return false;
      }
      written.has_value = true;
      written.has_timestamp = options_.version_ms.has_value();
      written.timestamp_ms = options_.version_ms.value_or(0);
    }
    out.AddCell(written);
    ++cells_;
  }
  return true;
}

void RowChanges::Encode(const SourceRow& record, ChangeSink& sink) {
  row_.clear();
  ts::PlainBufferWriter out(&row_);
  RecordProblem problem;
  out.BeginRow();
  if (!key_.Add(record, out, &problem)) {
    return sink.AddDirty(record, problem.column, std::move(problem.reason));
  }
  RowChange change;
  change.operation = operation_;
  change.key_hash = std::hash<std::string_view>()(row_);
  change.is_new_key = key_.is_new_key();
  if (options_.mode == WriteMode::kDelete) {
    out.MarkDeleted();
  } else if (!AddCells(record, out, &problem)) {
    return sink.AddDirty(record, problem.column, std::move(problem.reason));
  } else if (cells_ == 0 && !options_.columns.empty()) {
    // As DataX: a row of nulls does not replace what is there.
    ++left_out_;
    return;
  }
  out.EndRow();
  change.row = row_;
  sink.Add(change, {&record, 1});
}

void RowChanges::Finish(ChangeSink&) {
  if (left_out_ == 0) return;
  scope_.Log(HOPLINE_LOG_WARN, "ots.writer",
             std::to_string(left_out_) +
                 " records had null in every column and were not written: PutRow leaves "
                 "nulls out, and nothing was left");
}

}  // namespace hopline::plugins::ots
