#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/operations.h"

namespace hopline::emulator::tablestore {
namespace {

template <typename Tables>
void CheckTableNames(const Tables& tables) {
  std::set<std::string_view> names;
  for (const auto& table : tables) {
    if (!names.insert(table.table_name).second) {
      FailParameter(fmt::format("Duplicated table name: '{}'.", table.table_name));
    }
  }
}

// A row may occur twice only if no write of it looks at what is there.
void CheckRepeatedRows(const std::vector<RowChange>& changes) {
  std::map<Key, bool, KeyLess> conditional_of;
  for (const RowChange& change : changes) {
    const bool expects = change.existence != codec::RowExistence::kIgnore;
    const bool conditional = expects || change.column_condition.has_value();
    const auto [it, first] =
        conditional_of.emplace(ValuesOf(change.row.key), conditional);
    if (first || (!conditional && !it->second)) continue;
    FailParameter(
        expects || !change.column_condition
            ? "Repeated rows do not support row exist expectation check in BatchModify."
            : "Repeated rows do not support row condition check in BatchModify.");
  }
}

// All rows of all tables, decoded before any is written: a malformed row fails the whole
// request.
std::vector<std::vector<RowChange>> DecodeAll(const codec::BatchWriteRowRequest& request,
                                              const Call& call) {
  std::vector<std::vector<RowChange>> all;
  size_t rows = 0;
  int64_t data_bytes = 0;
  for (const codec::BatchWriteTable& table : request.tables) {
    if (table.rows.empty()) {
      FailParameter(
          fmt::format("No operation is specified for table: '{}'.", table.table_name));
    }
    const size_t first_row = rows;
    rows += table.rows.size();
    if (rows > limits::kBatchWriteRows) {
      FailParameter(fmt::format("Rows count exceeds the upper limit: {}.",
                                limits::kBatchWriteRows));
    }
    std::vector<RowChange>& changes = all.emplace_back();
    for (const codec::BatchWriteRow& row : table.rows) {
      const size_t index = first_row + changes.size();
      RowChange& change = changes.emplace_back(DecodeRowChange(row));
      change.injected = call.InjectedFailure(index);
      data_bytes += change.data_bytes;
    }
    CheckRepeatedRows(changes);
  }
  if (data_bytes > limits::kWriteBytes) {
    FailParameter(
        fmt::format("The total data size of BatchWriteRow request exceeds the limit, "
                    "limit size: {}, data size: {}.",
                    limits::kWriteBytes, data_bytes));
  }
  return all;
}

codec::BatchRowResult Failed(const Failure& failure) {
  codec::BatchRowResult result;
  result.error = failure.error();
  return result;
}

codec::BatchRowResult GetOne(const Call& call, const Table& table, const ReadPlan& plan,
                             const std::string& key_bytes, size_t index) {
  codec::BatchRowResult result;
  result.error = call.InjectedFailure(index);
  if (result.error) return result;
  try {
    const codec::PrimaryKey key = DecodeKeyOrFail(key_bytes);
    CheckKey(key, table.meta(), KeyUse::kStored);
    result.row = table.Get(ValuesOf(key), plan, call.now_us);
    result.consumed = codec::ConsumedCapacity{1, 0};
    return result;
  } catch (const Failure& failure) {
    return Failed(failure);
  }
}

}  // namespace

std::string BatchWriteRow(const Call& call) {
  const auto request = DecodeBody<codec::BatchWriteRowRequest>(call);
  RefuseTransaction(request.transaction_id);
  if (request.is_atomic.value_or(false)) {
    FailParameter("Atomic BatchWriteRow is not supported.");
  }
  if (request.tables.empty()) FailParameter("No row is specified in BatchWriteRow.");
  CheckTableNames(request.tables);
  std::vector<std::vector<RowChange>> changes = DecodeAll(request, call);
  codec::BatchWriteRowResponse response;
  for (size_t i = 0; i < request.tables.size(); ++i) {
    codec::BatchTableResult& result = response.tables.emplace_back();
    result.table_name = request.tables[i].table_name;
    const size_t rows = changes[i].size();
    try {
      const auto table = call.store->FindTable(call.instance, result.table_name);
      result.rows = table->WriteBatch(std::move(changes[i]), call.now_us);
    } catch (const Failure& failure) {
      result.rows.assign(rows, Failed(failure));
    }
  }
  return codec::Encode(response);
}

std::string BatchGetRow(const Call& call) {
  const auto request = DecodeBody<codec::BatchGetRowRequest>(call);
  CheckTableNames(request.tables);
  size_t rows = 0;
  for (const codec::BatchGetTable& table : request.tables)
    rows += table.primary_keys.size();
  if (rows == 0) FailParameter("No row specified in the request of BatchGetRow.");
  if (rows > limits::kBatchGetRows) {
    FailParameter(
        fmt::format("Rows count exceeds the upper limit: {}.", limits::kBatchGetRows));
  }
  codec::BatchGetRowResponse response;
  size_t index = 0;
  for (const codec::BatchGetTable& wanted : request.tables) {
    codec::BatchTableResult& result = response.tables.emplace_back();
    result.table_name = wanted.table_name;
    std::shared_ptr<Table> table;
    try {
      table = call.store->FindTable(call.instance, wanted.table_name);
    } catch (const Failure& failure) {
      result.rows.assign(wanted.primary_keys.size(), Failed(failure));
      index += wanted.primary_keys.size();
      continue;
    }
    const ReadPlan plan(wanted.selection, table->meta());
    for (const std::string& key : wanted.primary_keys) {
      result.rows.push_back(GetOne(call, *table, plan, key, index++));
    }
  }
  return codec::Encode(response);
}

}  // namespace hopline::emulator::tablestore
