#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/common/status.h"

/// The XML of instances, which run SQL (spec §4.5).

namespace hopline::wire::maxcompute {

/// One SQL task.
///
/// Shape: settings are SQL hints, e.g. {"odps.sql.type.system.odps2", "true"}.
struct SqlTask {
  std::string name = "AnonymousSQLTask";
  std::string query;
  std::vector<std::pair<std::string, std::string>> settings;
};

/// The body of POST …/instances; its Content-Type is application/xml.
std::string FormatInstanceRequest(const SqlTask& task);
/// The answer to `source`: the same <Job>, not wrapped.
std::string FormatInstanceSource(const SqlTask& task);
Status ParseInstanceRequest(std::string_view xml, SqlTask* out);

/// The body of PUT …/instances/I that stops an instance.
std::string FormatInstanceKill();

/// "Running", "Suspended" or "Terminated".
std::string FormatInstanceStatus(std::string_view status);
Status ParseInstanceStatus(std::string_view xml, std::string* status);

/// Shape: status is Waiting, Running, Success, Failed, Suspended or Cancelled; moments
/// are
///        RFC 1123 dates, empty when they have not come.
struct TaskStatus {
  std::string name;
  std::string status;
  std::string started;
  std::string ended;
};

std::string FormatTaskStatus(std::string_view instance_status, const TaskStatus& task);
/// The first task of the answer.
Status ParseTaskStatus(std::string_view xml, TaskStatus* out);

/// What a task gave: rows as CSV, or a text (of a failed task, its error message).
struct TaskResult {
  std::string name;
  std::string status;
  std::string format;   // "csv" or "text"
  std::string content;  // decoded
};

std::string FormatTaskResult(const TaskResult& result);
/// The first task of the answer.
Status ParseTaskResult(std::string_view xml, TaskResult* out);

}  // namespace hopline::wire::maxcompute
