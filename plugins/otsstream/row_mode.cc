#include "plugins/otsstream/row_mode.h"

#include <algorithm>
#include <utility>

#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

constexpr size_t kUnknown = SIZE_MAX;
constexpr int64_t kDirtyRowsPerReport = 1000;

}  // namespace

RowModeRows::RowModeRows(const Fields& fields, std::vector<OutputColumn> columns,
                         Attributes attributes, const ColumnFormats& formats, Scope scope)
    : RecordRows(fields),
      fields_(fields),
      columns_(std::move(columns)),
      attributes_(attributes),
      converter_(formats),
      scope_(scope),
      values_(columns_.size()),
      present_(columns_.size()) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    const OutputColumn& column = columns_[i];
    types_.push_back(fields_[i].type);
    dirty_fields_.push_back(Field::Of(column.name, Type::kVariant));
    if (column.tag) {
      tags_[column.name].push_back(i);
      continue;
    }
    auto found = std::find_if(lookups_.begin(), lookups_.end(), [&](const auto& lookup) {
      return lookup.name == column.name;
    });
    if (found == lookups_.end()) {
      found = lookups_.insert(lookups_.end(), Lookup{column.name, {}, {}, {}});
    }
    switch (column.image) {
      case ColumnImage::kNew:
        found->new_image.push_back(i);
        break;
      case ColumnImage::kOld:
        found->old_image.push_back(i);
        any_old_ = true;
        break;
      case ColumnImage::kLatest:
        found->latest_image.push_back(i);
        any_latest_ = true;
        break;
    }
  }
  for (size_t i = 0; i < lookups_.size(); ++i) by_name_.emplace(lookups_[i].name, i);
}

/// The outputs of a name, or null. Rows of one table have their cells at the same places
/// mostly, so the last answer for a place is tried first.
const RowModeRows::Lookup* RowModeRows::Find(std::string_view name, size_t place) {
  if (place >= hints_.size()) hints_.resize(place + 1, kUnknown);
  size_t& hint = hints_[place];
  if (hint != kUnknown && lookups_[hint].name == name) return &lookups_[hint];
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  hint = found->second;
  return &lookups_[hint];
}

void RowModeRows::SetAll(const Outputs& outputs, const ts::ValueView& value) {
  for (const size_t i : outputs) {
    values_[i] = value;
    present_[i] = 1;
    any_present_ = true;
  }
}

void RowModeRows::Collect(const ts::RowView& row) {
  std::fill(present_.begin(), present_.end(), uint8_t{0});
  any_present_ = false;
  const bool series = attributes_ == Attributes::kOfSeries;
  size_t place = 0;
  for (const ts::CellView& key : row.key) {
    if (series && key.name == ts::timeseries_column::kHash) continue;
    const Lookup* lookup = Find(key.name, place++);
    if (lookup != nullptr) SetAll(lookup->new_image, key.value);
    if (!tags_.empty() && key.name == ts::timeseries_column::kTags)
      CollectTags(key.value.bytes);
  }
  for (const ts::CellView& cell : row.cells) {
    const std::string_view name =
        series ? cell.name.substr(0, cell.name.find(':')) : cell.name;
    const Lookup* lookup = Find(name, place++);
    if (lookup == nullptr && attributes_ == Attributes::kPredefined) {
      throw Error(HOPLINE_STATUS_DATA_INVALID,
                  "the log has the attribute " + std::string(name) +
                      ", which is not predefined in the table; name the columns to "
                      "export in column");
    }
    // A later cell of the same column wins; deletions do not count.
    if (lookup != nullptr && cell.has_value &&
        cell.operation == ts::CellOperation::kPut) {
      SetAll(lookup->new_image, cell.value);
    }
  }
}

void RowModeRows::CollectTags(std::string_view tags) {
  const auto status = ts::ParseTags(tags, &parsed_tags_);
  if (!status.ok()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "Parse \"_tags\" fail, please check your config: " + status.message());
  }
  for (const ts::TagView& tag : parsed_tags_) {
    const auto found = tags_.find(tag.name);
    if (found != tags_.end()) SetAll(found->second, ts::ValueView::String(tag.value));
  }
}

void RowModeRows::CollectFrom(std::string_view plain_buffer, Outputs Lookup::*image) {
  if (plain_buffer.empty()) return;
  const auto status = ts::DecodeRow(plain_buffer, &other_row_);
  if (!status.ok()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "reading the old or latest values of a record: " + status.message());
  }
  for (const auto* cells : {&other_row_.key, &other_row_.cells}) {
    for (const ts::CellView& cell : *cells) {
      const auto found = by_name_.find(cell.name);
      if (found != by_name_.end() && cell.has_value) {
        SetAll(lookups_[found->second].*image, cell.value);
      }
    }
  }
}

void RowModeRows::AppendColumns() {
  for (size_t i = 0; i < columns_.size(); ++i) {
    ColumnBuilder& column = builder_.column(i);
    if (present_[i] == 0) {
      column.AppendNull();
      continue;
    }
    const ts::ValueView& value = values_[i];
    const char* reason = nullptr;
    if (columns_[i].type.has_value()) {
      reason = converter_.Append(column, *columns_[i].type, value);
    } else if (types_[i] == Type::kVariant) {
      tablestore::AppendVariant(column, value);
    } else if (types_[i] == Type::kInt64) {
      reason = converter_.Append(column, tablestore::ColumnType::kInt, value);
    } else {
      column.AppendBytes(value.bytes);
    }
    if (reason != nullptr) {
      builder_.DropRow();
      return AddDirty(i, reason);
    }
  }
  builder_.EndRow();
}

void RowModeRows::Append(const LogRecord& record, std::string_view) {
  if (record.action == ts::StreamAction::kDelete) return;
  Collect(record.row);
  if (any_old_) CollectFrom(record.origin_row, &Lookup::old_image);
  if (any_latest_) CollectFrom(record.latest_row, &Lookup::latest_image);
  if (any_present_) AppendColumns();
}

void RowModeRows::AddDirty(size_t column, const char* reason) {
  if (!dirty_.has_value()) dirty_.emplace(dirty_fields_);
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (present_[i] != 0) {
      tablestore::AppendVariant(dirty_->column(i), values_[i]);
    } else {
      dirty_->column(i).AppendNull();
    }
  }
  dirty_reasons_.push_back(
      {dirty_->rows(), columns_[column].name, reason, HOPLINE_STATUS_DATA_INVALID});
  dirty_->EndRow();
  if (dirty_->rows() == kDirtyRowsPerReport) ReportDirty();
}

void RowModeRows::ReportDirty() {
  if (dirty_reasons_.empty()) return;
  const Schema schema = MakeSchema(dirty_fields_);
  scope_.ReportDirty(dirty_->Finish(), *schema, dirty_reasons_);
  dirty_reasons_.clear();
}

Batch RowModeRows::Finish() {
  ReportDirty();
  return RecordRows::Finish();
}

}  // namespace hopline::plugins::otsstream
