#include "plugins/ots/point_records.h"

#include "wire/tablestore/tags.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;
namespace column = ts::timeseries_column;

using tablestore::AssembledColumn;
using tablestore::ColumnType;
using tablestore::NameLookup;

namespace {

bool IsText(const std::string& name) {
  return name == column::kMeasurement || name == column::kSource || name == column::kTags;
}

[[noreturn]] void RefusePoint(const ts::Status& status) {
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              "reading a point of a time-series table: " + status.message());
}

}  // namespace

std::vector<AssembledColumn> PointRecords::Columns(const ReaderOptions& options) {
  std::vector<AssembledColumn> columns;
  for (const ReadColumn& wanted : options.columns) {
    columns.push_back({wanted.name, wanted.type});
    if (wanted.constant.has_value()) continue;
    if (wanted.is_tag || IsText(wanted.name)) {
      columns.back().type = ColumnType::kString;
    } else if (wanted.name == column::kTime) {
      columns.back().type = ColumnType::kInt;
    }
  }
  return columns;
}

PointRecords::PointRecords(const ReaderOptions& options, const ColumnFormats& formats,
                           Scope scope)
    : columns_(options.columns), rows_(Columns(options), formats, scope) {
  const auto add = [](NameLookup& names, std::vector<Outputs>& outputs,
                      const std::string& name, size_t i) {
    const size_t number = names.Add(name);
    outputs.resize(names.size());
    outputs[number].push_back(i);
  };
  for (size_t i = 0; i < columns_.size(); ++i) {
    const std::string& name = columns_[i].name;
    if (columns_[i].constant.has_value()) {
      constants_.push_back(i);
    } else if (columns_[i].is_tag) {
      add(tag_names_, tag_outputs_, name, i);
    } else if (name == column::kMeasurement) {
      measurement_.push_back(i);
    } else if (name == column::kSource) {
      source_.push_back(i);
    } else if (name == column::kTags) {
      tags_.push_back(i);
    } else if (name == column::kTime) {
      time_.push_back(i);
    } else {
      add(field_names_, field_outputs_, name, i);
    }
  }
}

/// Tags travel as a string, and those of tables with keys of their own as columns.
void PointRecords::SetTags() {
  const bool needs_list = !tag_outputs_.empty() || !point_.tag_list.empty();
  if (needs_list) {
    const ts::Status status = ts::ParseTags(point_.tags, &all_tags_);
    if (!status.ok()) RefusePoint(status);
    all_tags_.insert(all_tags_.end(), point_.tag_list.begin(), point_.tag_list.end());
    size_t place = 0;
    for (const ts::TagView& tag : all_tags_) {
      const size_t number = tag_names_.Find(tag.name, place++);
      if (number == NameLookup::kUnknown) continue;
      SetAll(tag_outputs_[number], ts::ValueView::String(tag.value));
    }
  }
  if (tags_.empty()) return;
  if (point_.tag_list.empty()) {
    SetAll(tags_, ts::ValueView::String(point_.tags.empty() ? "[]" : point_.tags));
    return;
  }
  tags_text_.clear();
  const ts::Status status = ts::AppendCanonicalTags(&all_tags_, &tags_text_);
  if (!status.ok()) RefusePoint(status);
  SetAll(tags_, ts::ValueView::String(tags_text_));
}

void PointRecords::SetFields() {
  size_t place = 0;
  for (const ts::FieldView& field : point_.fields) {
    const size_t number = field_names_.Find(field.name, place++);
    if (number != NameLookup::kUnknown) SetAll(field_outputs_[number], field.value);
  }
}

bool PointRecords::Append(const ts::RowView& row, int64_t most_records) {
  if (rows_.rows() >= most_records) return false;
  const ts::Status status = ts::ReadPhysicalRow(row, &point_);
  if (!status.ok()) RefusePoint(status);
  rows_.Begin();
  for (const size_t i : constants_) rows_.Set(i, columns_[i].constant->view());
  SetAll(measurement_, ts::ValueView::String(point_.measurement));
  SetAll(source_, ts::ValueView::String(point_.source));
  SetAll(time_, ts::ValueView::Integer(point_.time_us));
  SetTags();
  SetFields();
  rows_.End();
  return true;
}

}  // namespace hopline::plugins::ots
