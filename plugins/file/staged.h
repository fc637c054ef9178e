/// \file staged.h
/// What the writer's phases hand to one another: the token of a run and the message of a
/// task, as JSON with a format number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins::file {

/// Made by Prepare() before any task.
struct Token {
  std::string base;  ///< absolute path of the base folder
  /// The file system's clock at that moment: truncate removes nothing that changed later.
  int64_t prepared_unix_ns = 0;
  std::string
      columns;  ///< formats of the columns the run was planned with, joined by '|'
};

/// One finished file of a task, not yet visible. Names are relative to the base folder.
struct StagedFile {
  std::string hidden;
  std::string name;  ///< under which the commit shows it; empty for a share
  uint64_t size = 0;
};

/// What a task leaves for the commit.
struct TaskMessage {
  std::vector<StagedFile> files;
  /// With writeSingleObject: bytes of the header record that each share begins with; the
  /// commit keeps the first of them.
  uint64_t header_bytes = 0;
};

std::string Encode(const Token& token);
std::string Encode(const TaskMessage& message);

/// Errors: INVALID_STATE for bytes of another format.
Token DecodeToken(std::string_view bytes);
TaskMessage DecodeMessage(std::string_view bytes);

}  // namespace hopline::plugins::file
