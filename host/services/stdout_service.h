/// \file stdout_service.h
/// hopline.stdout: data for standard output, each call in one piece.
#pragma once

#include <hopline/services.h>

#include <string_view>

#include "host/services/scope.h"
#include "host/services/thread_annotations.h"

namespace hopline::services {

/// Threads: any. Lives as long as the process.
class StdoutService {
 public:
  explicit StdoutService(int descriptor);

  const hopline_stdout_service* table() const { return &table_; }

  /// Blocks while the pipe is full; scope (may be null) wakes it on cancel.
  ///
  /// Errors: hopline::Error IO for a closed pipe, CANCELLED.
  void Write(Scope* scope, std::string_view bytes) HOPLINE_EXCLUDES(mutex_);

 private:
  const int descriptor_;
  Mutex mutex_;
  hopline_stdout_service table_{};
};

}  // namespace hopline::services
