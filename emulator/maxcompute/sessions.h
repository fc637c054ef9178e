#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "emulator/maxcompute/rows.h"
#include "wire/maxcompute/instance.h"
#include "wire/maxcompute/session.h"

/// What lives in memory only: downloads and instances. They end with the process, as they
/// would end with their lifetime.

namespace hopline::emulator::maxcompute {

/// A snapshot that is being read.
struct Download {
  std::string id;
  std::string resource;   // the path that it was made with
  std::string partition;  // "" for a plain table and for instances
  int64_t created_unix_s = 0;
  wire::maxcompute::TableSchema schema;
  Rows rows;
  int64_t limit_rows = 0;  // the rows behind it are not told of

  int64_t count() const { return std::min(limit_rows, rows.count()); }
};
using DownloadPtr = std::shared_ptr<const Download>;

/// What an SQL task gave.
struct QueryResult {
  wire::maxcompute::TableSchema schema;  // no columns: the statement gives no rows
  Rows rows;
};

struct Instance {
  std::string id;
  wire::maxcompute::SqlTask task;
  int64_t created_unix_s = 0;
  bool failed = false;
  std::string error;
  QueryResult result;
};
using InstancePtr = std::shared_ptr<const Instance>;

/// Ids of one service: a moment and a number, as the service's own look.
class IdSource {
 public:
  IdSource();
  /// "yyyyMMddHHmmss" and 16 hex digits.
  std::string NewSessionId(int64_t now_unix_s);
  /// "yyyyMMddHHmmss", milliseconds, "g" and letters.
  std::string NewInstanceId(int64_t now_unix_us);
  std::string NewRequestId(int64_t now_unix_s);

 private:
  const uint64_t seed_;
  std::atomic<uint64_t> last_{0};
};

/// Values by id, the oldest of which go when they have outlived a day twice.
/// Threads: all methods, from any thread.
template <typename Value>
class Registry {
 public:
  using Pointer = std::shared_ptr<const Value>;

  void Add(Pointer value) {
    std::map<std::string, Pointer> removed;  // ends outside of the lock
    const std::lock_guard lock(mutex_);
    const int64_t oldest_unix_s = value->created_unix_s - 2 * kLifeS;
    for (auto at = values_.begin(); at != values_.end();) {
      const auto here = at++;
      if (here->second->created_unix_s < oldest_unix_s)
        removed.insert(values_.extract(here));
    }
    values_[value->id] = std::move(value);
  }

  /// Null if there is none.
  Pointer Find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(id);
    return found == values_.end() ? nullptr : found->second;
  }

 private:
  static constexpr int64_t kLifeS = 86400;

  mutable std::mutex mutex_;
  std::map<std::string, Pointer> values_;
};

}  // namespace hopline::emulator::maxcompute
