#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "plugins/oss/client.h"

namespace hopline::plugins::oss {

/// An upload in progress, as its parts come back.
///
/// Owns:    the task; it outlives the parts that were put in the queue.
/// Threads: `crcs` is guarded by the queue's mutex until Drain().
struct Upload {
  std::string key;
  std::string upload_id;
  struct Part {
    uint64_t size = 0;
    uint64_t crc64 = 0;
  };
  std::vector<Part> parts;  ///< in the order they were put

  uint64_t TotalBytes() const;
  uint64_t TotalCrc64() const;
};

/// Sends parts while the task renders the next rows: a few threads, and a few buffers
/// that go round between them and the task.
///
/// Threads: all functions belong to the task's thread.
/// Errors:  the first failed part is thrown by the next call of any function but the
///          destructor, which waits for what is in flight and drops the rest.
class PartQueue {
 public:
  /// Units: memory_bytes bounds the buffers, but two are always allowed.
  PartQueue(Client& client, Scope scope, uint64_t memory_bytes);
  ~PartQueue();
  PartQueue(const PartQueue&) = delete;
  PartQueue& operator=(const PartQueue&) = delete;

  /// An empty buffer with room for a part; waits while too many are on their way.
  std::string TakeBuffer(uint64_t part_bytes);

  /// Sends `bytes` as part `number` of the upload and takes the buffer over.
  void Put(Upload& upload, uint32_t number, std::string bytes);

  /// Waits until everything put so far has arrived.
  void Drain();

 private:
  struct Job {
    Upload* upload;
    size_t index;  ///< into upload->parts
    uint32_t number;
    std::string bytes;
  };
  void Work();
  uint64_t Send(const Job& job);
  void ThrowIfFailed();  // mutex_ held

  Client& client_;
  Scope scope_;
  std::mutex mutex_;
  std::condition_variable work_;  // jobs_ has grown, or stop_
  std::condition_variable done_;  // a job is done or has failed
  const uint64_t memory_bytes_;
  std::deque<Job> jobs_;
  std::vector<std::string> free_;  // buffers to be used again
  size_t in_flight_ = 0;           // jobs waiting or being sent
  bool stop_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace hopline::plugins::oss
