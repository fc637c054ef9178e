#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/otsstream/record_rows.h"
#include "plugins/tablestore/row_assembler.h"
#include "wire/tablestore/tags.h"

namespace hopline::plugins::otsstream {

/// What the attributes of a log record are.
enum class Attributes : uint8_t {
  kChosen,      ///< the user named those to export
  kPredefined,  ///< of the table's definition; any other one is an error, because it
                ///< would be lost unseen
  kOfSeries,    ///< fields of a time series: chosen, and named NAME:TYPE in the log
};

/// Row mode: one row per put or update, with the configured columns. Deleted rows and
/// deleted cells give nothing; a record without any of the columns gives no row.
class RowModeRows final : public RecordRows {
 public:
  /// `typed`: the same columns with their types.
  RowModeRows(const std::vector<OutputColumn>& columns,
              std::vector<tablestore::AssembledColumn> typed, Attributes attributes,
              const ColumnFormats& formats, const Scope& scope);

  bool Append(const LogRecord& record, std::string_view shard_id,
              int64_t most_rows) override;
  int64_t rows() const override { return assembler_.rows(); }
  size_t bytes() const override { return assembler_.bytes(); }
  Batch Finish() override { return assembler_.Finish(); }

 private:
  /// Places of output columns.
  using Outputs = std::vector<size_t>;
  /// Those of one name.
  struct OutputsOfName {
    Outputs new_image, old_image, latest_image;
  };

  const OutputsOfName* Find(std::string_view name, size_t place);
  void Collect(const wire::tablestore::RowView& row);
  /// Takes the values of another row of the record: of its old or its present one.
  void CollectFrom(std::string_view plain_buffer, Outputs OutputsOfName::*image,
                   tablestore::NameLookup& names);
  void CollectTag(const wire::tablestore::CellView& key);
  void CollectTags(std::string_view tags);
  void SetTag(std::string_view name, const wire::tablestore::ValueView& value);
  void SetAll(const Outputs& outputs, const wire::tablestore::ValueView& value);

  Attributes attributes_;
  tablestore::RowAssembler assembler_;
  bool any_old_ = false;
  bool any_latest_ = false;
  // One each, as the rows have their cells at other places; numbered alike.
  tablestore::NameLookup names_, old_names_, latest_names_;
  std::vector<OutputsOfName> outputs_;  ///< by number of the name
  std::unordered_map<std::string, Outputs> tags_;
  std::vector<wire::tablestore::TagView> parsed_tags_;
  std::string tag_name_;      ///< kept for its memory
  bool any_present_ = false;  ///< in the row being made
  wire::tablestore::RowView other_row_;
};

}  // namespace hopline::plugins::otsstream
