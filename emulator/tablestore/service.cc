#include "emulator/tablestore/service.h"

#include <fmt/format.h>

#include <utility>

#include "emulator/tablestore/operations.h"
#include "emulator/tablestore/request_gate.h"
#include "emulator/tablestore/table_names.h"

namespace hopline::emulator::tablestore {

TablestoreService::TablestoreService(const Clock* clock, std::vector<AccessKey> keys,
                                     std::filesystem::path folder)
    : clock_(clock), keys_(std::move(keys)), store_(std::move(folder)) {}

HttpResponse TablestoreService::Handle(const HttpRequest& request) {
  return Perform(request, nullptr);
}

HttpResponse TablestoreService::HandleFailingRows(const HttpRequest& request,
                                                  const RowFault& fault) {
  return Perform(request, &fault);
}

HttpResponse TablestoreService::Perform(const HttpRequest& request,
                                        const RowFault* row_fault) {
  const int64_t now_us = clock_->NowUnixUs();
  const std::string request_id = NextRequestId(now_us);
  Caller caller;
  caller.operation = OperationInTarget(request.target);
  try {
    const std::string message = CheckEnvelope(request, keys_, now_us, &caller);
    const Operation operation = FindOperation(caller.operation);
    if (operation == nullptr) {
      FailParameter(fmt::format("Unsupported operation: '{}'.", caller.operation));
    }
    std::string content =
        operation({&store_, caller.instance, message, now_us, row_fault});
    return Respond(request, caller, 200, std::move(content), request_id, now_us);
  } catch (const Failure& failure) {
    const codec::ServiceError error = failure.error();
    return Respond(request, caller, codec::HttpStatusOf(error.code), codec::Encode(error),
                   request_id, now_us);
  }
}

std::string TablestoreService::OperationOf(const HttpRequest& request) const {
  std::string operation = OperationInTarget(request.target);
  return FindOperation(operation) == nullptr ? "Unknown" : operation;
}

HttpResponse TablestoreService::Refuse(const HttpRequest& request,
                                       const InjectedError& error) {
  const int64_t now_us = clock_->NowUnixUs();
  Caller caller;
  caller.operation = OperationInTarget(request.target);
  try {
    // Only for its knowledge of the caller: a request that is wrong itself is refused all
    // the same, unsigned.
    (void)CheckEnvelope(request, keys_, now_us, &caller);
  } catch (const Failure&) {
    caller.access_key_id.clear();
  }
  const codec::ServiceError body{error.code, error.message, {}};
  return Respond(request, caller, error.status, codec::Encode(body),
                 NextRequestId(now_us), now_us);
}

std::string TablestoreService::NextRequestId(int64_t now_us) {
  const uint64_t count = ++request_count_;
  const auto time = static_cast<uint64_t>(now_us);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", (time >> 32U) & 0xFFFFFFFFU,
                     (time >> 16U) & 0xFFFFU, time & 0xFFFFU, (count >> 48U) & 0xFFFFU,
                     count & 0xFFFFFFFFFFFFU);
}

std::shared_ptr<Table> TablestoreService::TableOrAdminError(
    const std::string& instance, const std::string& table) const {
  for (const std::string& name : {table, DataTableName(table)}) {
    try {
      return store_.FindTable(instance, name);
    } catch (const Failure&) {
      continue;
    }
  }
  throw AdminError(404, fmt::format("instance {} has no table {}", instance, table));
}

std::vector<emulator::ShardInfo> TablestoreService::ListShards(
    const std::string& instance, const std::string& table) {
  return TableOrAdminError(instance, table)->ListShards();
}

std::vector<std::string> TablestoreService::SplitShard(const std::string& instance,
                                                       const std::string& table,
                                                       const std::string& shard) {
  return TableOrAdminError(instance, table)->SplitShard(shard, clock_->NowUnixUs());
}

std::string TablestoreService::MergeShards(const std::string& instance,
                                           const std::string& table,
                                           const std::vector<std::string>& shards) {
  return TableOrAdminError(instance, table)->MergeShards(shards, clock_->NowUnixUs());
}

}  // namespace hopline::emulator::tablestore
