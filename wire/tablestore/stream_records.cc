#include "wire/tablestore/stream_records.h"

#include "wire/tablestore/protobuf_wire.h"

namespace hopline::wire::tablestore {
namespace {

// Field numbers of GetStreamRecordResponse and of the StreamRecord in it.
constexpr uint32_t kStreamRecords = 1;
constexpr uint32_t kNextShardIterator = 2;
constexpr uint32_t kConsumed = 3;
constexpr uint32_t kMayMoreRecord = 4;
constexpr uint32_t kActionType = 1;
constexpr uint32_t kRecord = 2;
constexpr uint32_t kOriginRecord = 3;

// ConsumedCapacity.capacity_unit and CapacityUnit.read / write.
constexpr uint32_t kCapacityUnit = 1;
constexpr uint32_t kRead = 1;
constexpr uint32_t kWrite = 2;

bool ReadRecord(std::string_view bytes, StreamRecordView* record) {
  WireReader reader(bytes);
  WireField field;
  uint64_t action = 0;
  record->row = {};
  record->origin_row = {};
  while (reader.Next(&field)) {
    if (field.number == kActionType && field.type == WireType::kVarint) {
      action = field.varint;
    } else if (field.number == kRecord && field.type == WireType::kBytes) {
      record->row = field.bytes;
    } else if (field.number == kOriginRecord && field.type == WireType::kBytes) {
      record->origin_row = field.bytes;
    }
  }
  if (reader.failed() || action < 1 || action > 3) return false;
  record->action = static_cast<StreamAction>(action);
  return record->row.data() != nullptr;
}

}  // namespace

Status StreamRecordReader::Open(std::string_view body) {
  *this = {};
  WireReader reader(body);
  WireField field;
  StreamRecordView record;
  while (reader.Next(&field)) {
    if (field.number == kStreamRecords && field.type == WireType::kBytes) {
      if (!ReadRecord(field.bytes, &record)) {
        return Status::Error("stream record " + std::to_string(record_count_) +
                             " of the response is malformed");
      }
      ++record_count_;
    } else if (field.number == kNextShardIterator && field.type == WireType::kBytes) {
      next_iterator_ = field.bytes;
    } else if (field.number == kMayMoreRecord && field.type == WireType::kVarint) {
      may_more_ = field.varint != 0;
    }
  }
  if (reader.failed())
    return Status::Error("body is not a message GetStreamRecordResponse");
  rest_ = body;
  return {};
}

bool StreamRecordReader::Next(StreamRecordView* record) {
  WireReader reader(rest_);
  WireField field;
  while (reader.Next(&field)) {
    if (field.number != kStreamRecords || field.type != WireType::kBytes) continue;
    rest_ = reader.rest();
    return ReadRecord(field.bytes, record);
  }
  rest_ = {};
  return false;
}

void StreamRecordWriter::AppendRecord(const StreamRecordView& record, std::string* out) {
  const auto field_size = [](std::string_view bytes) {
    return 1 + VarintSize(bytes.size()) + bytes.size();
  };
  const bool has_origin = !record.origin_row.empty();
  const size_t size =
      2 + field_size(record.row) + (has_origin ? field_size(record.origin_row) : 0);
  AppendVarint((kStreamRecords << 3U) | static_cast<uint32_t>(WireType::kBytes), out);
  AppendVarint(size, out);
  AppendVarintField(kActionType, static_cast<uint64_t>(record.action), out);
  AppendBytesField(kRecord, record.row, out);
  if (has_origin) AppendBytesField(kOriginRecord, record.origin_row, out);
}

void StreamRecordWriter::Finish(std::optional<std::string_view> next_shard_iterator,
                                const std::optional<ConsumedCapacity>& consumed,
                                std::optional<bool> may_more_record, std::string* out) {
  if (next_shard_iterator)
    AppendBytesField(kNextShardIterator, *next_shard_iterator, out);
  if (consumed) {
    std::string unit;
    AppendVarintField(kRead, static_cast<uint64_t>(consumed->read.value_or(0)), &unit);
    AppendVarintField(kWrite, static_cast<uint64_t>(consumed->write.value_or(0)), &unit);
    std::string capacity;
    AppendBytesField(kCapacityUnit, unit, &capacity);
    AppendBytesField(kConsumed, capacity, out);
  }
  if (may_more_record) AppendVarintField(kMayMoreRecord, *may_more_record ? 1 : 0, out);
}

}  // namespace hopline::wire::tablestore
