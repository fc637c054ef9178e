#include "emulator/tablestore/read_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/tablestore/filter_evaluation.h"
#include "emulator/tablestore/limits.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

void CheckVersionCondition(const codec::ReadSelection& selection) {
  if (!selection.time_range && !selection.max_versions) {
    FailParameter("No version condition is specified while querying row.");
  }
  if (selection.max_versions && *selection.max_versions <= 0) {
    FailParameter("The maximum versions cannot be less than or equal to 0.");
  }
  if (!selection.time_range) return;
  const codec::TimeRange& range = *selection.time_range;
  if (range.specific_ms && selection.max_versions) {
    FailParameter(
        "Specific tiemstamp and max versions cannot be given at the same time.");
  }
  if (range.specific_ms && (range.start_ms || range.end_ms)) {
    FailParameter("Specific tiemstamp and time range cannot be given at the same time.");
  }
}

int64_t CheckedTime(int64_t time_ms) {
  if (time_ms < 0) FailParameter("Timestamp must be in range [0, INT64_MAX/1000).");
  return time_ms;
}

}  // namespace

ReadPlan::ReadPlan(const codec::ReadSelection& selection, const codec::TableMeta& meta)
    : meta_(meta),
      columns_(selection.columns_to_get.begin(), selection.columns_to_get.end()),
      start_column_(selection.start_column),
      end_column_(selection.end_column) {
  CheckVersionCondition(selection);
  if (selection.columns_to_get.size() > limits::kColumnsToGet) {
    FailParameter(
        fmt::format("The number of columns from the request exceeds the limit, limit "
                    "count: {}, column count: {}.",
                    limits::kColumnsToGet, selection.columns_to_get.size()));
  }
  if (!columns_.empty()) {
    key_columns_wanted_ = std::any_of(meta.key.begin(), meta.key.end(),
                                      [&](const codec::KeyColumnSchema& column) {
                                        return columns_.contains(column.name);
                                      });
  }
  if (selection.max_versions)
    max_versions_ = static_cast<size_t>(*selection.max_versions);
  if (selection.time_range) {
    const codec::TimeRange& range = *selection.time_range;
    if (range.start_ms) start_ms_ = CheckedTime(*range.start_ms);
    if (range.end_ms) end_ms_ = CheckedTime(*range.end_ms);
    if (range.specific_ms) {
      start_ms_ = CheckedTime(*range.specific_ms);
      if (start_ms_ < end_ms_) end_ms_ = start_ms_ + 1;
    }
  }
  if (selection.filter && !selection.filter->empty()) {
    filter_ = DecodeFilterOrFail(*selection.filter);
  }
}

bool ReadPlan::WantsColumn(std::string_view name) const {
  if (start_column_ && name < *start_column_) return false;
  if (end_column_ && name >= *end_column_) return false;
  return columns_.empty() || columns_.contains(name);
}

void ReadPlan::AddVersions(const std::string& name, const Versions& versions,
                           int64_t oldest_visible_ms,
                           std::vector<codec::CellView>* cells) const {
  size_t taken = 0;
  for (const Version& version : versions) {
    const int64_t time_ms = version.timestamp_ms;
    if (time_ms >= end_ms_) continue;
    if (time_ms < start_ms_ || time_ms < oldest_visible_ms || taken == max_versions_)
      return;
    codec::CellView& cell = cells->emplace_back();
    cell.name = name;
    cell.value = version.value.view();
    cell.has_value = true;
    cell.timestamp_ms = time_ms;
    cell.has_timestamp = true;
    ++taken;
  }
}

bool ReadPlan::Append(const Key& key, const StoredRow& row, int64_t oldest_visible_ms,
                      std::string* out) const {
  const ColumnTest wants = [this](std::string_view name) { return WantsColumn(name); };
  if (filter_ && !Passes(*filter_, row, oldest_visible_ms, wants)) return false;
  const ColumnPage page = filter_ ? PageOf(*filter_) : ColumnPage{};
  std::vector<codec::CellView> cells;
  size_t column = 0;
  for (const auto& [name, versions] : row.columns()) {
    if (!WantsColumn(name)) continue;
    const size_t before = cells.size();
    AddVersions(name, versions, oldest_visible_ms, &cells);
    if (cells.size() == before) continue;
    if (!page.Contains(column++)) cells.resize(before);
  }
  if (cells.empty() && !key_columns_wanted_) return false;
  codec::PlainBufferWriter writer(out);
  writer.BeginRow();
  for (size_t i = 0; i < key.size(); ++i) writer.AddKey(meta_.key[i].name, key[i].view());
  for (const codec::CellView& cell : cells) writer.AddCell(cell);
  writer.EndRow();
  return true;
}

}  // namespace hopline::emulator::tablestore
