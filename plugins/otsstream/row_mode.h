#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/otsstream/record_rows.h"
#include "plugins/tablestore/convert.h"
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
  RowModeRows(const Fields& fields, std::vector<OutputColumn> columns,
              Attributes attributes, const ColumnFormats& formats, Scope scope);

  void Append(const LogRecord& record, std::string_view shard_id) override;
  Batch Finish() override;

 private:
  /// Output columns of one name.
  using Outputs = std::vector<size_t>;
  struct Lookup {
    std::string name;
    Outputs new_image, old_image, latest_image;
  };

  const Lookup* Find(std::string_view name, size_t place);
  void Collect(const wire::tablestore::RowView& row);
  /// Takes the values of another row of the record: of its old or its present one.
  void CollectFrom(std::string_view plain_buffer, Outputs Lookup::*image);
  void CollectTags(std::string_view tags);
  void SetAll(const Outputs& outputs, const wire::tablestore::ValueView& value);
  void AppendColumns();
  void AddDirty(size_t column, const char* reason);
  void ReportDirty();

  Fields fields_;
  std::vector<OutputColumn> columns_;
  std::vector<Type> types_;
  Attributes attributes_;
  bool any_old_ = false;
  bool any_latest_ = false;
  tablestore::ValueConverter converter_;
  Scope scope_;
  std::vector<Lookup> lookups_;
  std::unordered_map<std::string_view, size_t> by_name_;  ///< into lookups_
  std::unordered_map<std::string_view, Outputs> tags_;  ///< columns of a tag, by its name
  std::vector<wire::tablestore::TagView> parsed_tags_;
  std::vector<size_t> hints_;  ///< lookup of the cell that last stood at this place

  std::vector<wire::tablestore::ValueView> values_;  ///< of the row being made
  std::vector<uint8_t> present_;
  bool any_present_ = false;
  wire::tablestore::RowView other_row_;

  Fields dirty_fields_;  ///< the same names, all variant
  std::optional<BatchBuilder> dirty_;
  std::vector<DirtyReason> dirty_reasons_;
};

}  // namespace hopline::plugins::otsstream
