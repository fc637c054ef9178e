#include "emulator/maxcompute/operation.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace hopline::emulator::maxcompute {
namespace {

constexpr std::array<std::pair<Operation, std::string_view>, 24> kNames = {{
    {Operation::kGetProject, "GetProject"},
    {Operation::kGetTunnel, "GetTunnel"},
    {Operation::kListTables, "ListTables"},
    {Operation::kGetTable, "GetTable"},
    {Operation::kListPartitions, "ListPartitions"},
    {Operation::kGetPartition, "GetPartition"},
    {Operation::kCreateInstance, "CreateInstance"},
    {Operation::kGetInstance, "GetInstance"},
    {Operation::kGetTaskStatus, "GetTaskStatus"},
    {Operation::kGetTaskResult, "GetTaskResult"},
    {Operation::kGetInstanceSource, "GetInstanceSource"},
    {Operation::kStopInstance, "StopInstance"},
    {Operation::kCreateUpload, "CreateUpload"},
    {Operation::kGetUpload, "GetUpload"},
    {Operation::kUploadBlock, "UploadBlock"},
    {Operation::kCommitUpload, "CommitUpload"},
    {Operation::kCreateDownload, "CreateDownload"},
    {Operation::kGetDownload, "GetDownload"},
    {Operation::kReadRows, "ReadRows"},
    {Operation::kCompleteDownload, "CompleteDownload"},
    {Operation::kPreviewTable, "PreviewTable"},
    {Operation::kCreateInstanceDownload, "CreateInstanceDownload"},
    {Operation::kGetInstanceDownload, "GetInstanceDownload"},
    {Operation::kReadInstanceRows, "ReadInstanceRows"},
}};

bool Has(const Address& address, std::string_view name) {
  return wire::FindQuery(address.query, name) != nullptr;
}

Operation OfTable(std::string_view method, const Address& address) {
  const bool upload = Has(address, "uploadid");
  const bool download = Has(address, "downloadid");
  if (method == "GET") {
    if (address.tail == "preview") return Operation::kPreviewTable;
    if (!address.tail.empty()) return Operation::kUnknown;
    if (upload) return Operation::kGetUpload;
    if (download) {
      return Has(address, "data") ? Operation::kReadRows : Operation::kGetDownload;
    }
    if (Has(address, "partitions")) return Operation::kListPartitions;
    return Has(address, "partition") ? Operation::kGetPartition : Operation::kGetTable;
  }
  if (!address.tail.empty()) return Operation::kUnknown;
  if (method == "PUT" && upload) return Operation::kUploadBlock;
  if (method != "POST") return Operation::kUnknown;
  if (Has(address, "uploads")) return Operation::kCreateUpload;
  if (upload) return Operation::kCommitUpload;
  if (Has(address, "downloads")) return Operation::kCreateDownload;
  return download ? Operation::kCompleteDownload : Operation::kUnknown;
}

Operation OfInstance(std::string_view method, const Address& address) {
  if (method == "PUT") return Operation::kStopInstance;
  if (method == "POST") {
    return Has(address, "downloads") ? Operation::kCreateInstanceDownload
                                     : Operation::kUnknown;
  }
  if (method != "GET") return Operation::kUnknown;
  if (Has(address, "downloadid")) {
    return Has(address, "data") ? Operation::kReadInstanceRows
                                : Operation::kGetInstanceDownload;
  }
  if (Has(address, "taskstatus")) return Operation::kGetTaskStatus;
  if (Has(address, "result")) return Operation::kGetTaskResult;
  if (Has(address, "source")) return Operation::kGetInstanceSource;
  for (const char* other :
       {"cached", "instancesummary", "instanceprogress", "instancedetail", "info"}) {
    if (Has(address, other)) return Operation::kUnknown;
  }
  return Operation::kGetInstance;
}

}  // namespace

std::string_view OperationName(Operation operation) {
  for (const auto& [value, name] : kNames) {
    if (value == operation) return name;
  }
  return "Unknown";
}

bool IsTunnel(Operation operation) { return operation >= Operation::kCreateUpload; }

Address ParseAddress(std::string_view target) {
  Address address;
  const size_t mark = target.find('?');
  std::string_view path = target.substr(0, mark);
  if (mark != std::string_view::npos) {
    address.query = wire::ParseQuery(target.substr(mark + 1));
  }
  if (path.starts_with("/api/") && !path.starts_with("/api/storage/")) {
    path.remove_prefix(4);
  }
  address.resource = wire::PercentDecode(path);
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const size_t slash = std::min(path.find('/'), path.size());
    parts.push_back(wire::PercentDecode(path.substr(0, slash)));
    path.remove_prefix(slash);
  }
  if (parts.size() < 2 || parts[0] != "projects") return address;
  address.project = parts[1];
  size_t at = 2;
  if (parts.size() > 4 && parts[2] == "schemas") {
    address.schema = parts[3];
    at = 4;
  }
  for (std::string* part : {&address.collection, &address.name, &address.tail}) {
    if (at < parts.size()) *part = parts[at++];
  }
  if (at < parts.size()) address.collection = "unknown";
  return address;
}

Operation OperationOf(std::string_view method, const Address& address) {
  const std::string& collection = address.collection;
  if (address.project.empty()) return Operation::kUnknown;
  if (collection == "tables" && !address.name.empty()) return OfTable(method, address);
  if (collection == "instances" && !address.name.empty()) {
    return OfInstance(method, address);
  }
  if (method == "POST" && collection == "instances") return Operation::kCreateInstance;
  if (method != "GET" || !address.name.empty()) return Operation::kUnknown;
  if (collection.empty()) return Operation::kGetProject;
  if (collection == "tunnel") return Operation::kGetTunnel;
  return collection == "tables" ? Operation::kListTables : Operation::kUnknown;
}

}  // namespace hopline::emulator::maxcompute
