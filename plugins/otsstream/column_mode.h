#pragma once

#include "plugins/otsstream/record_rows.h"

namespace hopline::plugins::otsstream {

/// Column mode: one row per changed cell or deleted row.
///
///   key columns …, colname, version, colvalue, optype [, sequenceinfo]
///
/// optype: U cell written, DO one version deleted, DA all versions of a column deleted,
/// DR row deleted. A put replaces its row, so it begins with DR.
class ColumnModeRows final : public RecordRows {
 public:
  ColumnModeRows(const Fields& fields, size_t key_columns, bool sequence_info)
      : builder_(fields), key_columns_(key_columns), sequence_info_(sequence_info) {}

  bool Append(const LogRecord& record, std::string_view shard_id,
              int64_t most_rows) override;
  int64_t rows() const override { return builder_.rows(); }
  size_t bytes() const override { return builder_.bytes(); }
  Batch Finish() override { return builder_.Finish(); }

 private:
  void BeginRow(const wire::tablestore::RowView& row);
  void EndRow(std::string_view op, const wire::tablestore::RowView& row,
              std::string_view shard_id, size_t index);
  void AppendRowDeletion(const wire::tablestore::RowView& row, std::string_view shard_id);
  void AppendCell(const wire::tablestore::CellView& cell,
                  const wire::tablestore::RowView& row, std::string_view shard_id,
                  size_t index);

  BatchBuilder builder_;
  size_t key_columns_;
  bool sequence_info_;
  size_t next_row_ = 0;  ///< of the record at hand
};

}  // namespace hopline::plugins::otsstream
