/// \file plan_entry.h
/// What a reader task is told: files, as JSON with a format number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins::file {

/// One file of a task, as it was when the run was planned.
struct PlannedFile {
  std::string name;  ///< relative to the base folder
  int64_t size = 0;
  int64_t changed_unix_ns = 0;
};

std::string EncodeEntry(const std::vector<PlannedFile>& files);
/// Errors: INVALID_STATE for an entry of another format.
std::vector<PlannedFile> DecodeEntry(std::string_view entry);

}  // namespace hopline::plugins::file
