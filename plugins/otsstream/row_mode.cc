#include "plugins/otsstream/row_mode.h"

#include <utility>

#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

RowModeRows::RowModeRows(const std::vector<OutputColumn>& columns,
                         std::vector<tablestore::AssembledColumn> typed,
                         Attributes attributes, const ColumnFormats& formats,
                         const Scope& scope)
    : attributes_(attributes), assembler_(std::move(typed), formats, scope) {
  for (size_t i = 0; i < columns.size(); ++i) {
    const OutputColumn& column = columns[i];
    if (column.tag) {
      tags_[column.name].push_back(i);
      continue;
    }
    const size_t number = names_.Add(column.name);
    old_names_.Add(column.name);
    latest_names_.Add(column.name);
    if (number == outputs_.size()) outputs_.emplace_back();
    OutputsOfName& outputs = outputs_[number];
    switch (column.image) {
      case ColumnImage::kNew:
        outputs.new_image.push_back(i);
        break;
      case ColumnImage::kOld:
        outputs.old_image.push_back(i);
        any_old_ = true;
        break;
      case ColumnImage::kLatest:
        outputs.latest_image.push_back(i);
        any_latest_ = true;
        break;
    }
  }
}

/// The outputs of a name that stands at `place` of its row, or null.
const RowModeRows::OutputsOfName* RowModeRows::Find(std::string_view name, size_t place) {
  const size_t number = names_.Find(name, place);
  return number == tablestore::NameLookup::kUnknown ? nullptr : &outputs_[number];
}

void RowModeRows::SetAll(const Outputs& outputs, const ts::ValueView& value) {
  for (const size_t i : outputs) {
    assembler_.Set(i, value);
    any_present_ = true;
  }
}

void RowModeRows::Collect(const ts::RowView& row) {
  const bool series = attributes_ == Attributes::kOfSeries;
  bool may_be_tag = series && !tags_.empty();
  size_t place = 0;
  for (const ts::CellView& key : row.key) {
    if (series && key.name == ts::timeseries_column::kHash) continue;
    const OutputsOfName* outputs = Find(key.name, place++);
    if (outputs != nullptr) SetAll(outputs->new_image, key.value);
    may_be_tag = may_be_tag && key.name != ts::timeseries_column::kTime;
    if (may_be_tag) CollectTag(key);
  }
  for (const ts::CellView& cell : row.cells) {
    const std::string_view name =
        series ? cell.name.substr(0, cell.name.find(':')) : cell.name;
    const OutputsOfName* outputs = Find(name, place++);
    if (outputs == nullptr && attributes_ == Attributes::kPredefined) {
      throw Error(HOPLINE_STATUS_DATA_INVALID,
                  "the log has the attribute " + std::string(name) +
                      ", which is not predefined in the table; name the columns to "
                      "export in column");
    }
    // A later cell of the same column wins; deletions do not count.
    if (outputs != nullptr && cell.has_value &&
        cell.operation == ts::CellOperation::kPut) {
      SetAll(outputs->new_image, cell.value);
    }
  }
}

/// Tags stand in one key column together, or have one each, all before the time.
void RowModeRows::CollectTag(const ts::CellView& key) {
  if (key.name == ts::timeseries_column::kTags) return CollectTags(key.value.bytes);
  if (key.name == ts::timeseries_column::kMeasurement ||
      key.name == ts::timeseries_column::kSource) {
    return;
  }
  SetTag(key.name, key.value);
}

void RowModeRows::SetTag(std::string_view name, const ts::ValueView& value) {
  tag_name_ = name;
  const auto found = tags_.find(tag_name_);
  if (found != tags_.end()) SetAll(found->second, value);
}

void RowModeRows::CollectTags(std::string_view tags) {
  const auto status = ts::ParseTags(tags, &parsed_tags_);
  if (!status.ok()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "Parse \"_tags\" fail, please check your config: " + status.message());
  }
  for (const ts::TagView& tag : parsed_tags_) {
    SetTag(tag.name, ts::ValueView::String(tag.value));
  }
}

void RowModeRows::CollectFrom(std::string_view plain_buffer,
                              Outputs OutputsOfName::*image,
                              tablestore::NameLookup& names) {
  if (plain_buffer.empty()) return;
  const auto status = ts::DecodeRow(plain_buffer, &other_row_);
  if (!status.ok()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "reading the old or latest values of a record: " + status.message());
  }
  size_t place = 0;
  for (const auto* cells : {&other_row_.key, &other_row_.cells}) {
    for (const ts::CellView& cell : *cells) {
      const size_t number = names.Find(cell.name, place++);
      if (number != tablestore::NameLookup::kUnknown && cell.has_value) {
        SetAll(outputs_[number].*image, cell.value);
      }
    }
  }
}

bool RowModeRows::Append(const LogRecord& record, std::string_view, int64_t most_rows) {
  if (record.action == ts::StreamAction::kDelete) return true;
  if (assembler_.rows() >= most_rows) return false;
  assembler_.Begin();
  any_present_ = false;
  Collect(record.row);
  if (any_old_) CollectFrom(record.origin_row, &OutputsOfName::old_image, old_names_);
  if (any_latest_) {
    CollectFrom(record.latest_row, &OutputsOfName::latest_image, latest_names_);
  }
  if (any_present_) assembler_.End();
  return true;
}

}  // namespace hopline::plugins::otsstream
