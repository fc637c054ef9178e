#include <bit>
#include <cstring>

#include "wire/tablestore/byte_cursor.h"
#include "wire/tablestore/protobuf_wire.h"
#include "wire/tablestore/timeseries_rows_reader.h"
#include "wire/tablestore/timeseries_rows_writer.h"

// The rows of PutTimeseriesData as protobuf, read and written in place:
//
//   TimeseriesPBRows { repeated TimeseriesRow rows = 1; }
//   TimeseriesRow    { TimeseriesKey timeseries_key = 1; int64 time = 2;
//                      repeated TimeseriesField fields = 3; uint32 meta_cache_update_time
//                      = 4; }
//   TimeseriesKey    { string measurement = 1; string source = 2; string tags = 3;
//                      repeated TimeseriesTag tag_list = 4; }
//   TimeseriesTag    { string name = 1; string value = 2; }
//   TimeseriesField  { string field_name = 1; int64 value_int = 2; string value_string =
//   3;
//                      bool value_bool = 4; double value_double = 5; bytes value_binary =
//                      6; }
namespace hopline::wire::tablestore {
namespace {

constexpr uint32_t kRow = 1;
enum RowField : uint32_t { kKey = 1, kTime = 2, kField = 3, kMetaTime = 4 };
enum KeyField : uint32_t { kMeasurement = 1, kSource = 2, kTags = 3, kTag = 4 };
enum TagField : uint32_t { kTagName = 1, kTagValue = 2 };
enum ValueField : uint32_t {
  kName = 1,
  kInteger = 2,
  kString = 3,
  kBoolean = 4,
  kDouble = 5,
  kBinary = 6,
};

bool ReadTag(std::string_view message, TagView* out) {
  WireReader reader(message);
  for (WireField field; reader.Next(&field);) {
    if (field.type != WireType::kBytes) continue;
    if (field.number == kTagName) out->name = field.bytes;
    if (field.number == kTagValue) out->value = field.bytes;
  }
  return !reader.failed();
}

bool ReadKey(std::string_view message, TimeseriesRowView* out) {
  WireReader reader(message);
  for (WireField field; reader.Next(&field);) {
    if (field.type != WireType::kBytes) continue;
    if (field.number == kMeasurement) out->measurement = field.bytes;
    if (field.number == kSource) out->source = field.bytes;
    if (field.number == kTags) out->tags = field.bytes;
    if (field.number == kTag && !ReadTag(field.bytes, &out->tag_list.emplace_back())) {
      return false;
    }
  }
  return !reader.failed();
}

// The value that a field of TimeseriesField holds; false for other fields.
bool ValueOf(const WireField& field, ValueView* out) {
  if (field.number == kInteger && field.type == WireType::kVarint) {
    *out = ValueView::Integer(static_cast<int64_t>(field.varint));
  } else if (field.number == kBoolean && field.type == WireType::kVarint) {
    *out = ValueView::Boolean(field.varint != 0);
  } else if (field.number == kDouble && field.type == WireType::kFixed64) {
    double value = 0;
    std::memcpy(&value, field.bytes.data(), sizeof value);
    *out = ValueView::Double(value);
  } else if (field.number == kString && field.type == WireType::kBytes) {
    *out = ValueView::String(field.bytes);
  } else if (field.number == kBinary && field.type == WireType::kBytes) {
    *out = ValueView::Binary(field.bytes);
  } else {
    return false;
  }
  return true;
}

// False unless it is a message with exactly one value.
bool ReadField(std::string_view message, FieldView* out) {
  WireReader reader(message);
  int values = 0;
  for (WireField field; reader.Next(&field);) {
    if (field.number == kName && field.type == WireType::kBytes) out->name = field.bytes;
    if (ValueOf(field, &out->value)) ++values;
  }
  return !reader.failed() && values == 1;
}

bool ReadRow(std::string_view message, TimeseriesRowView* out) {
  WireReader reader(message);
  bool good = true;
  for (WireField field; good && reader.Next(&field);) {
    const bool is_message = field.type == WireType::kBytes;
    if (field.number == kKey && is_message) good = ReadKey(field.bytes, out);
    if (field.number == kField && is_message) {
      good = ReadField(field.bytes, &out->fields.emplace_back());
    }
    if (is_message || field.type != WireType::kVarint) continue;
    if (field.number == kTime) out->time_us = static_cast<int64_t>(field.varint);
    if (field.number == kMetaTime) {
      out->meta_cache_update_time_s = static_cast<uint32_t>(field.varint);
    }
  }
  return good && !reader.failed();
}

size_t TagSize(const TagView& tag) {
  return BytesFieldSize(tag.name.size()) + BytesFieldSize(tag.value.size());
}

size_t KeySize(const TimeseriesRowView& row) {
  size_t size =
      BytesFieldSize(row.measurement.size()) + BytesFieldSize(row.source.size());
  if (!row.tags.empty()) size += BytesFieldSize(row.tags.size());
  for (const TagView& tag : row.tag_list) size += BytesFieldSize(TagSize(tag));
  return size;
}

size_t FieldSize(const FieldView& field) {
  const size_t name = BytesFieldSize(field.name.size());
  switch (field.value.type) {
    case ValueType::kInteger:
    case ValueType::kBoolean:
      return name + 1 + VarintSize(field.value.bits);
    case ValueType::kDouble:
      return name + 9;
    default:
      return name + BytesFieldSize(field.value.bytes.size());
  }
}

size_t RowSize(const TimeseriesRowView& row) {
  size_t size = BytesFieldSize(KeySize(row));
  size += 1 + VarintSize(static_cast<uint64_t>(row.time_us));
  for (const FieldView& field : row.fields) size += BytesFieldSize(FieldSize(field));
  return size + 1 + VarintSize(row.meta_cache_update_time_s);
}

void AppendMessageHead(uint32_t number, size_t size, std::string* out) {
  AppendVarint((number << 3U) | static_cast<uint32_t>(WireType::kBytes), out);
  AppendVarint(size, out);
}

void AppendKey(const TimeseriesRowView& row, std::string* out) {
  AppendMessageHead(kKey, KeySize(row), out);
  AppendBytesField(kMeasurement, row.measurement, out);
  AppendBytesField(kSource, row.source, out);
  if (!row.tags.empty()) AppendBytesField(kTags, row.tags, out);
  for (const TagView& tag : row.tag_list) {
    AppendMessageHead(kTag, TagSize(tag), out);
    AppendBytesField(kTagName, tag.name, out);
    AppendBytesField(kTagValue, tag.value, out);
  }
}

void AppendField(const FieldView& field, std::string* out) {
  AppendMessageHead(kField, FieldSize(field), out);
  AppendBytesField(kName, field.name, out);
  const ValueView& value = field.value;
  switch (value.type) {
    case ValueType::kInteger:
      AppendVarintField(kInteger, value.bits, out);
      break;
    case ValueType::kBoolean:
      AppendVarintField(kBoolean, value.bits, out);
      break;
    case ValueType::kDouble:
      AppendVarint((kDouble << 3U) | static_cast<uint32_t>(WireType::kFixed64), out);
      out->append(std::string_view(reinterpret_cast<const char*>(&value.bits), 8));
      break;
    case ValueType::kString:
      AppendBytesField(kString, value.bytes, out);
      break;
    default:
      AppendBytesField(kBinary, value.bytes, out);
      break;
  }
}

}  // namespace

bool TimeseriesRowsReader::NextProtobuf(TimeseriesRowView* row, Status* status) {
  for (WireField field; protobuf_.Next(&field);) {
    if (field.number != kRow) continue;
    if (field.type == WireType::kBytes && ReadRow(field.bytes, row)) return true;
    *status =
        Status::Error("a row is no TimeseriesRow, or a field has not just one value");
    return false;
  }
  return false;
}

void AppendProtobufRow(const TimeseriesRowView& row, std::string* out) {
  AppendMessageHead(kRow, RowSize(row), out);
  AppendKey(row, out);
  AppendVarintField(kTime, static_cast<uint64_t>(row.time_us), out);
  for (const FieldView& field : row.fields) AppendField(field, out);
  AppendVarintField(kMetaTime, row.meta_cache_update_time_s, out);
}

}  // namespace hopline::wire::tablestore
