#include <fmt/core.h>

#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/operations.h"
#include "emulator/maxcompute/sql_executor.h"
#include "wire/common/date.h"
#include "wire/maxcompute/instance.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

/// Results through the API endpoint, and limited downloads, end here.
constexpr int64_t kMaxResultRows = 10000;
constexpr const char* kTerminated = "Terminated";

wm::TaskResult ResultOf(const Instance& instance) {
  if (instance.failed) return {instance.task.name, "Failed", "text", instance.error};
  const bool rows = !instance.result.schema.columns.empty();
  return {instance.task.name, "Success", rows ? "csv" : "text",
          rows ? FormatCsv(instance.result, kMaxResultRows) : std::string()};
}

}  // namespace

HttpResponse CreateInstance(const Call& call, Store* store, Registry<Instance>* instances,
                            IdSource* ids) {
  auto instance = std::make_shared<Instance>();
  instance->id = ids->NewInstanceId(call.now_unix_us);
  instance->created_unix_s = call.now_unix_s();
  const wire::Status status = wm::ParseInstanceRequest(call.http.body, &instance->task);
  if (!status.ok()) throw Failure(400, "InvalidArgument", status.message());
  try {
    instance->result = RunSql(instance->task, {store, call.address.project,
                                               "ALIYUN$hopline", call.now_unix_s(), ids});
  } catch (const Failure& failure) {
    instance->failed = true;
    instance->error = failure.message;
  }
  HttpResponse response = XmlReply("");
  response.status = 201;
  response.headers.emplace_back(
      "Location",
      fmt::format("http://{}/api/projects/{}/instances/{}", call.http.HeaderOr("host"),
                  call.address.project, instance->id));
  instances->Add(std::move(instance));
  return response;
}

HttpResponse AnswerInstance(const Call& call, const Instance& instance) {
  const std::string date = wire::FormatHttpDate(instance.created_unix_s);
  switch (call.operation) {
    case Operation::kGetTaskStatus:
      return XmlReply(wm::FormatTaskStatus(
          kTerminated,
          {instance.task.name, instance.failed ? "Failed" : "Success", date, date}));
    case Operation::kGetTaskResult:
      return XmlReply(wm::FormatTaskResult(ResultOf(instance)));
    case Operation::kGetInstanceSource:
      return XmlReply(wm::FormatInstanceSource(instance.task));
    case Operation::kStopInstance:
      return XmlReply("");
    default:
      break;
  }
  HttpResponse response = XmlReply(wm::FormatInstanceStatus(kTerminated));
  response.headers.emplace_back("x-odps-owner", "ALIYUN$hopline");
  // The Java SDK needs both.
  response.headers.emplace_back("x-odps-start-time", date);
  response.headers.emplace_back("x-odps-end-time", date);
  return response;
}

HttpResponse CreateInstanceDownload(const Call& call, const Instance& instance,
                                    Registry<Download>* downloads, IdSource* ids) {
  if (instance.failed || instance.result.schema.columns.empty()) {
    throw InvalidArgument("the instance has no rows to read");
  }
  auto download = std::make_shared<Download>();
  download->id = ids->NewSessionId(call.now_unix_s());
  download->resource = call.address.resource;
  download->created_unix_s = call.now_unix_s();
  download->schema = instance.result.schema;
  download->limit_rows = call.Has("instance_tunnel_limit_enabled")
                             ? kMaxResultRows
                             : instance.result.rows.count();
  download->rows = instance.result.rows;
  HttpResponse response = DownloadReply(call, *download);
  downloads->Add(std::move(download));
  return response;
}

}  // namespace hopline::emulator::maxcompute
