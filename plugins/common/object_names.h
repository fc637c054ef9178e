/// \file object_names.h
/// Names of a task's objects. Shape and separators are DataX's; the 32 hexadecimal
/// digits, random there, are a digest here, so that a run finds its own objects again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::plugins {

/// What makes the name of a task's objects its own.
struct NameKey {
  std::string_view job_key;  ///< the window
  std::string_view run_id;
  std::string_view step_name;
  uint32_t task_index = 0;
  uint32_t attempt = 0;
};

/// 32 lower-case hexadecimal digits from run (the first 12), step (the next 8), task and
/// attempt.
std::string UniquePart(const NameKey& key);
/// 32 lower-case hexadecimal digits from window (the first 12), step (the next 8) and
/// task: the same in every run.
std::string StablePart(const NameKey& key);

/// What every UniquePart of a run begins with: 12 digits.
std::string RunDigits(const NameKey& key);
/// What every StablePart of a window, or of one step of it, begins with: 12 and 20
/// digits.
std::string WindowDigits(const NameKey& key);
std::string WindowStepDigits(const NameKey& key);

/// object + "__" + part: what all objects of one task begin with.
std::string TaskObjectName(std::string_view object, std::string_view part);

/// task_name, "_" + partition when there is one, "_" + n when n > 0, then the suffix with
/// its dot.
std::string ObjectName(std::string_view task_name, std::string_view partition, uint64_t n,
                       std::string_view suffix);

}  // namespace hopline::plugins
