#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the writer's phases hand to one another: the token of a run and the message of a
/// task, as JSON with a format number. Neither holds a secret.

namespace hopline::plugins::oss {

/// Objects below this size travel in the message instead of an upload; it is also the
/// service's smallest part, but for the last of an object. Units: bytes.
inline constexpr uint64_t kMinPartBytes = 100 * 1024;

/// Made by Prepare() before any task.
struct Token {
  /// The service's clock at that moment: truncate deletes nothing newer. Units: seconds
  /// since the epoch.
  int64_t prepared_unix_s = 0;
  /// The upload that all tasks share with writeSingleObject; else empty.
  std::string upload_id;
  /// Formats of the columns the run was planned with, joined by '|'.
  std::string columns;
};

/// One finished object of a task, not yet visible.
struct StagedObject {
  std::string key;
  std::string upload_id;  ///< empty: the bytes are in `body`
  uint32_t parts = 0;     ///< numbers 1 … parts
  uint64_t size = 0;
  uint64_t crc64 = 0;
  std::string body;
};

/// A task's share of a single object: head, parts, tail, in this order. The header record
/// stands before the first of all shares only.
///
/// Shape: head is empty only if the task has no rows; parts > 0 only if head has at least
/// kMinPartBytes, so that it makes a part with whatever stands before it. tail is shorter
/// than that.
struct StagedShare {
  uint32_t joint = 0;  ///< number of the part that may go before the share's own
  uint32_t parts = 0;  ///< numbers joint + 1 … joint + parts
  uint64_t parts_bytes = 0;
  uint64_t parts_crc64 = 0;
  std::string header;
  std::string head;
  std::string tail;
};

/// What a task leaves for the commit.
struct TaskMessage {
  std::vector<StagedObject> objects;
  std::optional<StagedShare> share;  ///< with writeSingleObject
  /// Keys under which a second upload may stand: the reply to a first Initiate was lost.
  std::vector<std::string> twins;
};

std::string Encode(const Token& token);
std::string Encode(const TaskMessage& message);

/// Errors: INVALID_STATE for bytes of another format or damaged ones.
Token DecodeToken(std::string_view bytes);
TaskMessage DecodeMessage(std::string_view bytes);

}  // namespace hopline::plugins::oss
