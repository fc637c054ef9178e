#include "emulator/maxcompute/service.h"

#include <utility>

#include "emulator/maxcompute/authenticate.h"
#include "emulator/maxcompute/operations.h"
#include "wire/common/date.h"
#include "wire/common/encoding.h"
#include "wire/maxcompute/error.h"

namespace hopline::emulator::maxcompute {

TableKey Call::table() const {
  std::string schema = address.schema.empty() ? QueryOr("curr_schema") : address.schema;
  if (schema.empty()) schema = "default";
  return {wire::ToLower(address.project), wire::ToLower(schema),
          wire::ToLower(address.name)};
}

MaxComputeService::MaxComputeService(const Clock* clock, std::vector<AccessKey> keys,
                                     std::filesystem::path folder)
    : clock_(clock), keys_(std::move(keys)), store_(std::move(folder)) {}

HttpResponse MaxComputeService::Handle(const HttpRequest& request) {
  const Call call = MakeCall(request);
  HttpResponse response;
  try {
    Authenticate(call, keys_);
    CheckDigest(call);
    response = Perform(call);
  } catch (const Failure& failure) {
    response = ErrorReply(call, failure);
  }
  AddCommonHeaders(call, &response);
  return response;
}

std::string MaxComputeService::OperationOf(const HttpRequest& request) const {
  return std::string(OperationName(
      maxcompute::OperationOf(request.method, ParseAddress(request.target))));
}

HttpResponse MaxComputeService::Refuse(const HttpRequest& request,
                                       const InjectedError& error) {
  const Call call = MakeCall(request);
  HttpResponse response =
      ErrorReply(call, Failure(error.status, error.code, error.message), error.hold_ms);
  AddCommonHeaders(call, &response);
  return response;
}

Call MaxComputeService::MakeCall(const HttpRequest& request) {
  Address address = ParseAddress(request.target);
  const Operation operation = maxcompute::OperationOf(request.method, address);
  const int64_t now_unix_us = clock_->NowUnixUs();
  return {request, std::move(address), operation, now_unix_us,
          ids_.NewRequestId(now_unix_us / 1000000)};
}

HttpResponse MaxComputeService::Perform(const Call& call) {
  if (call.operation == Operation::kUnknown) {
    throw Failure(
        404, "NoSuchObject",
        call.http.method + " " + call.address.resource + " is no call of this emulator");
  }
  if (IsTunnel(call.operation)) return PerformTunnel(call);
  return call.address.collection == "instances" ? PerformInstance(call)
                                                : PerformMetadata(call);
}

HttpResponse MaxComputeService::PerformMetadata(const Call& call) {
  switch (call.operation) {
    case Operation::kGetProject:
      return GetProject(call);
    case Operation::kGetTunnel:
      return PlainReply("text/plain", tunnel_address_);
    case Operation::kListTables:
      return ListTables(call, store_);
    case Operation::kListPartitions:
      return ListPartitions(call, *store_.Get(call.table()));
    case Operation::kGetPartition:
      return GetPartition(call, *store_.Get(call.table()));
    default:
      return GetTable(call, *store_.Get(call.table()));
  }
}

HttpResponse MaxComputeService::PerformInstance(const Call& call) {
  if (call.operation == Operation::kCreateInstance) {
    return CreateInstance(call, &store_, &instances_, &ids_);
  }
  const InstancePtr instance = instances_.Find(call.address.name);
  if (instance == nullptr) throw NoSuchInstance(call.address.name);
  return AnswerInstance(call, *instance);
}

HttpResponse MaxComputeService::PerformTunnel(const Call& call) {
  switch (call.operation) {
    case Operation::kCreateInstanceDownload: {
      const InstancePtr instance = instances_.Find(call.address.name);
      if (instance == nullptr) throw NoSuchInstance(call.address.name);
      return CreateInstanceDownload(call, *instance, &downloads_, &ids_);
    }
    case Operation::kGetInstanceDownload:
    case Operation::kGetDownload:
    case Operation::kCompleteDownload:
      return GetDownload(call, downloads_);
    case Operation::kReadInstanceRows:
    case Operation::kReadRows:
      return ReadRows(call, downloads_);
    default:
      break;
  }
  const TablePtr table = store_.Find(call.table());
  if (table == nullptr) {
    Failure failure = NoSuchTable(call.table().project, call.table().name);
    failure.code = "NoSuchTable";
    throw failure;
  }
  switch (call.operation) {
    case Operation::kCreateUpload:
      return CreateUpload(call, table.get(), &ids_);
    case Operation::kGetUpload:
      return GetUpload(call, *table);
    case Operation::kUploadBlock:
      return UploadBlock(call, table.get());
    case Operation::kCommitUpload:
      return CommitUpload(call, table.get());
    case Operation::kCreateDownload:
      return CreateDownload(call, *table, &downloads_, &ids_);
    default:
      return PreviewTable(call, *table);
  }
}

HttpResponse MaxComputeService::ErrorReply(const Call& call, const Failure& failure,
                                           int64_t hold_ms) const {
  const wire::maxcompute::ErrorReply body = {
      failure.code, failure.message, call.request_id,
      std::string(call.http.HeaderOr("host")), hold_ms};
  HttpResponse response =
      IsTunnel(call.operation)
          ? PlainReply("application/json", wire::maxcompute::FormatErrorJson(body))
          : PlainReply("application/xml", wire::maxcompute::FormatErrorXml(body));
  response.status = failure.status;
  return response;
}

void MaxComputeService::AddCommonHeaders(const Call& call, HttpResponse* response) const {
  response->headers.emplace_back("Server", "hopline-emulator");
  response->headers.emplace_back("Date", wire::FormatHttpDate(call.now_unix_s()));
  response->headers.emplace_back("x-odps-request-id", call.request_id);
}

}  // namespace hopline::emulator::maxcompute
