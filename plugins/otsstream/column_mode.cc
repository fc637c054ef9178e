#include "plugins/otsstream/column_mode.h"

#include <charconv>
#include <cstring>

#include "plugins/tablestore/convert.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

/// Writes `value` in at least `width` digits, zeros in front. Source: DataX's %010d.
char* PutPadded(char* at, uint64_t value, size_t width) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  const auto n = static_cast<size_t>(end - digits);
  if (n < width) {
    std::memset(at, '0', width - n);
    at += width - n;
  }
  std::memcpy(at, digits, n);
  return at + n;
}

/// "%010d_%020d_%010d_<shard>:%010d": epoch, microseconds, row index, shard, row's place
/// in the record.
void AppendSequence(ColumnBuilder& column, const ts::SequenceInfo& sequence,
                    std::string_view shard_id, size_t index) {
  char* const begin = column.ReserveBytes(5 * 21 + shard_id.size());
  char* at = PutPadded(begin, sequence.epoch, 10);
  *at++ = '_';
  at = PutPadded(at, static_cast<uint64_t>(sequence.timestamp_us), 20);
  *at++ = '_';
  at = PutPadded(at, sequence.row_index, 10);
  *at++ = '_';
  std::memcpy(at, shard_id.data(), shard_id.size());
  at += shard_id.size();
  *at++ = ':';
  at = PutPadded(at, index, 10);
  column.CommitBytes(static_cast<size_t>(at - begin));
}

std::string_view OperationWord(ts::CellOperation operation) {
  switch (operation) {
    case ts::CellOperation::kDeleteOneVersion:
      return "DO";
    case ts::CellOperation::kDeleteAllVersions:
      return "DA";
    default:
      return "U";
  }
}

void AppendKey(ColumnBuilder& column, const ts::ValueView& value) {
  const bool integer = value.type == ts::ValueType::kInteger;
  if (integer != (column.type() == Type::kInt64)) {
    throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                "a key value of the log has another type than the table's key");
  }
  if (integer) {
    column.AppendFixed(value.AsInteger());
  } else {
    column.AppendBytes(value.bytes);
  }
}

}  // namespace

void ColumnModeRows::BeginRow(const ts::RowView& row) {
  if (row.key.size() != key_columns_) {
    throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                "a record of the log has " + std::to_string(row.key.size()) +
                    " key columns, the table has " + std::to_string(key_columns_));
  }
  for (size_t i = 0; i < key_columns_; ++i) {
    AppendKey(builder_.column(i), row.key[i].value);
  }
}

void ColumnModeRows::EndRow(std::string_view op, const ts::RowView& row,
                            std::string_view shard_id, size_t index) {
  builder_.column(key_columns_ + 3).AppendBytes(op);
  if (sequence_info_) {
    AppendSequence(builder_.column(key_columns_ + 4), row.sequence, shard_id, index);
  }
  builder_.EndRow();
}

void ColumnModeRows::AppendRowDeletion(const ts::RowView& row,
                                       std::string_view shard_id) {
  BeginRow(row);
  for (size_t i = 0; i < 3; ++i) builder_.column(key_columns_ + i).AppendNull();
  EndRow("DR", row, shard_id, 0);
}

void ColumnModeRows::AppendCell(const ts::CellView& cell, const ts::RowView& row,
                                std::string_view shard_id, size_t index) {
  BeginRow(row);
  builder_.column(key_columns_).AppendBytes(cell.name);
  ColumnBuilder& version = builder_.column(key_columns_ + 1);
  const bool all_versions = cell.operation == ts::CellOperation::kDeleteAllVersions;
  if (cell.has_timestamp && !all_versions) {
    version.AppendFixed(cell.timestamp_ms);
  } else {
    version.AppendNull();
  }
  ColumnBuilder& value = builder_.column(key_columns_ + 2);
  if (cell.has_value) {
    tablestore::AppendVariant(value, cell.value);
  } else {
    value.AppendNull();
  }
  EndRow(OperationWord(cell.operation), row, shard_id, index);
}

bool ColumnModeRows::Append(const LogRecord& record, std::string_view shard_id,
                            int64_t most_rows) {
  const ts::RowView& row = record.row;
  const size_t deletions = record.action == ts::StreamAction::kUpdate ? 0 : 1;
  const size_t cells = record.action == ts::StreamAction::kDelete ? 0 : row.cells.size();
  for (; next_row_ < deletions + cells; ++next_row_) {
    if (builder_.rows() >= most_rows) return false;
    if (next_row_ < deletions) {
      AppendRowDeletion(row, shard_id);
    } else {
      AppendCell(row.cells[next_row_ - deletions], row, shard_id, next_row_);
    }
  }
  next_row_ = 0;
  return true;
}

}  // namespace hopline::plugins::otsstream
