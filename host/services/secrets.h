/// \file secrets.h
/// The secrets of this process, and their removal from everything that people read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/services/thread_annotations.h"

namespace hopline::services {

/// Texts that must not be shown. Grows only.
///
/// Threads: any.
class Secrets {
 public:
  /// Fewer than 4 bytes are ignored: replacing them would garble everything.
  void Add(std::string_view secret) HOPLINE_EXCLUDES(mutex_);

  /// The text with every secret, also in its percent-encoded form, replaced by ***.
  std::string Redact(std::string_view text) const HOPLINE_EXCLUDES(mutex_);

 private:
  void Insert(std::string text) HOPLINE_REQUIRES(mutex_);

  mutable Mutex mutex_;
  std::vector<std::string> texts_ HOPLINE_GUARDED_BY(mutex_);  ///< longest first
};

}  // namespace hopline::services
