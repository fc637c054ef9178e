#include "wire/tablestore/row_messages.h"

#include "wire/tablestore/row_glue.h"

namespace hopline::wire::tablestore {

void ToProto(const Condition& in, pb::Condition* out) {
  out->set_row_existence(static_cast<pb::RowExistenceExpectation>(in.row_existence));
  if (in.column_condition) out->set_column_condition(*in.column_condition);
}

void FromProto(const pb::Condition& in, Condition* out) {
  out->row_existence = static_cast<RowExistence>(in.row_existence());
  if (in.has_column_condition()) out->column_condition = in.column_condition();
}

void ToProto(const ReturnContent& in, pb::ReturnContent* out) {
  if (in.type) out->set_return_type(static_cast<pb::ReturnType>(*in.type));
  for (const std::string& name : in.column_names) out->add_return_column_names(name);
}

void FromProto(const pb::ReturnContent& in, ReturnContent* out) {
  if (in.has_return_type()) out->type = static_cast<ReturnType>(in.return_type());
  out->column_names.assign(in.return_column_names().begin(),
                           in.return_column_names().end());
}

void ToProto(const TimeRange& in, pb::TimeRange* out) {
  if (in.start_ms) out->set_start_time(*in.start_ms);
  if (in.end_ms) out->set_end_time(*in.end_ms);
  if (in.specific_ms) out->set_specific_time(*in.specific_ms);
}

void FromProto(const pb::TimeRange& in, TimeRange* out) {
  if (in.has_start_time()) out->start_ms = in.start_time();
  if (in.has_end_time()) out->end_ms = in.end_time();
  if (in.has_specific_time()) out->specific_ms = in.specific_time();
}

std::string Encode(const WriteRowRequest& message) {
  pb::WriteRowRequest proto;
  proto.set_table_name(message.table_name);
  proto.set_row(message.row);
  ToProto(message.condition, proto.mutable_condition());
  if (message.return_content) {
    ToProto(*message.return_content, proto.mutable_return_content());
  }
  if (message.transaction_id) proto.set_transaction_id(*message.transaction_id);
  return Serialize(proto);
}

Status Decode(std::string_view body, WriteRowRequest* out) {
  pb::WriteRowRequest proto;
  Status status = Parse(body, "PutRow/UpdateRow/DeleteRow request", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  out->row = std::move(*proto.mutable_row());
  FromProto(proto.condition(), &out->condition);
  if (proto.has_return_content()) {
    FromProto(proto.return_content(), &out->return_content.emplace());
  }
  if (proto.has_transaction_id()) out->transaction_id = proto.transaction_id();
  return {};
}

std::string Encode(const WriteRowResponse& message) {
  pb::WriteRowResponse proto;
  ToProto(message.consumed, proto.mutable_consumed());
  if (message.row) proto.set_row(*message.row);
  return Serialize(proto);
}

Status Decode(std::string_view body, WriteRowResponse* out) {
  pb::WriteRowResponse proto;
  Status status = Parse(body, "PutRow/UpdateRow/DeleteRow response", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.consumed(), &out->consumed);
  if (proto.has_row()) out->row = proto.row();
  return {};
}

std::string Encode(const GetRowRequest& message) {
  pb::GetRowRequest proto;
  proto.set_table_name(message.table_name);
  proto.set_primary_key(message.primary_key);
  SelectionToProto(message.selection, &proto);
  if (message.token) proto.set_token(*message.token);
  if (message.transaction_id) proto.set_transaction_id(*message.transaction_id);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetRowRequest* out) {
  pb::GetRowRequest proto;
  Status status = Parse(body, "GetRowRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  out->primary_key = proto.primary_key();
  SelectionFromProto(proto, &out->selection);
  if (proto.has_token()) out->token = proto.token();
  if (proto.has_transaction_id()) out->transaction_id = proto.transaction_id();
  return {};
}

std::string Encode(const GetRowResponse& message) {
  pb::GetRowResponse proto;
  ToProto(message.consumed, proto.mutable_consumed());
  proto.set_row(message.row);
  if (message.next_token) proto.set_next_token(*message.next_token);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetRowResponse* out) {
  pb::GetRowResponse proto;
  Status status = Parse(body, "GetRowResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.consumed(), &out->consumed);
  out->row = std::move(*proto.mutable_row());
  if (proto.has_next_token()) out->next_token = proto.next_token();
  return {};
}

std::string Encode(const GetRangeRequest& message) {
  pb::GetRangeRequest proto;
  proto.set_table_name(message.table_name);
  proto.set_direction(static_cast<pb::Direction>(message.direction));
  SelectionToProto(message.selection, &proto);
  if (message.limit) proto.set_limit(*message.limit);
  proto.set_inclusive_start_primary_key(message.start_key);
  proto.set_exclusive_end_primary_key(message.end_key);
  if (message.token) proto.set_token(*message.token);
  if (message.transaction_id) proto.set_transaction_id(*message.transaction_id);
  if (message.data_block_type_hint) {
    proto.set_data_block_type_hint(*message.data_block_type_hint);
  }
  if (message.return_entire_primary_keys) {
    proto.set_return_entire_primary_keys(*message.return_entire_primary_keys);
  }
  if (message.compress_type_hint)
    proto.set_compress_type_hint(*message.compress_type_hint);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetRangeRequest* out) {
  pb::GetRangeRequest proto;
  Status status = Parse(body, "GetRangeRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  out->table_name = proto.table_name();
  out->direction = static_cast<Direction>(proto.direction());
  SelectionFromProto(proto, &out->selection);
  if (proto.has_limit()) out->limit = proto.limit();
  out->start_key = proto.inclusive_start_primary_key();
  out->end_key = proto.exclusive_end_primary_key();
  if (proto.has_token()) out->token = proto.token();
  if (proto.has_transaction_id()) out->transaction_id = proto.transaction_id();
  if (proto.has_data_block_type_hint()) {
    out->data_block_type_hint = proto.data_block_type_hint();
  }
  if (proto.has_return_entire_primary_keys()) {
    out->return_entire_primary_keys = proto.return_entire_primary_keys();
  }
  if (proto.has_compress_type_hint())
    out->compress_type_hint = proto.compress_type_hint();
  return {};
}

std::string Encode(const GetRangeResponse& message) {
  pb::GetRangeResponse proto;
  ToProto(message.consumed, proto.mutable_consumed());
  proto.set_rows(message.rows);
  if (message.next_start_key) proto.set_next_start_primary_key(*message.next_start_key);
  if (message.next_token) proto.set_next_token(*message.next_token);
  return Serialize(proto);
}

Status Decode(std::string_view body, GetRangeResponse* out) {
  pb::GetRangeResponse proto;
  Status status = Parse(body, "GetRangeResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  FromProto(proto.consumed(), &out->consumed);
  out->rows = std::move(*proto.mutable_rows());
  if (proto.has_next_start_primary_key()) {
    out->next_start_key = proto.next_start_primary_key();
  }
  if (proto.has_next_token()) out->next_token = proto.next_token();
  return {};
}

}  // namespace hopline::wire::tablestore
