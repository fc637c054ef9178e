/// \file run_names.h
/// Which names belong to a run, for writers that clear up after themselves.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/common/object_format.h"
#include "plugins/common/object_names.h"

namespace hopline::plugins {

/// Names of one writer's objects in one run. Borrows context and options.
class RunNames {
 public:
  RunNames(const JobContext& context, const ObjectOptions& options)
      : context_(context), options_(options) {}

  /// What all objects of one attempt at a task begin with.
  std::string OfAttempt(uint32_t task_index, uint32_t attempt) const;
  /// Whether a key belongs to this very run, or to another step of its window: two steps
  /// may write side by side, and each clears up after itself only.
  bool IsOfThisRun(std::string_view key) const;
  /// What all objects of this window and step begin with, with stable names.
  std::string OfWindow() const;

 private:
  NameKey Key(uint32_t task_index, uint32_t attempt) const;

  const JobContext& context_;
  const ObjectOptions& options_;
};

}  // namespace hopline::plugins
