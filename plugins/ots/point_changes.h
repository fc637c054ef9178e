#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/ots/key_encoder.h"
#include "plugins/ots/row_change.h"
#include "plugins/ots/writer_options.h"
#include "wire/tablestore/tags.h"

namespace hopline::plugins::ots {

/// One point per record, in the form in which tables keep it: key columns `_m_name`,
/// `_data_source`, `_tags` and `_time`, fields as cells
/// (wire/tablestore/timeseries_rows.h).
class PointChanges final : public ChangeEncoder {
 public:
  /// Borrows the options.
  PointChanges(const WriterOptions& options, const ColumnFormats& formats);

  void Encode(const SourceRow& record, ChangeSink& sink) override;

 private:
  using Writer = wire::tablestore::PlainBufferWriter;

  bool AddKey(const SourceRow& record, Writer& out, RecordProblem* problem);
  bool AddText(const SourceRow& record, std::optional<size_t> column,
               std::string_view name, Writer& out, RecordProblem* problem);
  bool AddTags(const SourceRow& record, Writer& out, RecordProblem* problem);
  bool AddTime(const SourceRow& record, Writer& out, RecordProblem* problem);
  bool AddFields(const SourceRow& record, Writer& out, RecordProblem* problem);
  /// A cell that is null gives a null value. False: it cannot be converted.
  bool Convert(const SourceRow& record, size_t column, tablestore::ColumnType type,
               wire::tablestore::ValueView* value, RecordProblem* problem);

  const WriterOptions& options_;
  tablestore::CellValueConverter converter_;
  // Places in the record.
  size_t measurement_ = 0, time_ = 0;
  std::optional<size_t> source_, tags_;
  std::vector<size_t> tag_columns_, fields_;

  std::string row_;
  std::string tags_input_, tags_text_;
  std::vector<std::string> tag_values_;  ///< of tag_columns_
  std::vector<wire::tablestore::TagView> all_tags_;
};

}  // namespace hopline::plugins::ots
