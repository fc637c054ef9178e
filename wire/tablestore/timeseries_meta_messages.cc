#include "wire/tablestore/timeseries_meta_messages.h"

#include "wire/tablestore/proto/timeseries_meta.pb.h"
#include "wire/tablestore/timeseries_glue.h"

namespace hopline::wire::tablestore {
namespace {

using Kind = MetaCondition::Kind;

template <typename Message>
void SetOperator(const MetaCondition& in, Message* proto) {
  proto->set_op(static_cast<pb::MetaQuerySingleOperator>(in.comparator));
}

void ToProto(const MetaCondition& in, pb::MetaQueryCondition* out) {
  out->set_type(static_cast<pb::MetaQueryConditionType>(in.kind));
  switch (in.kind) {
    case Kind::kComposite: {
      pb::MetaQueryCompositeCondition proto;
      proto.set_op(static_cast<pb::MetaQueryCompositeOperator>(in.logic));
      for (const MetaCondition& operand : in.operands) {
        ToProto(operand, proto.add_sub_conditions());
      }
      out->set_proto_data(Serialize(proto));
      break;
    }
    case Kind::kMeasurement:
    case Kind::kSource: {
      pb::MetaQueryTextCondition proto;
      SetOperator(in, &proto);
      proto.set_value(in.value);
      out->set_proto_data(Serialize(proto));
      break;
    }
    case Kind::kTag:
    case Kind::kAttribute: {
      pb::MetaQueryNamedCondition proto;
      SetOperator(in, &proto);
      proto.set_name(in.name);
      proto.set_value(in.value);
      out->set_proto_data(Serialize(proto));
      break;
    }
    case Kind::kUpdateTime: {
      pb::MetaQueryUpdateTimeCondition proto;
      SetOperator(in, &proto);
      proto.set_value(in.time_us);
      out->set_proto_data(Serialize(proto));
      break;
    }
  }
}

// `budget` counts down the conditions that may still come.
Status FromProto(const pb::MetaQueryCondition& in, int* budget, MetaCondition* out);

Status DecodeComposite(std::string_view body, int* budget, MetaCondition* out) {
  pb::MetaQueryCompositeCondition proto;
  Status status = Parse(body, "MetaQueryCompositeCondition", &proto);
  if (!status.ok()) return status;
  out->logic = static_cast<MetaCondition::Logic>(proto.op());
  for (const pb::MetaQueryCondition& operand : proto.sub_conditions()) {
    status = FromProto(operand, budget, &out->operands.emplace_back());
    if (!status.ok()) return status;
  }
  if (out->operands.empty() ||
      (out->logic == MetaCondition::Logic::kNot && out->operands.size() != 1)) {
    return Status::Error("a composite condition has the wrong number of operands");
  }
  return {};
}

template <typename Message>
Status DecodeLeaf(std::string_view body, Message* proto, MetaCondition* out) {
  Status status = Parse(body, "MetaQueryCondition", proto);
  if (status.ok()) out->comparator = static_cast<MetaCondition::Operator>(proto->op());
  return status;
}

Status FromProto(const pb::MetaQueryCondition& in, int* budget, MetaCondition* out) {
  if (--*budget < 0) {
    return Status::Error("there are more than " + std::to_string(kMaxMetaConditions) +
                         " conditions");
  }
  out->kind = static_cast<Kind>(in.type());
  switch (out->kind) {
    case Kind::kComposite:
      return DecodeComposite(in.proto_data(), budget, out);
    case Kind::kMeasurement:
    case Kind::kSource: {
      pb::MetaQueryTextCondition proto;
      Status status = DecodeLeaf(in.proto_data(), &proto, out);
      out->value = proto.value();
      return status;
    }
    case Kind::kTag:
    case Kind::kAttribute: {
      pb::MetaQueryNamedCondition proto;
      Status status = DecodeLeaf(in.proto_data(), &proto, out);
      out->name = proto.name();
      out->value = proto.value();
      return status;
    }
    case Kind::kUpdateTime: {
      pb::MetaQueryUpdateTimeCondition proto;
      Status status = DecodeLeaf(in.proto_data(), &proto, out);
      out->time_us = proto.value();
      if (status.ok() && out->comparator == MetaCondition::Operator::kPrefix) {
        return Status::Error("a time has no prefix");
      }
      return status;
    }
  }
  return Status::Error("a condition is of an unknown type");
}

void ToProto(const TimeseriesMeta& in, pb::TimeseriesMeta* out) {
  ToProto(in.key, out->mutable_time_series_key());
  if (in.attributes) out->set_attributes(*in.attributes);
  if (in.update_time_us) out->set_update_time(*in.update_time_us);
}

void FromProto(const pb::TimeseriesMeta& in, TimeseriesMeta* out) {
  FromProto(in.time_series_key(), &out->key);
  if (in.has_attributes()) out->attributes = in.attributes();
  if (in.has_update_time()) out->update_time_us = in.update_time();
}

}  // namespace

std::string Encode(const QueryTimeseriesMetaRequest& message) {
  pb::QueryTimeseriesMetaRequest proto;
  proto.set_table_name(message.table_name);
  if (message.condition) ToProto(*message.condition, proto.mutable_condition());
  if (message.get_total_hit) proto.set_get_total_hit(*message.get_total_hit);
  if (message.token) proto.set_token(*message.token);
  if (message.limit) proto.set_limit(*message.limit);
  if (message.supported_table_version) {
    proto.set_supported_table_version(*message.supported_table_version);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, QueryTimeseriesMetaRequest* out) {
  pb::QueryTimeseriesMetaRequest proto;
  Status status = Parse(body, "QueryTimeseriesMetaRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  if (proto.has_condition()) {
    int budget = kMaxMetaConditions;
    status = FromProto(proto.condition(), &budget, &out->condition.emplace());
    if (!status.ok()) return status;
  }
  if (proto.has_get_total_hit()) out->get_total_hit = proto.get_total_hit();
  if (proto.has_token()) out->token = proto.token();
  if (proto.has_limit()) out->limit = proto.limit();
  if (proto.has_supported_table_version()) {
    out->supported_table_version = proto.supported_table_version();
  }
  return {};
}

std::string Encode(const QueryTimeseriesMetaResponse& message) {
  pb::QueryTimeseriesMetaResponse proto;
  for (const TimeseriesMeta& meta : message.metas) {
    ToProto(meta, proto.add_timeseries_metas());
  }
  if (message.total_hit) proto.set_total_hit(*message.total_hit);
  if (message.next_token) proto.set_next_token(*message.next_token);
  return Serialize(proto);
}

Status Decode(std::string_view body, QueryTimeseriesMetaResponse* out) {
  pb::QueryTimeseriesMetaResponse proto;
  Status status = Parse(body, "QueryTimeseriesMetaResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::TimeseriesMeta& meta : proto.timeseries_metas()) {
    FromProto(meta, &out->metas.emplace_back());
  }
  if (proto.has_total_hit()) out->total_hit = proto.total_hit();
  if (proto.has_next_token()) out->next_token = proto.next_token();
  return {};
}

std::string Encode(const UpdateTimeseriesMetaRequest& message) {
  pb::UpdateTimeseriesMetaRequest proto;
  proto.set_table_name(message.table_name);
  for (const TimeseriesMeta& meta : message.metas) {
    ToProto(meta, proto.add_timeseries_meta());
  }
  if (message.supported_table_version) {
    proto.set_supported_table_version(*message.supported_table_version);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, UpdateTimeseriesMetaRequest* out) {
  pb::UpdateTimeseriesMetaRequest proto;
  Status status = Parse(body, "UpdateTimeseriesMetaRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  for (const pb::TimeseriesMeta& meta : proto.timeseries_meta()) {
    FromProto(meta, &out->metas.emplace_back());
  }
  if (proto.has_supported_table_version()) {
    out->supported_table_version = proto.supported_table_version();
  }
  return {};
}

std::string Encode(const DeleteTimeseriesMetaRequest& message) {
  pb::DeleteTimeseriesMetaRequest proto;
  proto.set_table_name(message.table_name);
  for (const TimeseriesKey& key : message.keys) ToProto(key, proto.add_timeseries_key());
  if (message.supported_table_version) {
    proto.set_supported_table_version(*message.supported_table_version);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, DeleteTimeseriesMetaRequest* out) {
  pb::DeleteTimeseriesMetaRequest proto;
  Status status = Parse(body, "DeleteTimeseriesMetaRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  for (const pb::TimeseriesKey& key : proto.timeseries_key()) {
    FromProto(key, &out->keys.emplace_back());
  }
  if (proto.has_supported_table_version()) {
    out->supported_table_version = proto.supported_table_version();
  }
  return {};
}

std::string Encode(const TimeseriesMetaChangeResponse& message) {
  pb::TimeseriesMetaChangeResponse proto;
  for (const FailedRow& row : message.failed_rows) ToProto(row, proto.add_failed_rows());
  return Serialize(proto);
}

Status Decode(std::string_view body, TimeseriesMetaChangeResponse* out) {
  pb::TimeseriesMetaChangeResponse proto;
  Status status = Parse(body, "timeseries meta response", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::FailedRowInfo& row : proto.failed_rows()) {
    FromProto(row, &out->failed_rows.emplace_back());
  }
  return {};
}

}  // namespace hopline::wire::tablestore
