#pragma once

#include <string>
#include <vector>

#include "plugins/ots/reader_options.h"
#include "plugins/ots/record_builder.h"
#include "plugins/tablestore/row_assembler.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::plugins::ots {

/// One record per point of a time-series table: what identifies it, tags, fields and
/// constants, as the script lists them. What a point does not have is null.
class PointRecords final : public RecordBuilder {
 public:
  PointRecords(const ReaderOptions& options, const ColumnFormats& formats, Scope scope);

  /// Fields are typed as far as the script says, all else by what it is.
  static std::vector<tablestore::AssembledColumn> Columns(const ReaderOptions& options);

  bool Append(const wire::tablestore::RowView& row, int64_t most_records) override;
  int64_t records() const override { return rows_.rows(); }
  size_t bytes() const override { return rows_.bytes(); }
  Batch Finish() override { return rows_.Finish(); }

 private:
  /// Columns of one name.
  using Outputs = std::vector<size_t>;

  void SetAll(const Outputs& outputs, const wire::tablestore::ValueView& value) {
    for (const size_t i : outputs) rows_.Set(i, value);
  }
  void SetTags();
  void SetFields();

  const std::vector<ReadColumn>& columns_;
  Outputs constants_, measurement_, source_, tags_, time_;
  tablestore::NameLookup tag_names_, field_names_;
  std::vector<Outputs> tag_outputs_, field_outputs_;
  tablestore::RowAssembler rows_;

  wire::tablestore::TimeseriesRowView point_;  ///< at hand
  std::vector<wire::tablestore::TagView> all_tags_;
  std::string tags_text_;
};

}  // namespace hopline::plugins::ots
