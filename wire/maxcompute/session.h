#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/common/status.h"
#include "wire/maxcompute/type.h"

/// The JSON answers of Tunnel sessions (spec §2.3, §2.5, §2.7).

namespace hopline::wire::maxcompute {

/// A column as the service describes it.
struct Column {
  std::string name;
  Type type;
  std::string comment;
  bool nullable = true;
};

struct TableSchema {
  std::vector<Column> columns;
  std::vector<Column> partition_keys;
  bool is_virtual_view = false;
};

/// The types of the columns, or of those with the given indices.
std::vector<Type> TypesOf(const std::vector<Column>& columns);

/// The states of a session that clients know; the service writes them in lower case.
inline constexpr std::string_view kSessionNormal = "normal";
inline constexpr std::string_view kSessionClosing = "closing";  // uploads: in commit
inline constexpr std::string_view kSessionCommitting = "committing";  // the same
inline constexpr std::string_view kSessionClosed = "closed";          // committed
inline constexpr std::string_view kSessionExpired = "expired";
inline constexpr std::string_view kSessionInitiating = "initiating";  // downloads: poll

inline constexpr int64_t kMaxFieldBytes = 8388608;

struct UploadedBlock {
  int64_t id = 0;
  int64_t version = 0;  // milliseconds when it was written
};

/// Shape: initiated is an RFC 1123 date.
struct UploadSession {
  std::string id;
  std::string status{kSessionNormal};
  std::string owner;
  std::string initiated;
  bool is_overwrite = false;
  int64_t max_field_bytes = kMaxFieldBytes;
  std::string quota_name;
  TableSchema schema;
  std::vector<UploadedBlock> blocks;
};

struct DownloadSession {
  std::string id;
  std::string status{kSessionNormal};
  std::string owner;
  std::string initiated;
  int64_t record_count = 0;
  std::string quota_name;
  TableSchema schema;
};

std::string FormatUploadSession(const UploadSession& session);
/// The answer of commit may hold the block list alone; everything else then stays empty.
Status ParseUploadSession(std::string_view json, UploadSession* out);

std::string FormatDownloadSession(const DownloadSession& session);
Status ParseDownloadSession(std::string_view json, DownloadSession* out);

}  // namespace hopline::wire::maxcompute
