#include "wire/tablestore/timeseries_table_messages.h"

#include "wire/tablestore/proto/timeseries.pb.h"
#include "wire/tablestore/protobuf_glue.h"

namespace hopline::wire::tablestore {
namespace {

void ToProto(const TimeseriesMetaOptions& in, pb::TimeseriesMetaOptions* out) {
  if (in.allow_update_attributes) {
    out->set_allow_update_attributes(*in.allow_update_attributes);
  }
  if (in.time_to_live_s) out->set_meta_time_to_live(*in.time_to_live_s);
}

void FromProto(const pb::TimeseriesMetaOptions& in, TimeseriesMetaOptions* out) {
  if (in.has_allow_update_attributes()) {
    out->allow_update_attributes = in.allow_update_attributes();
  }
  if (in.has_meta_time_to_live()) out->time_to_live_s = in.meta_time_to_live();
}

void ToProto(const TimeseriesTableMeta& in, pb::TimeseriesTableMeta* out) {
  out->set_table_name(in.name);
  if (in.time_to_live_s) {
    out->mutable_table_options()->set_time_to_live(*in.time_to_live_s);
  }
  if (in.status) out->set_status(*in.status);
  if (in.meta_options) ToProto(*in.meta_options, out->mutable_meta_options());
  for (const std::string& name : in.key_schema) out->add_timeseries_key_schema(name);
  for (const KeyColumnSchema& column : in.field_key_schema) {
    ToProto(column, out->add_field_primary_key_schema());
  }
}

void FromProto(const pb::TimeseriesTableMeta& in, TimeseriesTableMeta* out) {
  out->name = in.table_name();
  if (in.table_options().has_time_to_live()) {
    out->time_to_live_s = in.table_options().time_to_live();
  }
  if (in.has_status()) out->status = in.status();
  if (in.has_meta_options()) FromProto(in.meta_options(), &out->meta_options.emplace());
  out->key_schema.assign(in.timeseries_key_schema().begin(),
                         in.timeseries_key_schema().end());
  for (const pb::PrimaryKeySchema& column : in.field_primary_key_schema()) {
    FromProto(column, &out->field_key_schema.emplace_back());
  }
}

}  // namespace

std::string Encode(const CreateTimeseriesTableRequest& message) {
  pb::CreateTimeseriesTableRequest proto;
  ToProto(message.meta, proto.mutable_table_meta());
  if (message.enable_analytical_store) {
    proto.set_enable_analytical_store(*message.enable_analytical_store);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, CreateTimeseriesTableRequest* out) {
  pb::CreateTimeseriesTableRequest proto;
  Status status = Parse(body, "CreateTimeseriesTableRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.table_meta(), &out->meta);
  if (proto.has_enable_analytical_store()) {
    out->enable_analytical_store = proto.enable_analytical_store();
  }
  return {};
}

std::string Encode(const ListTimeseriesTableResponse& message) {
  pb::ListTimeseriesTableResponse proto;
  for (const TimeseriesTableMeta& meta : message.tables) {
    ToProto(meta, proto.add_table_metas());
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, ListTimeseriesTableResponse* out) {
  pb::ListTimeseriesTableResponse proto;
  Status status = Parse(body, "ListTimeseriesTableResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::TimeseriesTableMeta& meta : proto.table_metas()) {
    FromProto(meta, &out->tables.emplace_back());
  }
  return {};
}

std::string Encode(const DescribeTimeseriesTableResponse& message) {
  pb::DescribeTimeseriesTableResponse proto;
  ToProto(message.meta, proto.mutable_table_meta());
  return Serialize(proto);
}

Status Decode(std::string_view body, DescribeTimeseriesTableResponse* out) {
  pb::DescribeTimeseriesTableResponse proto;
  Status status = Parse(body, "DescribeTimeseriesTableResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.table_meta(), &out->meta);
  return {};
}

std::string Encode(const UpdateTimeseriesTableRequest& message) {
  pb::UpdateTimeseriesTableRequest proto;
  proto.set_table_name(message.table_name);
  if (message.time_to_live_s) {
    proto.mutable_table_options()->set_time_to_live(*message.time_to_live_s);
  }
  if (message.meta_options) ToProto(*message.meta_options, proto.mutable_meta_options());
  return Serialize(proto);
}

Status Decode(std::string_view body, UpdateTimeseriesTableRequest* out) {
  pb::UpdateTimeseriesTableRequest proto;
  Status status = Parse(body, "UpdateTimeseriesTableRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  if (proto.table_options().has_time_to_live()) {
    out->time_to_live_s = proto.table_options().time_to_live();
  }
  if (proto.has_meta_options())
    FromProto(proto.meta_options(), &out->meta_options.emplace());
  return {};
}

}  // namespace hopline::wire::tablestore
