#include "emulator/tablestore/timeseries/meta_entry.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Value;

constexpr const char* kAttributes = "_attributes";
constexpr const char* kUpdateTime = "_meta_update_time";
constexpr int64_t kFreshUs = int64_t{3600} * 1000 * 1000;

RowChange ChangeOf(codec::BatchOperation operation, const codec::TableMeta& schema,
                   const Key& line) {
  RowChange change;
  change.operation = operation;
  for (size_t i = 0; i < line.size(); ++i) {
    change.row.key.push_back({schema.key[i].name, line[i]});
  }
  return change;
}

void AddCell(const char* name, Value value, RowChange* change) {
  change->row.cells.push_back({name, std::move(value), {}, codec::CellOperation::kPut});
}

}  // namespace

MetaEntry EntryOf(const StoredRow& row) {
  MetaEntry entry;
  if (const Versions* attributes = row.Find(kAttributes)) {
    entry.attributes = attributes->front().value.bytes();
  }
  if (const Versions* time = row.Find(kUpdateTime)) {
    entry.update_time_us = time->front().value.AsInteger();
  }
  return entry;
}

RowChange EntryChange(const codec::TableMeta& schema, const Key& line,
                      std::string attributes, int64_t now_us) {
  RowChange change = ChangeOf(codec::BatchOperation::kPut, schema, line);
  AddCell(kAttributes, Value::String(std::move(attributes)), &change);
  AddCell(kUpdateTime, Value::Integer(now_us), &change);
  return change;
}

RowChange EntryDeletion(const codec::TableMeta& schema, const Key& line) {
  return ChangeOf(codec::BatchOperation::kDelete, schema, line);
}

bool MetaKeeper::Touch(const Key& line) {
  if (!seen_.insert(line).second) return false;
  MetaEntry entry;
  const bool known =
      meta_->Visit(line, now_us_, [&](const StoredRow& row) { entry = EntryOf(row); });
  if (known && entry.update_time_us + kFreshUs > now_us_) return false;
  // Attributes stay, and live as long again.
  RowChange change = EntryChange(meta_->meta(), line, entry.attributes, now_us_);
  if (known) {
    codec::Filter& unchanged = change.column_condition.emplace();
    unchanged.column_name = kUpdateTime;
    unchanged.column_value = Value::Integer(entry.update_time_us);
  } else {
    change.existence = codec::RowExistence::kExpectNotExist;
  }
  try {
    meta_->Write(std::move(change), now_us_);
  } catch (const Failure&) {
    return false;  // another request was quicker
  }
  return true;
}

}  // namespace hopline::emulator::tablestore
