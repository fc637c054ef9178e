#include <algorithm>
#include <mutex>

#include "emulator/tablestore/filter_evaluation.h"
#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/table.h"
#include "wire/tablestore/plain_buffer_writer.h"

// Reading and writing the rows of a table.
namespace hopline::emulator::tablestore {
namespace {

using codec::BatchOperation;
using codec::CellOperation;
using codec::ValueType;

constexpr int64_t kMillisecondUs = 1000;

codec::StreamAction ActionOf(BatchOperation operation) {
  switch (operation) {
    case BatchOperation::kPut:
      return codec::StreamAction::kPut;
    case BatchOperation::kUpdate:
      return codec::StreamAction::kUpdate;
    case BatchOperation::kDelete:
      return codec::StreamAction::kDelete;
  }
  return codec::StreamAction::kPut;
}

[[noreturn]] void FailCondition() {
  throw Failure(codec::error_code::kConditionCheckFail, "Condition check failed.");
}

int64_t Incremented(int64_t base, int64_t by, const std::string& column) {
  int64_t sum = 0;
  if (__builtin_add_overflow(base, by, &sum)) {
    FailParameter("Increment of column " + column + " overflows.");
  }
  return sum;
}

}  // namespace

std::string Table::Write(RowChange change, int64_t now_us) {
  const std::unique_lock lock(mutex_);
  return WriteLocked(std::move(change), now_us);
}

std::vector<codec::BatchRowResult> Table::WriteBatch(std::vector<RowChange> changes,
                                                     int64_t now_us) {
  const std::unique_lock lock(mutex_);
  std::vector<codec::BatchRowResult> results;
  results.reserve(changes.size());
  for (RowChange& change : changes) {
    codec::BatchRowResult& result = results.emplace_back();
    result.error = std::move(change.injected);
    if (result.error) continue;
    try {
      std::string row = WriteLocked(std::move(change), now_us);
      result.consumed = codec::ConsumedCapacity{0, 1};
      if (!row.empty()) result.row = std::move(row);
    } catch (const Failure& failure) {
      result.error = failure.error();
    }
  }
  return results;
}

std::string Table::WriteLocked(RowChange change, int64_t now_us) {
  const int64_t now_ms = now_us / kMillisecondUs;
  const bool is_put = change.operation == BatchOperation::kPut;
  CheckKey(change.row.key, meta_, is_put ? KeyUse::kPut : KeyUse::kStored);
  CheckAttributeNames(change.row, meta_);
  if (change.operation == BatchOperation::kUpdate && !*options_.allow_update) {
    FailParameter("UpdateRow is not allowed on this table.");
  }
  const Key key = ResolveKey(&change, now_us);
  const Place place = PlaceOf(key);
  const bool visible =
      place.exists && place.at->second.IsVisible(OldestVisibleMs(now_us));
  const StoredRow* before = visible ? &place.at->second : nullptr;
  CheckConditions(change, before, now_ms);
  ResolveCells(&change, before, now_us);
  KeepWrite(change, now_us);
  return ReturnedRow(key, change, Commit(key, place, &change, now_us), now_us);
}

Table::Place Table::PlaceOf(const Key& key) {
  const auto at = rows_.lower_bound(key);
  return {at, at != rows_.end() && !rows_.key_comp()(key, at->first)};
}

// Nothing in it may fail: the row and its record change together.
const StoredRow& Table::Commit(const Key& key, Place place, RowChange* change,
                               int64_t now_us) {
  if (place.exists && !place.at->second.IsVisible(OldestVisibleMs(now_us))) {
    place = {rows_.erase(place.at), false};
  }
  RememberIncrement(key);
  Record(key, change, OriginRow(key, place.exists ? &place.at->second : nullptr, now_us),
         now_us);
  return Apply(key, place, *change);
}

Key Table::ResolveKey(RowChange* change, int64_t now_us) {
  Key key;
  key.reserve(change->row.key.size());
  for (size_t i = 0; i < change->row.key.size(); ++i) {
    codec::Value& value = change->row.key[i].value;
    if (meta_.key[i].auto_increment) {
      if (value.type() == ValueType::kAutoIncrement) {
        if (change->existence != codec::RowExistence::kIgnore) {
          FailParameter(
              "Row existence must be IGNORE when a primary key is auto increment.");
        }
        const auto last = last_increment_.find({key.front()});
        const bool first = last == last_increment_.end();
        if (!first && last->second == std::numeric_limits<int64_t>::max()) {
          FailParameter("The auto increment of primary key " + meta_.key[i].name +
                        " overflows.");
        }
        value =
            codec::Value::Integer(first ? now_us : std::max(last->second + 1, now_us));
      }
    }
    key.push_back(value);
  }
  return key;
}

void Table::RememberIncrement(const Key& key) {
  for (size_t i = 0; i < key.size(); ++i) {
    if (!meta_.key[i].auto_increment) continue;
    int64_t& last = last_increment_[{key.front()}];
    last = std::max(last, key[i].AsInteger());
  }
}

void Table::CheckConditions(const RowChange& change, const StoredRow* row,
                            int64_t now_ms) const {
  const bool exists = row != nullptr;
  if (change.existence == codec::RowExistence::kExpectExist && !exists) FailCondition();
  if (change.existence == codec::RowExistence::kExpectNotExist && exists) FailCondition();
  if (!change.column_condition) return;
  static const StoredRow kNoRow;
  const int64_t oldest_ms = OldestVisibleMs(now_ms * kMillisecondUs);
  const auto everything = [](std::string_view) { return true; };
  if (!Passes(*change.column_condition, exists ? *row : kNoRow, oldest_ms, everything)) {
    FailCondition();
  }
}

void Table::CheckCellVersion(const codec::Cell& cell, int64_t now_ms) const {
  // No version lies further away than this.
  constexpr int64_t kAnyMs = std::numeric_limits<int64_t>::max() / 1000;
  const int64_t deviation_ms =
      std::min(*options_.max_version_deviation_s, kAnyMs / 1000) * 1000;
  int64_t oldest_ms = now_ms - deviation_ms;
  if (*options_.time_to_live_s > 0) {
    oldest_ms = std::max(oldest_ms, now_ms - int64_t{*options_.time_to_live_s} * 1000);
  }
  if (*cell.timestamp_ms < oldest_ms || *cell.timestamp_ms >= now_ms + deviation_ms) {
    FailParameter("Invalid timestamp. Cell:" + cell.name + ".");
  }
}

// After it every put has its version, and every increment is the put of its result.
void Table::ResolveCells(RowChange* change, const StoredRow* row, int64_t now_us) const {
  const int64_t now_ms = now_us / kMillisecondUs;
  for (codec::Cell& cell : change->row.cells) {
    if (cell.operation == CellOperation::kDeleteAllVersions ||
        cell.operation == CellOperation::kDeleteOneVersion) {
      continue;
    }
    if (cell.timestamp_ms) {
      CheckCellVersion(cell, now_ms);
    } else {
      cell.timestamp_ms = now_ms;
    }
    if (cell.operation != CellOperation::kIncrement) continue;
    const Version* newest =
        row == nullptr ? nullptr : row->FindVisible(cell.name, OldestVisibleMs(now_us));
    int64_t base = 0;
    if (newest != nullptr) {
      if (newest->value.type() != ValueType::kInteger) {
        FailParameter("Column " + cell.name +
                      " is no integer and cannot be incremented.");
      }
      base = newest->value.AsInteger();
    }
    cell.value =
        codec::Value::Integer(Incremented(base, cell.value->AsInteger(), cell.name));
    cell.operation = CellOperation::kPut;
  }
}

const StoredRow& Table::Apply(const Key& key, Place place, const RowChange& change) {
  static const StoredRow kNoRow;
  if (change.operation == BatchOperation::kDelete) {
    if (place.exists) rows_.erase(place.at);
    return kNoRow;
  }
  const auto is_put = [](const codec::Cell& cell) {
    return cell.operation == CellOperation::kPut;
  };
  const auto& cells = change.row.cells;
  if (change.operation == BatchOperation::kUpdate && !place.exists &&
      std::none_of(cells.begin(), cells.end(), is_put)) {
    return kNoRow;  // deletions alone do not make a row
  }
  if (!place.exists) place.at = rows_.emplace_hint(place.at, key, StoredRow());
  StoredRow& row = place.at->second;
  if (change.operation == BatchOperation::kPut) row = StoredRow();
  for (const codec::Cell& cell : cells) {
    switch (cell.operation) {
      case CellOperation::kDeleteAllVersions:
        row.DeleteAll(cell.name);
        break;
      case CellOperation::kDeleteOneVersion:
        row.DeleteOne(cell.name, *cell.timestamp_ms);
        break;
      case CellOperation::kPut:
      case CellOperation::kIncrement:
        row.Put(cell.name, {*cell.timestamp_ms, *cell.value}, *options_.max_versions);
        break;
    }
  }
  return row;
}

void Table::Record(const Key& key, RowChange* change, const std::string& origin_row,
                   int64_t now_us) {
  if (stream_ == nullptr) return;
  stream_->Append(partitions_.IndexOf(key.front()), ActionOf(change->operation),
                  &change->row, origin_row, now_us);
}

std::string Table::OriginRow(const Key& key, const StoredRow* row, int64_t now_us) const {
  std::string bytes;
  if (stream_ == nullptr || row == nullptr) return bytes;
  std::vector<codec::CellView> cells;
  for (const std::string& name : stream_->origin_columns()) {
    const Version* newest = row->FindVisible(name, OldestVisibleMs(now_us));
    if (newest == nullptr) continue;
    codec::CellView& cell = cells.emplace_back();
    cell.name = name;
    cell.value = newest->value.view();
    cell.has_value = true;
    cell.timestamp_ms = newest->timestamp_ms;
    cell.has_timestamp = true;
  }
  if (cells.empty()) return bytes;
  codec::PlainBufferWriter writer(&bytes);
  writer.BeginRow();
  for (size_t i = 0; i < key.size(); ++i) writer.AddKey(meta_.key[i].name, key[i].view());
  for (const codec::CellView& cell : cells) writer.AddCell(cell);
  writer.EndRow();
  return bytes;
}

std::string Table::ReturnedRow(const Key& key, const RowChange& change,
                               const StoredRow& after, int64_t now_us) const {
  const auto type = change.return_content.type.value_or(codec::ReturnType::kNone);
  if (type == codec::ReturnType::kNone) return {};
  codec::Row row;
  for (size_t i = 0; i < key.size(); ++i) row.key.push_back({meta_.key[i].name, key[i]});
  if (type == codec::ReturnType::kAfterModify) {
    for (const std::string& name : change.return_content.column_names) {
      const Version* newest = after.FindVisible(name, OldestVisibleMs(now_us));
      if (newest == nullptr) continue;
      row.cells.push_back(
          {name, newest->value, newest->timestamp_ms, CellOperation::kPut});
    }
  }
  return codec::EncodeRow(row);
}

std::string Table::EncodeKeyOf(const Key& key) const {
  codec::PrimaryKey named;
  for (size_t i = 0; i < key.size(); ++i) named.push_back({meta_.key[i].name, key[i]});
  return codec::EncodeKey(named);
}

int64_t Table::OldestVisibleMs(int64_t now_us) const {
  if (*options_.time_to_live_s <= 0) return std::numeric_limits<int64_t>::min();
  return now_us / kMillisecondUs - int64_t{*options_.time_to_live_s} * 1000;
}

std::string Table::Get(const Key& key, const ReadPlan& plan, int64_t now_us) const {
  const std::shared_lock lock(mutex_);
  std::string bytes;
  const int64_t oldest_ms = OldestVisibleMs(now_us);
  const auto it = rows_.find(key);
  if (it != rows_.end() && it->second.IsVisible(oldest_ms)) {
    plan.Append(it->first, it->second, oldest_ms, &bytes);
  }
  return bytes;
}

RangePage Table::GetRange(const RangeQuery& query, const ReadPlan& plan,
                          int64_t now_us) const {
  const std::shared_lock lock(mutex_);
  const int64_t oldest_ms = OldestVisibleMs(now_us);
  const KeyLess less;
  RangePage page;
  size_t scanned = 0;
  size_t returned = 0;
  // False once the page is full; then the row is where the next page begins.
  const auto take = [&](const Rows::value_type& entry) {
    const bool full = returned == query.limit || scanned == limits::kRangeRows ||
                      page.rows.size() >= limits::kRangeBytes;
    if (full) {
      page.next_start_key = EncodeKeyOf(entry.first);
      return false;
    }
    ++scanned;
    if (entry.second.IsVisible(oldest_ms) &&
        plan.Append(entry.first, entry.second, oldest_ms, &page.rows)) {
      ++returned;
    }
    return true;
  };
  if (query.forward) {
    for (auto it = rows_.lower_bound(query.start);
         it != rows_.end() && less(it->first, query.end); ++it) {
      if (!take(*it)) break;
    }
    return page;
  }
  for (auto it = rows_.upper_bound(query.start); it != rows_.begin();) {
    --it;
    if (!less(query.end, it->first) || !take(*it)) break;
  }
  return page;
}

std::vector<std::string> Table::SplitPoints(int64_t split_bytes,
                                            size_t max_points) const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> points;
  int64_t bytes = 0;
  const codec::Value* last = nullptr;
  for (const auto& [key, row] : rows_) {
    const bool new_partition_key = last != nullptr && *last != key.front();
    last = &key.front();
    if (new_partition_key && bytes >= split_bytes && points.size() < max_points) {
      points.push_back(codec::EncodeKey({{meta_.key.front().name, key.front()}}));
      bytes = 0;
    }
    bytes += row.DataBytes();
  }
  return points;
}

}  // namespace hopline::emulator::tablestore
