#pragma once

#include <hopline/builder.hpp>

#include "plugins/ots/reader_options.h"
#include "plugins/ots/record_builder.h"
#include "plugins/tablestore/row_assembler.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/schema.h"

namespace hopline::plugins::ots {

/// Column mode: one record per version of a cell: key columns, column name, version in
/// milliseconds, value as stored.
class CellRecords final : public RecordBuilder {
 public:
  CellRecords(const ReaderOptions& options, const wire::tablestore::TableMeta& table);

  /// Errors: INVALID_ARGUMENT: `column` names a key column.
  static Fields MakeFields(const ReaderOptions& options,
                           const wire::tablestore::TableMeta& table);
  static wire::tablestore::ReadSelection Selection(const ReaderOptions& options);

  bool Append(const wire::tablestore::RowView& row, int64_t most_records) override;
  int64_t records() const override { return builder_.rows(); }
  size_t bytes() const override { return builder_.bytes(); }
  Batch Finish() override { return builder_.Finish(); }

 private:
  void AppendCell(const wire::tablestore::RowView& row,
                  const wire::tablestore::CellView& cell);

  size_t key_columns_;
  tablestore::NameLookup names_;  ///< wanted attributes; none: all
  BatchBuilder builder_;
  size_t next_cell_ = 0;  ///< of the row being taken
};

}  // namespace hopline::plugins::ots
