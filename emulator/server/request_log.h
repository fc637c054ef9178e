#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace hopline::emulator {

/// One request that was answered, or cut off on purpose.
struct LoggedRequest {
  int64_t seq = 0;  ///< from 1, without gaps
  std::string service;
  std::string operation;
  std::string method;
  std::string target;
  int status = 0;  ///< 0 when no reply was sent
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
  double ms = 0;      ///< in the service; injected delays are not counted
  int in_flight = 0;  ///< requests of the service without a reply at its arrival, with it
  std::string fault;  ///< the action that struck it, usually empty
};

/// The latest requests of all services, in the order in which they were finished.
/// Threads: all methods, from any thread.
class RequestLog {
 public:
  explicit RequestLog(size_t capacity = 65536) : capacity_(capacity) {}

  /// Sets the entry's seq and keeps it; the oldest goes when the log is full.
  void Add(LoggedRequest request);
  /// All kept entries with seq > since, oldest first.
  std::vector<LoggedRequest> Since(int64_t since) const;
  /// The seq of the latest entry, 0 if there was none.
  int64_t Last() const;

 private:
  const size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<LoggedRequest> entries_;
  int64_t last_ = 0;
};

}  // namespace hopline::emulator
