#include "plugins/odps/metadata.h"

#include <algorithm>

#include "plugins/odps/errors.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr uint64_t kFirstPollMs = 100;
constexpr uint64_t kLongestPollMs = 5'000;
constexpr int kPageSize = 1000;

}  // namespace

mc::SignedRequest Metadata::NewRequest(std::string method, std::string resource,
                                       wire::Fields query) const {
  mc::SignedRequest request;
  request.method = std::move(method);
  request.resource = std::move(resource);
  request.query = std::move(query);
  request.query.emplace_back("curr_project", address_.in_name_of);
  if (!address_.schema.empty()) {
    request.query.emplace_back("curr_schema", address_.schema);
  }
  return request;
}

std::string Metadata::TableResource() const {
  return "/projects/" + address_.project + "/tables/" + address_.table;
}

std::string Metadata::TableInSql() const {
  std::string name = address_.project + ".";
  if (!address_.schema.empty()) name += "`" + address_.schema + "`.";
  return name + "`" + address_.table + "`";
}

mc::Table Metadata::DescribeTable(const Scope& scope) {
  Operation operation{NewRequest("GET", TableResource(), {}),
                      {},
                      nullptr,
                      "describing table " + address_.table};
  const HttpResponse response = service_.Run(operation, scope);
  mc::Table table;
  NeedReadable(ParseTable(response.body, &table), operation.doing);
  return table;
}

std::string Metadata::TunnelUrl(const Scope& scope) {
  if (!address_.tunnel.empty()) return address_.tunnel;
  wire::Fields query = {{"service", ""}};
  if (!address_.quota.empty()) query.emplace_back("quotaName", address_.quota);
  Operation operation{
      NewRequest("GET", "/projects/" + address_.project + "/tunnel", std::move(query)),
      {},
      nullptr,
      "asking for the Tunnel address of project " + address_.project};
  std::string host = service_.Run(operation, scope).body;
  while (!host.empty() && static_cast<unsigned char>(host.back()) <= ' ') host.pop_back();
  if (host.empty()) {
    throw Error(HOPLINE_STATUS_UNAVAILABLE,
                operation.doing + ": the reply is empty; set tunnelServer");
  }
  return service_.url().substr(0, service_.url().find("://") + 3) + host;
}

std::vector<mc::PartitionSpec> Metadata::ListPartitions(const Scope& scope) {
  std::vector<mc::PartitionSpec> all;
  std::string marker;
  do {
    wire::Fields query = {{"partitions", ""},
                          {"expectmarker", "true"},
                          {"maxitems", std::to_string(kPageSize)}};
    if (!marker.empty()) query.emplace_back("marker", marker);
    Operation operation{NewRequest("GET", TableResource(), std::move(query)),
                        {},
                        nullptr,
                        "listing the partitions of table " + address_.table};
    const HttpResponse response = service_.Run(operation, scope);
    mc::PartitionPage page;
    NeedReadable(ParsePartitionPage(response.body, &page), operation.doing);
    for (mc::Partition& partition : page.partitions) {
      all.push_back(std::move(partition.spec));
    }
    if (!marker.empty() && page.marker == marker) {
      throw Error(HOPLINE_STATUS_IO,
                  operation.doing + ": the service gives the same page again and again");
    }
    marker = std::move(page.marker);
  } while (!marker.empty());
  return all;
}

void Metadata::AddPartition(const mc::PartitionSpec& partition, const Scope& scope) {
  RunSql("ALTER TABLE " + TableInSql() + " ADD IF NOT EXISTS PARTITION (" +
             mc::FormatQuotedPartitionSpec(partition) + ");",
         "adding partition " + mc::FormatPartitionSpec(partition), scope);
}

std::string Metadata::Submit(const mc::SqlTask& task, const std::string& doing,
                             const Scope& scope, bool once) {
  const std::string body = FormatInstanceRequest(task);
  Operation operation{
      NewRequest("POST", "/projects/" + address_.project + "/instances", {}), body,
      nullptr, doing, once};
  operation.request.headers.emplace_back("Content-Type", "application/xml");
  const HttpResponse response = service_.Run(operation, scope);
  const std::string* location = FindHttpField(response.headers, "Location");
  const size_t slash = location == nullptr ? std::string::npos : location->rfind('/');
  if (slash == std::string::npos || slash + 1 == location->size()) {
    throw Error(HOPLINE_STATUS_IO, doing + ": the reply names no instance");
  }
  return location->substr(slash + 1);
}

void Metadata::Await(const std::string& instance, const std::string& doing,
                     const Scope& scope) {
  const std::string resource = "/projects/" + address_.project + "/instances/" + instance;
  for (uint64_t pause_ms = kFirstPollMs;;
       pause_ms = std::min(2 * pause_ms, kLongestPollMs)) {
    Operation operation{
        NewRequest("GET", resource, {{"taskstatus", ""}}), {}, nullptr, doing};
    mc::TaskStatus status;
    NeedReadable(ParseTaskStatus(service_.Run(operation, scope).body, &status), doing);
    if (status.status == "Success") return;
    if (status.status == "Failed" || status.status == "Cancelled") break;
    scope.Wait(pause_ms);
  }
  Operation operation{NewRequest("GET", resource, {{"result", ""}}), {}, nullptr, doing};
  mc::TaskResult result;
  NeedReadable(ParseTaskResult(service_.Run(operation, scope).body, &result), doing);
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              doing + ": the statement failed: " + result.content);
}

std::string Metadata::RunSql(const std::string& statement, const std::string& doing,
                             const Scope& scope, bool once) {
  mc::SqlTask task;
  task.query = statement;
  task.settings = {{"odps.sql.type.system.odps2", "true"}};
  if (!address_.schema.empty()) {
    task.settings.emplace_back("odps.namespace.schema", "true");
  }
  const std::string instance = Submit(task, doing, scope, once);
  Await(instance, doing, scope);
  return instance;
}

}  // namespace hopline::plugins::odps
