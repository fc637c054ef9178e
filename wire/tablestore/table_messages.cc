#include "wire/tablestore/table_messages.h"

#include "wire/tablestore/proto/table.pb.h"
#include "wire/tablestore/protobuf_glue.h"

namespace hopline::wire::tablestore {
namespace {

void ToProto(const TableMeta& in, pb::TableMeta* out) {
  out->set_table_name(in.name);
  for (const KeyColumnSchema& column : in.key) {
    ToProto(column, out->add_primary_key());
  }
  for (const DefinedColumn& column : in.defined_columns) {
    pb::DefinedColumnSchema* schema = out->add_defined_column();
    schema->set_name(column.name);
    schema->set_type(static_cast<pb::DefinedColumnType>(column.type));
  }
}

void FromProto(const pb::TableMeta& in, TableMeta* out) {
  out->name = in.table_name();
  for (const pb::PrimaryKeySchema& column : in.primary_key()) {
    FromProto(column, &out->key.emplace_back());
  }
  for (const pb::DefinedColumnSchema& column : in.defined_column()) {
    out->defined_columns.push_back(
        {column.name(), static_cast<DefinedColumnType>(column.type())});
  }
}

void ToProto(const TableOptions& in, pb::TableOptions* out) {
  if (in.time_to_live_s) out->set_time_to_live(*in.time_to_live_s);
  if (in.max_versions) out->set_max_versions(*in.max_versions);
  if (in.max_version_deviation_s) {
    out->set_deviation_cell_version_in_sec(*in.max_version_deviation_s);
  }
  if (in.allow_update) out->set_allow_update(*in.allow_update);
  if (in.update_full_row) out->set_update_full_row(*in.update_full_row);
}

void FromProto(const pb::TableOptions& in, TableOptions* out) {
  if (in.has_time_to_live()) out->time_to_live_s = in.time_to_live();
  if (in.has_max_versions()) out->max_versions = in.max_versions();
  if (in.has_deviation_cell_version_in_sec()) {
    out->max_version_deviation_s = in.deviation_cell_version_in_sec();
  }
  if (in.has_allow_update()) out->allow_update = in.allow_update();
  if (in.has_update_full_row()) out->update_full_row = in.update_full_row();
}

void ToProto(const ReservedThroughputDetails& in, pb::ReservedThroughputDetails* out) {
  ToProto(in.capacity, out->mutable_capacity_unit());
  out->set_last_increase_time(in.last_increase_time_s);
  if (in.last_decrease_time_s) out->set_last_decrease_time(*in.last_decrease_time_s);
}

void FromProto(const pb::ReservedThroughputDetails& in, ReservedThroughputDetails* out) {
  FromProto(in.capacity_unit(), &out->capacity);
  out->last_increase_time_s = in.last_increase_time();
  if (in.has_last_decrease_time()) out->last_decrease_time_s = in.last_decrease_time();
}

void ToProto(const StreamSpecification& in, pb::StreamSpecification* out) {
  out->set_enable_stream(in.enable);
  if (in.expiration_hours) out->set_expiration_time(*in.expiration_hours);
  for (const std::string& name : in.columns_to_get) out->add_columns_to_get(name);
}

void FromProto(const pb::StreamSpecification& in, StreamSpecification* out) {
  out->enable = in.enable_stream();
  if (in.has_expiration_time()) out->expiration_hours = in.expiration_time();
  out->columns_to_get.assign(in.columns_to_get().begin(), in.columns_to_get().end());
}

void ToProto(const StreamDetails& in, pb::StreamDetails* out) {
  out->set_enable_stream(in.enabled);
  if (in.stream_id) out->set_stream_id(*in.stream_id);
  if (in.expiration_hours) out->set_expiration_time(*in.expiration_hours);
  if (in.last_enable_time_us) out->set_last_enable_time(*in.last_enable_time_us);
  for (const std::string& name : in.columns_to_get) out->add_column_to_get(name);
}

void FromProto(const pb::StreamDetails& in, StreamDetails* out) {
  out->enabled = in.enable_stream();
  if (in.has_stream_id()) out->stream_id = in.stream_id();
  if (in.has_expiration_time()) out->expiration_hours = in.expiration_time();
  if (in.has_last_enable_time()) out->last_enable_time_us = in.last_enable_time();
  out->columns_to_get.assign(in.column_to_get().begin(), in.column_to_get().end());
}

}  // namespace

std::string Encode(const CreateTableRequest& message) {
  pb::CreateTableRequest proto;
  ToProto(message.meta, proto.mutable_table_meta());
  ToProto(message.reserved, proto.mutable_reserved_throughput()->mutable_capacity_unit());
  if (message.options) ToProto(*message.options, proto.mutable_table_options());
  for (const PartitionRange& range : message.partitions) {
    pb::PartitionRange* partition = proto.add_partitions();
    partition->set_begin(EncodeBareValue(range.begin.view()));
    partition->set_end(EncodeBareValue(range.end.view()));
  }
  if (message.stream) ToProto(*message.stream, proto.mutable_stream_spec());
  for (const std::string& name : message.index_names)
    proto.add_index_metas()->set_name(name);
  return Serialize(proto);
}

Status Decode(std::string_view body, CreateTableRequest* out) {
  pb::CreateTableRequest proto;
  Status status = Parse(body, "CreateTableRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.table_meta(), &out->meta);
  FromProto(proto.reserved_throughput().capacity_unit(), &out->reserved);
  if (proto.has_table_options())
    FromProto(proto.table_options(), &out->options.emplace());
  for (const pb::PartitionRange& partition : proto.partitions()) {
    PartitionRange& range = out->partitions.emplace_back();
    status = DecodeBareValue(partition.begin(), &range.begin);
    if (status.ok()) status = DecodeBareValue(partition.end(), &range.end);
    if (!status.ok()) return status;
  }
  if (proto.has_stream_spec()) FromProto(proto.stream_spec(), &out->stream.emplace());
  for (const pb::IndexMeta& index : proto.index_metas()) {
    out->index_names.push_back(index.name());
  }
  return {};
}

std::string Encode(const ListTableResponse& message) {
  pb::ListTableResponse proto;
  for (const std::string& name : message.table_names) proto.add_table_names(name);
  return Serialize(proto);
}

Status Decode(std::string_view body, ListTableResponse* out) {
  pb::ListTableResponse proto;
  Status status = Parse(body, "ListTableResponse", &proto);
  if (status.ok())
    out->table_names.assign(proto.table_names().begin(), proto.table_names().end());
  return status;
}

std::string Encode(const TableNameRequest& message) {
  pb::TableNameRequest proto;
  proto.set_table_name(message.table_name);
  return Serialize(proto);
}

Status Decode(std::string_view body, TableNameRequest* out) {
  pb::TableNameRequest proto;
  Status status = Parse(body, "with a table name", &proto);
  if (status.ok()) out->table_name = proto.table_name();
  return status;
}

std::string Encode(const DescribeTableResponse& message) {
  pb::DescribeTableResponse proto;
  ToProto(message.meta, proto.mutable_table_meta());
  ToProto(message.reserved, proto.mutable_reserved_throughput_details());
  ToProto(message.options, proto.mutable_table_options());
  if (message.status)
    proto.set_table_status(static_cast<pb::TableStatus>(*message.status));
  if (message.stream) ToProto(*message.stream, proto.mutable_stream_details());
  for (const std::string& key : message.shard_splits) proto.add_shard_splits(key);
  if (message.creation_time_us) proto.set_creation_time(*message.creation_time_us);
  return Serialize(proto);
}

Status Decode(std::string_view body, DescribeTableResponse* out) {
  pb::DescribeTableResponse proto;
  Status status = Parse(body, "DescribeTableResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.table_meta(), &out->meta);
  FromProto(proto.reserved_throughput_details(), &out->reserved);
  FromProto(proto.table_options(), &out->options);
  if (proto.has_table_status())
    out->status = static_cast<TableStatus>(proto.table_status());
  if (proto.has_stream_details())
    FromProto(proto.stream_details(), &out->stream.emplace());
  out->shard_splits.assign(proto.shard_splits().begin(), proto.shard_splits().end());
  if (proto.has_creation_time()) out->creation_time_us = proto.creation_time();
  return {};
}

std::string Encode(const UpdateTableRequest& message) {
  pb::UpdateTableRequest proto;
  proto.set_table_name(message.table_name);
  if (message.reserved) {
    ToProto(*message.reserved,
            proto.mutable_reserved_throughput()->mutable_capacity_unit());
  }
  if (message.options) ToProto(*message.options, proto.mutable_table_options());
  if (message.stream) ToProto(*message.stream, proto.mutable_stream_spec());
  return Serialize(proto);
}

Status Decode(std::string_view body, UpdateTableRequest* out) {
  pb::UpdateTableRequest proto;
  Status status = Parse(body, "UpdateTableRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  if (proto.has_reserved_throughput()) {
    FromProto(proto.reserved_throughput().capacity_unit(), &out->reserved.emplace());
  }
  if (proto.has_table_options())
    FromProto(proto.table_options(), &out->options.emplace());
  if (proto.has_stream_spec()) FromProto(proto.stream_spec(), &out->stream.emplace());
  return {};
}

std::string Encode(const UpdateTableResponse& message) {
  pb::UpdateTableResponse proto;
  ToProto(message.reserved, proto.mutable_reserved_throughput_details());
  ToProto(message.options, proto.mutable_table_options());
  if (message.stream) ToProto(*message.stream, proto.mutable_stream_details());
  return Serialize(proto);
}

Status Decode(std::string_view body, UpdateTableResponse* out) {
  pb::UpdateTableResponse proto;
  Status status = Parse(body, "UpdateTableResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.reserved_throughput_details(), &out->reserved);
  FromProto(proto.table_options(), &out->options);
  if (proto.has_stream_details())
    FromProto(proto.stream_details(), &out->stream.emplace());
  return {};
}

std::string Encode(const ComputeSplitPointsBySizeRequest& message) {
  pb::ComputeSplitPointsBySizeRequest proto;
  proto.set_table_name(message.table_name);
  proto.set_split_size(message.split_size);
  if (message.split_size_unit_bytes) {
    proto.set_split_size_unit_in_byte(*message.split_size_unit_bytes);
  }
  if (message.split_point_limit) proto.set_split_point_limit(*message.split_point_limit);
  return Serialize(proto);
}

Status Decode(std::string_view body, ComputeSplitPointsBySizeRequest* out) {
  pb::ComputeSplitPointsBySizeRequest proto;
  Status status = Parse(body, "ComputeSplitPointsBySizeRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  out->split_size = proto.split_size();
  if (proto.has_split_size_unit_in_byte()) {
    out->split_size_unit_bytes = proto.split_size_unit_in_byte();
  }
  if (proto.has_split_point_limit()) out->split_point_limit = proto.split_point_limit();
  return {};
}

std::string Encode(const ComputeSplitPointsBySizeResponse& message) {
  pb::ComputeSplitPointsBySizeResponse proto;
  ToProto(message.consumed, proto.mutable_consumed());
  for (const KeyColumnSchema& column : message.schema)
    ToProto(column, proto.add_schema());
  for (const std::string& point : message.split_points) proto.add_split_points(point);
  for (const SplitLocation& location : message.locations) {
    pb::SplitLocation* entry = proto.add_locations();
    entry->set_location(location.location);
    entry->set_repeat(location.repeat);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, ComputeSplitPointsBySizeResponse* out) {
  pb::ComputeSplitPointsBySizeResponse proto;
  Status status = Parse(body, "ComputeSplitPointsBySizeResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.consumed(), &out->consumed);
  for (const pb::PrimaryKeySchema& column : proto.schema()) {
    FromProto(column, &out->schema.emplace_back());
  }
  out->split_points.assign(proto.split_points().begin(), proto.split_points().end());
  for (const pb::SplitLocation& location : proto.locations()) {
    out->locations.push_back({location.location(), location.repeat()});
  }
  return {};
}

}  // namespace hopline::wire::tablestore
