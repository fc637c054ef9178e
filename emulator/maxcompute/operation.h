#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/server/service.h"
#include "wire/common/encoding.h"

namespace hopline::emulator::maxcompute {

/// What a request asks for. Both endpoints take all of them.
enum class Operation : uint8_t {
  kUnknown,
  kGetProject,
  kGetTunnel,
  kListTables,
  kGetTable,
  kListPartitions,
  kGetPartition,
  kCreateInstance,
  kGetInstance,
  kGetTaskStatus,
  kGetTaskResult,
  kGetInstanceSource,
  kStopInstance,
  kCreateUpload,
  kGetUpload,
  kUploadBlock,
  kCommitUpload,
  kCreateDownload,
  kGetDownload,
  kReadRows,
  kCompleteDownload,
  kPreviewTable,
  kCreateInstanceDownload,
  kGetInstanceDownload,
  kReadInstanceRows,
};

std::string_view OperationName(Operation operation);
/// Tunnel's own answers are JSON, errors included.
bool IsTunnel(Operation operation);

/// Where a request goes.
///
/// Shape: resource is the decoded path without "/api", which signatures cover; the parts
///        below it are empty when the path has none.
struct Address {
  std::string resource;
  wire::Fields query;
  std::string project;
  std::string schema;
  std::string collection;  // "tables", "instances", "tunnel"
  std::string name;        // of the table or instance
  std::string tail;        // "preview"
};

/// Reads "/api/projects/P[/schemas/S]/tables/T?…"; "/api" may be left out.
Address ParseAddress(std::string_view target);

Operation OperationOf(std::string_view method, const Address& address);

}  // namespace hopline::emulator::maxcompute
