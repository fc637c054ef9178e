#pragma once

#include <string>
#include <vector>

#include "plugins/ots/reader_options.h"
#include "plugins/ots/record_builder.h"
#include "plugins/tablestore/row_assembler.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/schema.h"

namespace hopline::plugins::ots {

/// Row mode: one record per row, with the configured columns and constants; columns that
/// a row does not have are null.
class RowRecords final : public RecordBuilder {
 public:
  RowRecords(const ReaderOptions& options, const wire::tablestore::TableMeta& table,
             const ColumnFormats& formats, Scope scope);

  /// Key columns and constants are typed, attributes as far as the script says.
  static std::vector<tablestore::AssembledColumn> Columns(
      const ReaderOptions& options, const wire::tablestore::TableMeta& table);
  /// What must be asked for. A row comes back even if it has none of the attributes.
  static wire::tablestore::ReadSelection Selection(
      const ReaderOptions& options, const wire::tablestore::TableMeta& table);

  bool Append(const wire::tablestore::RowView& row, int64_t most_records) override;
  int64_t records() const override { return rows_.rows(); }
  size_t bytes() const override { return rows_.bytes(); }
  Batch Finish() override { return rows_.Finish(); }

 private:
  void Set(std::string_view name, size_t place, const wire::tablestore::ValueView& value);

  const std::vector<ReadColumn>& columns_;
  std::vector<size_t> constants_;  ///< places in columns_
  tablestore::NameLookup names_;
  std::vector<std::vector<size_t>> outputs_;  ///< columns of each name
  tablestore::RowAssembler rows_;
};

}  // namespace hopline::plugins::ots
