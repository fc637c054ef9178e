#include "wire/tablestore/batch_messages.h"

#include "wire/tablestore/row_glue.h"

namespace hopline::wire::tablestore {
namespace {

template <typename Message>
void ResultToProto(const BatchRowResult& in, Message* out) {
  out->set_is_ok(in.ok());
  if (in.error) ToProto(*in.error, out->mutable_error());
  if (in.consumed) ToProto(*in.consumed, out->mutable_consumed());
  if (in.row) out->set_row(*in.row);
}

template <typename Message>
void ResultFromProto(const Message& in, BatchRowResult* out) {
  // A failed row always has an error here, even if a server forgot to name it.
  if (in.has_error() || !in.is_ok()) FromProto(in.error(), &out->error.emplace());
  if (in.has_consumed()) FromProto(in.consumed(), &out->consumed.emplace());
  if (in.has_row()) out->row = in.row();
}

}  // namespace

std::string Encode(const BatchWriteRowRequest& message) {
  pb::BatchWriteRowRequest proto;
  for (const BatchWriteTable& table : message.tables) {
    pb::TableInBatchWriteRowRequest* entry = proto.add_tables();
    entry->set_table_name(table.table_name);
    for (const BatchWriteRow& row : table.rows) {
      pb::RowInBatchWriteRowRequest* change = entry->add_rows();
      change->set_type(static_cast<pb::OperationType>(row.operation));
      change->set_row_change(row.row);
      ToProto(row.condition, change->mutable_condition());
      if (row.return_content)
        ToProto(*row.return_content, change->mutable_return_content());
    }
  }
  if (message.transaction_id) proto.set_transaction_id(*message.transaction_id);
  if (message.is_atomic) proto.set_is_atomic(*message.is_atomic);
  return Serialize(proto);
}

Status Decode(std::string_view body, BatchWriteRowRequest* out) {
  pb::BatchWriteRowRequest proto;
  Status status = Parse(body, "BatchWriteRowRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (pb::TableInBatchWriteRowRequest& entry : *proto.mutable_tables()) {
    BatchWriteTable& table = out->tables.emplace_back();
    table.table_name = entry.table_name();
    for (pb::RowInBatchWriteRowRequest& change : *entry.mutable_rows()) {
      BatchWriteRow& row = table.rows.emplace_back();
      row.operation = static_cast<BatchOperation>(change.type());
      row.row = std::move(*change.mutable_row_change());
      FromProto(change.condition(), &row.condition);
      if (change.has_return_content()) {
        FromProto(change.return_content(), &row.return_content.emplace());
      }
    }
  }
  if (proto.has_transaction_id()) out->transaction_id = proto.transaction_id();
  if (proto.has_is_atomic()) out->is_atomic = proto.is_atomic();
  return {};
}

std::string Encode(const BatchWriteRowResponse& message) {
  pb::BatchWriteRowResponse proto;
  for (const BatchTableResult& table : message.tables) {
    pb::TableInBatchWriteRowResponse* entry = proto.add_tables();
    entry->set_table_name(table.table_name);
    for (const BatchRowResult& row : table.rows) ResultToProto(row, entry->add_rows());
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, BatchWriteRowResponse* out) {
  pb::BatchWriteRowResponse proto;
  Status status = Parse(body, "BatchWriteRowResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::TableInBatchWriteRowResponse& entry : proto.tables()) {
    BatchTableResult& table = out->tables.emplace_back();
    table.table_name = entry.table_name();
    for (const pb::RowInBatchWriteRowResponse& row : entry.rows()) {
      ResultFromProto(row, &table.rows.emplace_back());
    }
  }
  return {};
}

std::string Encode(const BatchGetRowRequest& message) {
  pb::BatchGetRowRequest proto;
  for (const BatchGetTable& table : message.tables) {
    pb::TableInBatchGetRowRequest* entry = proto.add_tables();
    entry->set_table_name(table.table_name);
    for (const std::string& key : table.primary_keys) entry->add_primary_key(key);
    for (const std::string& token : table.tokens) entry->add_token(token);
    SelectionToProto(table.selection, entry);
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, BatchGetRowRequest* out) {
  pb::BatchGetRowRequest proto;
  Status status = Parse(body, "BatchGetRowRequest", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::TableInBatchGetRowRequest& entry : proto.tables()) {
    BatchGetTable& table = out->tables.emplace_back();
    table.table_name = entry.table_name();
    table.primary_keys.assign(entry.primary_key().begin(), entry.primary_key().end());
    table.tokens.assign(entry.token().begin(), entry.token().end());
    SelectionFromProto(entry, &table.selection);
  }
  return {};
}

std::string Encode(const BatchGetRowResponse& message) {
  pb::BatchGetRowResponse proto;
  for (const BatchTableResult& table : message.tables) {
    pb::TableInBatchGetRowResponse* entry = proto.add_tables();
    entry->set_table_name(table.table_name);
    for (const BatchRowResult& row : table.rows) {
      pb::RowInBatchGetRowResponse* result = entry->add_rows();
      ResultToProto(row, result);
      if (row.next_token) result->set_next_token(*row.next_token);
    }
  }
  return Serialize(proto);
}

Status Decode(std::string_view body, BatchGetRowResponse* out) {
  pb::BatchGetRowResponse proto;
  Status status = Parse(body, "BatchGetRowResponse", &proto);
  if (!status.ok()) return status;
  *out = {};
  for (const pb::TableInBatchGetRowResponse& entry : proto.tables()) {
    BatchTableResult& table = out->tables.emplace_back();
    table.table_name = entry.table_name();
    for (const pb::RowInBatchGetRowResponse& row : entry.rows()) {
      BatchRowResult& result = table.rows.emplace_back();
      ResultFromProto(row, &result);
      if (row.has_next_token()) result.next_token = row.next_token();
    }
  }
  return {};
}

}  // namespace hopline::wire::tablestore
