#include <fmt/format.h>

#include <algorithm>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/operations.h"

namespace hopline::emulator::tablestore {
namespace {

std::string WriteRow(const Call& call, codec::BatchOperation operation,
                     const char* name) {
  auto request = DecodeBody<codec::WriteRowRequest>(call);
  RefuseTransaction(request.transaction_id);
  const auto table = call.store->FindTable(call.instance, request.table_name);
  RowChange change =
      DecodeRowChange({operation, std::move(request.row), std::move(request.condition),
                       std::move(request.return_content)});
  if (change.data_bytes > limits::kWriteBytes) {
    FailParameter(
        fmt::format("The total data size of {} request exceeds the limit, limit size: "
                    "{}, data size: {}.",
                    name, limits::kWriteBytes, change.data_bytes));
  }
  codec::WriteRowResponse response;
  response.consumed = {0, 1};
  std::string row = table->Write(std::move(change), call.now_us);
  if (!row.empty()) response.row = std::move(row);
  return codec::Encode(response);
}

RangeQuery QueryOf(const codec::GetRangeRequest& request, const codec::TableMeta& meta) {
  const codec::PrimaryKey start = DecodeKeyOrFail(request.start_key);
  const codec::PrimaryKey end = DecodeKeyOrFail(request.end_key);
  CheckKey(start, meta, KeyUse::kRangeBounds);
  CheckKey(end, meta, KeyUse::kRangeBounds);
  if (request.limit && *request.limit <= 0)
    FailParameter("The limit must be greater than 0.");
  RangeQuery query;
  query.start = ValuesOf(start);
  query.end = ValuesOf(end);
  query.forward = request.direction == codec::Direction::kForward;
  query.limit = request.limit ? static_cast<size_t>(*request.limit) : limits::kRangeRows;
  const KeyLess less;
  if (query.forward && !less(query.start, query.end)) {
    FailParameter("Begin key must less than end key in FORWARD");
  }
  if (!query.forward && !less(query.end, query.start)) {
    FailParameter("Begin key must more than end key in BACKWARD");
  }
  return query;
}

}  // namespace

std::string PutRow(const Call& call) {
  return WriteRow(call, codec::BatchOperation::kPut, "PutRow");
}

std::string UpdateRow(const Call& call) {
  return WriteRow(call, codec::BatchOperation::kUpdate, "UpdateRow");
}

std::string DeleteRow(const Call& call) {
  return WriteRow(call, codec::BatchOperation::kDelete, "DeleteRow");
}

std::string GetRow(const Call& call) {
  const auto request = DecodeBody<codec::GetRowRequest>(call);
  RefuseTransaction(request.transaction_id);
  const auto table = call.store->FindTable(call.instance, request.table_name);
  const codec::PrimaryKey key = DecodeKeyOrFail(request.primary_key);
  CheckKey(key, table->meta(), KeyUse::kStored);
  const ReadPlan plan(request.selection, table->meta());
  codec::GetRowResponse response;
  response.consumed = {1, 0};
  response.row = table->Get(ValuesOf(key), plan, call.now_us);
  return codec::Encode(response);
}

std::string GetRange(const Call& call) {
  const auto request = DecodeBody<codec::GetRangeRequest>(call);
  RefuseTransaction(request.transaction_id);
  const auto table = call.store->FindTable(call.instance, request.table_name);
  const RangeQuery query = QueryOf(request, table->meta());
  const ReadPlan plan(request.selection, table->meta());
  RangePage page = table->GetRange(query, plan, call.now_us);
  codec::GetRangeResponse response;
  response.consumed = {1, 0};
  response.rows = std::move(page.rows);
  response.next_start_key = std::move(page.next_start_key);
  return codec::Encode(response);
}

}  // namespace hopline::emulator::tablestore
