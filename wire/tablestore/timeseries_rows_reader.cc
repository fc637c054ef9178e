#include "wire/tablestore/timeseries_rows_reader.h"

#include <array>

#include "wire/tablestore/proto/timeseries_rows_generated.h"

namespace hopline::wire::tablestore {
namespace {

std::string_view TextOf(const flatbuffers::String* text) {
  return text == nullptr ? std::string_view()
                         : std::string_view(text->c_str(), text->size());
}

template <typename T>
uint32_t SizeOf(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

// Takes the next element of each vector that a field is in.
class ValueCursor {
 public:
  explicit ValueCursor(const fb::FieldValues* values) : values_(values) {}

  // False if the vector of that type has no element left, or there is no such type.
  bool Take(int8_t type, ValueView* out) {
    if (values_ == nullptr) return false;
    switch (type) {
      case fb::DataType_LONG: {
        uint32_t& at = next_[0];
        if (at >= SizeOf(values_->long_values())) return false;
        *out = ValueView::Integer(values_->long_values()->Get(at++));
        return true;
      }
      case fb::DataType_BOOLEAN: {
        uint32_t& at = next_[1];
        if (at >= SizeOf(values_->bool_values())) return false;
        *out = ValueView::Boolean(values_->bool_values()->Get(at++) != 0);
        return true;
      }
      case fb::DataType_DOUBLE: {
        uint32_t& at = next_[2];
        if (at >= SizeOf(values_->double_values())) return false;
        *out = ValueView::Double(values_->double_values()->Get(at++));
        return true;
      }
      case fb::DataType_STRING: {
        uint32_t& at = next_[3];
        if (at >= SizeOf(values_->string_values())) return false;
        *out = ValueView::String(TextOf(values_->string_values()->Get(at++)));
        return true;
      }
      case fb::DataType_BINARY: {
        uint32_t& at = next_[4];
        if (at >= SizeOf(values_->binary_values())) return false;
        const auto* bytes = values_->binary_values()->Get(at++)->value();
        *out = ValueView::Binary(
            bytes == nullptr
                ? std::string_view()
                : std::string_view(reinterpret_cast<const char*>(bytes->data()),
                                   bytes->size()));
        return true;
      }
      default:
        return false;
    }
  }

 private:
  const fb::FieldValues* values_;
  std::array<uint32_t, 5> next_{};
};

bool ReadFields(const fb::FlatBufferRowGroup& group, const fb::FieldValues* values,
                std::vector<FieldView>* out) {
  const uint32_t count = SizeOf(group.field_names());
  if (count != SizeOf(group.field_types())) return false;
  ValueCursor cursor(values);
  for (uint32_t i = 0; i < count; ++i) {
    FieldView& field = out->emplace_back();
    field.name = TextOf(group.field_names()->Get(i));
    if (!cursor.Take(group.field_types()->Get(i), &field.value)) return false;
  }
  return true;
}

}  // namespace

Status TimeseriesRowsReader::Open(TimeseriesEncoding encoding, std::string_view rows) {
  *this = {};
  if (encoding == TimeseriesEncoding::kFlatBuffers) return OpenFlatBuffers(rows);
  if (encoding != TimeseriesEncoding::kProtobuf) {
    return Status::Error("rows are neither FlatBuffers nor protobuf");
  }
  protobuf_ = WireReader(rows);
  WireReader counter(rows);
  for (WireField field; counter.Next(&field);) row_count_ += field.number == 1 ? 1 : 0;
  if (counter.failed()) return Status::Error("rows are no TimeseriesPBRows");
  return {};
}

Status TimeseriesRowsReader::OpenFlatBuffers(std::string_view rows) {
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(rows.data()),
                                 rows.size());
  if (!fb::VerifyFlatBufferRowsBuffer(verifier)) {
    return Status::Error("rows are no FlatBufferRows");
  }
  root_ = fb::GetFlatBufferRows(rows.data());
  for (uint32_t i = 0; i < SizeOf(root_->row_groups()); ++i) {
    row_count_ += SizeOf(root_->row_groups()->Get(i)->rows());
  }
  return {};
}

bool TimeseriesRowsReader::Next(TimeseriesRowView* row, Status* status) {
  row->Clear();
  return root_ == nullptr ? NextProtobuf(row, status) : NextFlatBuffers(row, status);
}

bool TimeseriesRowsReader::NextFlatBuffers(TimeseriesRowView* row, Status* status) {
  const auto* groups = root_->row_groups();
  while (group_ < SizeOf(groups) && row_ >= SizeOf(groups->Get(group_)->rows())) {
    ++group_;
    row_ = 0;
  }
  if (group_ >= SizeOf(groups)) return false;
  const fb::FlatBufferRowGroup& group = *groups->Get(group_);
  const fb::FlatBufferRowInGroup& in = *group.rows()->Get(row_++);
  row->measurement = TextOf(group.measurement_name());
  row->source = TextOf(in.data_source());
  row->tags = TextOf(in.tags());
  row->time_us = in.time();
  row->meta_cache_update_time_s = in.meta_cache_update_time();
  for (uint32_t i = 0; i < SizeOf(in.tag_list()); ++i) {
    const fb::Tag& tag = *in.tag_list()->Get(i);
    row->tag_list.push_back({TextOf(tag.name()), TextOf(tag.value())});
  }
  if (!ReadFields(group, in.field_values(), &row->fields)) {
    *status = Status::Error("names, types and values of a row's fields do not match");
    return false;
  }
  return true;
}

}  // namespace hopline::wire::tablestore
