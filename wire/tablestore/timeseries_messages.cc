#include "wire/tablestore/timeseries_messages.h"

#include "wire/tablestore/timeseries_glue.h"

namespace hopline::wire::tablestore {
namespace {

void ToProto(const FieldToGet& in, pb::TimeseriesFieldsToGet* out) {
  out->set_name(in.name);
  if (in.type) out->set_type(*in.type);
}

void FromProto(const pb::TimeseriesFieldsToGet& in, FieldToGet* out) {
  out->name = in.name();
  if (in.has_type()) out->type = in.type();
}

TimeseriesEncoding FromProto(pb::RowsSerializeType type) {
  return static_cast<TimeseriesEncoding>(type);
}

pb::RowsSerializeType ToProto(TimeseriesEncoding encoding) {
  return static_cast<pb::RowsSerializeType>(encoding);
}

}  // namespace

void ToProto(const TimeseriesKey& in, pb::TimeseriesKey* out) {
  out->set_measurement(in.measurement);
  out->set_source(in.source);
  if (in.tags) out->set_tags(*in.tags);
  for (const Tag& tag : in.tag_list) {
    pb::TimeseriesTag* entry = out->add_tag_list();
    entry->set_name(tag.name);
    entry->set_value(tag.value);
  }
}

void FromProto(const pb::TimeseriesKey& in, TimeseriesKey* out) {
  out->measurement = in.measurement();
  out->source = in.source();
  if (in.has_tags()) out->tags = in.tags();
  for (const pb::TimeseriesTag& tag : in.tag_list()) {
    out->tag_list.push_back({tag.name(), tag.value()});
  }
}

void ToProto(const FailedRow& in, pb::FailedRowInfo* out) {
  out->set_row_index(in.index);
  out->set_error_code(in.code);
  out->set_error_message(in.message);
}

void FromProto(const pb::FailedRowInfo& in, FailedRow* out) {
  out->index = in.row_index();
  out->code = in.error_code();
  out->message = in.error_message();
}

std::string Encode(const PutTimeseriesDataRequest& message) {
  pb::PutTimeseriesDataRequest proto;
  proto.set_table_name(message.table_name);
  pb::TimeseriesRows* rows = proto.mutable_rows_data();
  rows->set_type(ToProto(message.encoding));
  rows->set_rows_data(message.rows);
  if (message.crc32c) {
    rows->set_flatbuffer_crc32c(static_cast<int32_t>(*message.crc32c));
  }
  if (message.meta_update_mode) {
    proto.set_meta_update_mode(
        static_cast<pb::MetaUpdateMode>(*message.meta_update_mode));
  }
  if (message.supported_table_version) {
    proto.set_supported_table_version(*message.supported_table_version);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, PutTimeseriesDataRequest* out) {
  pb::PutTimeseriesDataRequest proto;
  Status status = Parse(body, "PutTimeseriesDataRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  pb::TimeseriesRows* rows = proto.mutable_rows_data();
  out->encoding = FromProto(rows->type());
  out->rows = std::move(*rows->mutable_rows_data());
  if (rows->has_flatbuffer_crc32c()) {
    out->crc32c = static_cast<uint32_t>(rows->flatbuffer_crc32c());
  }
  if (proto.has_meta_update_mode()) {
    out->meta_update_mode = static_cast<MetaUpdateMode>(proto.meta_update_mode());
  }
  if (proto.has_supported_table_version()) {
    out->supported_table_version = proto.supported_table_version();
  }
  return {};
}

std::string Encode(const PutTimeseriesDataResponse& message) {
  pb::PutTimeseriesDataResponse proto;
  for (const FailedRow& row : message.failed_rows) ToProto(row, proto.add_failed_rows());
  for (const auto& [row, time_s] : message.meta_updates) {
    proto.mutable_meta_update_status()->add_row_ids(row);
    proto.mutable_meta_update_status()->add_meta_update_times(time_s);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, PutTimeseriesDataResponse* out) {
  pb::PutTimeseriesDataResponse proto;
  Status status = Parse(body, "PutTimeseriesDataResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::FailedRowInfo& row : proto.failed_rows()) {
    FromProto(row, &out->failed_rows.emplace_back());
  }
  const pb::MetaUpdateStatus& updates = proto.meta_update_status();
  if (updates.row_ids_size() != updates.meta_update_times_size()) {
    return Status::Error("row ids and times of the meta update status differ in number");
  }
  for (int i = 0; i < updates.row_ids_size(); ++i) {
    out->meta_updates.emplace_back(updates.row_ids(i), updates.meta_update_times(i));
  }
  return {};
}

std::string Encode(const GetTimeseriesDataRequest& message) {
  pb::GetTimeseriesDataRequest proto;
  proto.set_table_name(message.table_name);
  ToProto(message.key, proto.mutable_time_series_key());
  if (message.begin_us) proto.set_begin_time(*message.begin_us);
  if (message.end_us) proto.set_end_time(*message.end_us);
  if (message.specific_us) proto.set_specific_time(*message.specific_us);
  if (message.token) proto.set_token(*message.token);
  if (message.limit) proto.set_limit(*message.limit);
  if (message.backward) proto.set_backward(*message.backward);
  for (const FieldToGet& field : message.fields) {
    ToProto(field, proto.add_fields_to_get());
  }
  if (message.supported_table_version) {
    proto.set_supported_table_version(*message.supported_table_version);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, GetTimeseriesDataRequest* out) {
  pb::GetTimeseriesDataRequest proto;
  Status status = Parse(body, "GetTimeseriesDataRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  FromProto(proto.time_series_key(), &out->key);
  if (proto.has_begin_time()) out->begin_us = proto.begin_time();
  if (proto.has_end_time()) out->end_us = proto.end_time();
  if (proto.has_specific_time()) out->specific_us = proto.specific_time();
  if (proto.has_token()) out->token = proto.token();
  if (proto.has_limit()) out->limit = proto.limit();
  if (proto.has_backward()) out->backward = proto.backward();
  for (const pb::TimeseriesFieldsToGet& field : proto.fields_to_get()) {
    FromProto(field, &out->fields.emplace_back());
  }
  if (proto.has_supported_table_version()) {
    out->supported_table_version = proto.supported_table_version();
  }
  return {};
}

std::string Encode(const GetTimeseriesDataResponse& message) {
  pb::GetTimeseriesDataResponse proto;
  proto.set_rows_data(message.rows);
  if (message.next_token) proto.set_next_token(*message.next_token);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetTimeseriesDataResponse* out) {
  pb::GetTimeseriesDataResponse proto;
  Status status = Parse(body, "GetTimeseriesDataResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->rows = std::move(*proto.mutable_rows_data());
  if (proto.has_next_token()) out->next_token = proto.next_token();
  return {};
}

std::string Encode(const SplitTimeseriesScanTaskRequest& message) {
  pb::SplitTimeseriesScanTaskRequest proto;
  proto.set_table_name(message.table_name);
  if (message.measurement) proto.set_measurement_name(*message.measurement);
  proto.set_split_count_hint(message.split_count_hint);
  return Serialize(proto);
}

Status Decode(std::string_view body, SplitTimeseriesScanTaskRequest* out) {
  pb::SplitTimeseriesScanTaskRequest proto;
  Status status = Parse(body, "SplitTimeseriesScanTaskRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  if (proto.has_measurement_name()) out->measurement = proto.measurement_name();
  out->split_count_hint = proto.split_count_hint();
  return {};
}

std::string Encode(const SplitTimeseriesScanTaskResponse& message) {
  pb::SplitTimeseriesScanTaskResponse proto;
  for (const std::string& split : message.splits) proto.add_split_infos(split);
  return Serialize(proto);
}

Status Decode(std::string_view body, SplitTimeseriesScanTaskResponse* out) {
  pb::SplitTimeseriesScanTaskResponse proto;
  Status status = Parse(body, "SplitTimeseriesScanTaskResponse", &proto);
  if (!status.ok()) return status;
  out->splits.assign(proto.split_infos().begin(), proto.split_infos().end());
  return {};
}

std::string Encode(const ScanTimeseriesDataRequest& message) {
  pb::ScanTimeseriesDataRequest proto;
  proto.set_table_name(message.table_name);
  if (message.split) proto.set_split_info(*message.split);
  if (message.start_us) proto.set_start_time_us(*message.start_us);
  if (message.end_us) proto.set_end_time_us(*message.end_us);
  for (const FieldToGet& field : message.fields) {
    ToProto(field, proto.add_fields_to_get());
  }
  if (message.limit) proto.set_limit(*message.limit);
  if (message.encoding) proto.set_data_serialize_type(ToProto(*message.encoding));
  if (message.token) proto.set_token(*message.token);
  if (message.supported_table_version) {
    proto.set_supported_table_version(*message.supported_table_version);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, ScanTimeseriesDataRequest* out) {
  pb::ScanTimeseriesDataRequest proto;
  Status status = Parse(body, "ScanTimeseriesDataRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  if (proto.has_split_info()) out->split = proto.split_info();
  if (proto.has_start_time_us()) out->start_us = proto.start_time_us();
  if (proto.has_end_time_us()) out->end_us = proto.end_time_us();
  for (const pb::TimeseriesFieldsToGet& field : proto.fields_to_get()) {
    FromProto(field, &out->fields.emplace_back());
  }
  if (proto.has_limit()) out->limit = proto.limit();
  if (proto.has_data_serialize_type())
    out->encoding = FromProto(proto.data_serialize_type());
  if (proto.has_token()) out->token = proto.token();
  if (proto.has_supported_table_version()) {
    out->supported_table_version = proto.supported_table_version();
  }
  return {};
}

std::string Encode(const ScanTimeseriesDataResponse& message) {
  pb::ScanTimeseriesDataResponse proto;
  proto.set_data_serialize_type(ToProto(message.encoding));
  proto.set_data(message.rows);
  if (message.next_token) proto.set_next_token(*message.next_token);
  return Serialize(proto);
}

Status Decode(std::string_view body, ScanTimeseriesDataResponse* out) {
  pb::ScanTimeseriesDataResponse proto;
  Status status = Parse(body, "ScanTimeseriesDataResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  if (proto.has_data_serialize_type())
    out->encoding = FromProto(proto.data_serialize_type());
  out->rows = std::move(*proto.mutable_data());
  if (proto.has_next_token()) out->next_token = proto.next_token();
  return {};
}

}  // namespace hopline::wire::tablestore
