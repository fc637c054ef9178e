#include "wire/tablestore/timeseries_rows_writer.h"

#include <bit>

#include "wire/tablestore/proto/timeseries_rows_generated.h"

namespace hopline::wire::tablestore {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::uoffset_t;

template <typename T>
uoffset_t ScalarVector(const std::vector<T>& elements, FlatBufferBuilder* builder) {
  if (elements.empty()) return 0;
  return builder->CreateVector(elements.data(), elements.size()).o;
}

uoffset_t String(std::string_view text, FlatBufferBuilder* builder) {
  return builder->CreateString(text.data(), text.size()).o;
}

}  // namespace

void TimeseriesRowsWriter::Add(const TimeseriesRowView& row) {
  const Offset measurement = Measurement(row.measurement);
  const Offset names = FieldNames(row.fields);
  const Offset types = FieldTypes(row.fields);
  const Offset source = String(row.source, &builder_);
  const Offset tags = String(row.tags, &builder_);
  const Offset tag_list = TagList(row.tag_list);
  const Offset values = FieldValues(row.fields);

  fb::FlatBufferRowInGroupBuilder in_group(builder_);
  in_group.add_time(row.time_us);
  in_group.add_data_source(source);
  in_group.add_tags(tags);
  in_group.add_field_values(values);
  if (tag_list != 0) in_group.add_tag_list(tag_list);
  in_group.add_meta_cache_update_time(row.meta_cache_update_time_s);
  const Offset only_row[] = {in_group.Finish().o};
  const Offset rows = Vector(only_row);

  fb::FlatBufferRowGroupBuilder group(builder_);
  group.add_measurement_name(measurement);
  group.add_field_names(names);
  group.add_field_types(types);
  group.add_rows(rows);
  groups_.push_back(group.Finish().o);
}

TimeseriesRowsWriter::Offset TimeseriesRowsWriter::Measurement(std::string_view name) {
  if (measurement_at_ != 0 && measurement_ == name) return measurement_at_;
  measurement_ = name;
  measurement_at_ = String(name, &builder_);
  return measurement_at_;
}

TimeseriesRowsWriter::Offset TimeseriesRowsWriter::FieldNames(
    std::span<const FieldView> fields) {
  joined_.clear();
  for (const FieldView& field : fields) joined_.append(field.name).push_back('\0');
  if (field_names_at_ != 0 && field_names_ == joined_) return field_names_at_;
  field_names_.swap(joined_);
  strings_.clear();
  for (const FieldView& field : fields) strings_.push_back(String(field.name, &builder_));
  field_names_at_ = Vector(strings_);
  return field_names_at_;
}

TimeseriesRowsWriter::Offset TimeseriesRowsWriter::FieldTypes(
    std::span<const FieldView> fields) {
  joined_.clear();
  for (const FieldView& field : fields) {
    joined_.push_back(static_cast<char>(FieldTypeNumber(field.value.type)));
  }
  if (field_types_at_ != 0 && field_types_ == joined_) return field_types_at_;
  field_types_.swap(joined_);
  const auto* types = reinterpret_cast<const int8_t*>(field_types_.data());
  field_types_at_ = builder_.CreateVector(types, field_types_.size()).o;
  return field_types_at_;
}

TimeseriesRowsWriter::Offset TimeseriesRowsWriter::FieldValues(
    std::span<const FieldView> fields) {
  integers_.clear();
  booleans_.clear();
  doubles_.clear();
  strings_.clear();
  binaries_.clear();
  for (const FieldView& field : fields) {
    const ValueView& value = field.value;
    switch (value.type) {
      case ValueType::kInteger:
        integers_.push_back(value.AsInteger());
        break;
      case ValueType::kBoolean:
        booleans_.push_back(value.AsBoolean() ? 1 : 0);
        break;
      case ValueType::kDouble:
        doubles_.push_back(value.AsDouble());
        break;
      case ValueType::kString:
        strings_.push_back(String(value.bytes, &builder_));
        break;
      default: {
        const auto* bytes = reinterpret_cast<const uint8_t*>(value.bytes.data());
        const auto vector = builder_.CreateVector(bytes, value.bytes.size());
        binaries_.push_back(fb::CreateBytesValue(builder_, vector).o);
        break;
      }
    }
  }
  const Offset integers = ScalarVector(integers_, &builder_);
  const Offset booleans = ScalarVector(booleans_, &builder_);
  const Offset doubles = ScalarVector(doubles_, &builder_);
  const Offset strings = strings_.empty() ? 0 : Vector(strings_);
  const Offset binaries = binaries_.empty() ? 0 : Vector(binaries_);
  // An offset of 0 leaves the field out.
  return fb::CreateFieldValues(builder_, integers, booleans, doubles, strings, binaries)
      .o;
}

TimeseriesRowsWriter::Offset TimeseriesRowsWriter::TagList(
    std::span<const TagView> tags) {
  if (tags.empty()) return 0;
  strings_.clear();
  for (const TagView& tag : tags) {
    const Offset name = String(tag.name, &builder_);
    const Offset value = String(tag.value, &builder_);
    strings_.push_back(fb::CreateTag(builder_, name, value).o);
  }
  return Vector(strings_);
}

TimeseriesRowsWriter::Offset TimeseriesRowsWriter::Vector(
    std::span<const Offset> elements) {
  builder_.StartVector(elements.size(), sizeof(Offset));
  for (size_t i = elements.size(); i > 0; --i) {
    builder_.PushElement(flatbuffers::Offset<void>(elements[i - 1]));
  }
  return builder_.EndVector(elements.size());
}

std::string_view TimeseriesRowsWriter::Finish() {
  const Offset groups = Vector(groups_);
  builder_.Finish(fb::CreateFlatBufferRows(builder_, groups));
  return {reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize()};
}

void TimeseriesRowsWriter::Clear() {
  builder_.Clear();
  groups_.clear();
  measurement_at_ = field_names_at_ = field_types_at_ = 0;
}

}  // namespace hopline::wire::tablestore
