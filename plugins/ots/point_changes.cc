#include "plugins/ots/point_changes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "wire/tablestore/timeseries_rows.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;
namespace column = ts::timeseries_column;

using tablestore::ColumnType;

namespace {

/// To microseconds. False: beyond 64 bits.
bool ScaleTime(PointTimeUnit unit, int64_t* time) {
  switch (unit) {
    case PointTimeUnit::kNano:
      *time /= 1000;
      return true;
    case PointTimeUnit::kMicro:
      return true;
    case PointTimeUnit::kMilli:
      return !__builtin_mul_overflow(*time, int64_t{1000}, time);
    case PointTimeUnit::kSecond:
      return !__builtin_mul_overflow(*time, int64_t{1'000'000}, time);
    case PointTimeUnit::kMinute:
      return !__builtin_mul_overflow(*time, int64_t{60'000'000}, time);
  }
  return false;
}

}  // namespace

PointChanges::PointChanges(const WriterOptions& options, const ColumnFormats& formats)
    : options_(options), converter_(formats) {
  for (size_t i = 0; i < options.columns.size(); ++i) {
    const WriteColumn& target = options.columns[i];
    if (target.is_tag) {
      tag_columns_.push_back(i);
    } else if (target.name == column::kMeasurement) {
      measurement_ = i;
    } else if (target.name == column::kTime) {
      time_ = i;
    } else if (target.name == column::kSource) {
      source_ = i;
    } else if (target.name == column::kTags) {
      tags_ = i;
    } else {
      fields_.push_back(i);
    }
  }
  tag_values_.resize(tag_columns_.size());
}

bool PointChanges::Convert(const SourceRow& record, size_t i, ColumnType type,
                           ts::ValueView* value, RecordProblem* problem) {
  const ColumnView& column = record.batch->view.column(i);
  const Cell cell = column.At(record.row);
  *value = {};
  if (cell.is_null) return true;
  const char* why = converter_.Convert(cell, column.field(), type, value);
  if (why == nullptr) return true;
  *problem = {options_.columns[i].name, ConversionReason(column.field(), type, why)};
  return false;
}

bool PointChanges::AddText(const SourceRow& record, std::optional<size_t> i,
                           std::string_view name, Writer& out, RecordProblem* problem) {
  ts::ValueView value;
  if (i.has_value() && !Convert(record, *i, ColumnType::kString, &value, problem)) {
    return false;
  }
  out.AddKey(name, ts::ValueView::String(value.bytes));
  return true;
}

bool PointChanges::AddTags(const SourceRow& record, Writer& out, RecordProblem* problem) {
  all_tags_.clear();
  ts::ValueView value;
  if (tags_.has_value()) {
    if (!Convert(record, *tags_, ColumnType::kString, &value, problem)) return false;
    tags_input_ = value.bytes;
    if (!ts::ParseTags(tags_input_, &all_tags_).ok()) {
      *problem = {std::string(column::kTags),
                  "Parse \"_tags\" fail: write [\"name=value\",\"name=value\"]"};
      return false;
    }
  }
  for (size_t k = 0; k < tag_columns_.size(); ++k) {
    if (!Convert(record, tag_columns_[k], ColumnType::kString, &value, problem)) {
      return false;
    }
    if (value.type == ts::ValueType::kNull) continue;
    tag_values_[k] = value.bytes;
    const std::string& name = options_.columns[tag_columns_[k]].name;
    std::erase_if(all_tags_, [&](const ts::TagView& tag) { return tag.name == name; });
    all_tags_.push_back({name, tag_values_[k]});
  }
  tags_text_.clear();
  const ts::Status status = ts::AppendCanonicalTags(&all_tags_, &tags_text_);
  if (!status.ok()) {
    *problem = {std::string(column::kTags), status.message()};
    return false;
  }
  out.AddKey(column::kTags, ts::ValueView::String(tags_text_));
  return true;
}

bool PointChanges::AddTime(const SourceRow& record, Writer& out, RecordProblem* problem) {
  ts::ValueView value;
  if (!Convert(record, time_, ColumnType::kInt, &value, problem)) return false;
  if (value.type == ts::ValueType::kNull) {
    *problem = {std::string(column::kTime),
                "The value of the '_time' field cannot be empty"};
    return false;
  }
  int64_t time_us = value.AsInteger();
  if (!ScaleTime(options_.time_unit, &time_us)) {
    *problem = {std::string(column::kTime), "the time is out of range; check timeunit"};
    return false;
  }
  out.AddKey(column::kTime, ts::ValueView::Integer(time_us));
  return true;
}

bool PointChanges::AddKey(const SourceRow& record, Writer& out, RecordProblem* problem) {
  ts::ValueView measurement;
  if (!Convert(record, measurement_, ColumnType::kString, &measurement, problem)) {
    return false;
  }
  if (measurement.bytes.empty()) {
    *problem = {std::string(column::kMeasurement),
                "The value of the '_m_name' (measurement) field cannot be empty"};
    return false;
  }
  out.AddKey(column::kMeasurement, measurement);
  return AddText(record, source_, column::kSource, out, problem) &&
         AddTags(record, out, problem) && AddTime(record, out, problem);
}

bool PointChanges::AddFields(const SourceRow& record, Writer& out,
                             RecordProblem* problem) {
  bool any = false;
  for (const size_t i : fields_) {
    ts::CellView cell;
    cell.name = options_.columns[i].name;
    if (!Convert(record, i, options_.columns[i].type, &cell.value, problem)) return false;
    if (cell.value.type == ts::ValueType::kNull) continue;
    cell.has_value = true;
    out.AddCell(cell);
    any = true;
  }
  if (!any) *problem = {"", "the point has no field: every column is null"};
  return any;
}

void PointChanges::Encode(const SourceRow& record, ChangeSink& sink) {
  row_.clear();
  Writer out(&row_);
  RecordProblem problem;
  out.BeginRow();
  RowChange change;
  bool good = AddKey(record, out, &problem);
  change.key_hash = std::hash<std::string_view>()(row_);
  good = good && AddFields(record, out, &problem);
  if (!good) return sink.AddDirty(record, problem.column, std::move(problem.reason));
  out.EndRow();
  change.row = row_;
  sink.Add(change, {&record, 1});
}

}  // namespace hopline::plugins::ots
