#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "plugins/odps/block.h"

namespace hopline::plugins::odps {

/// Sends one block while the next one is encoded.
///
/// Threads: the methods belong to the task's thread.
class BlockSender {
 public:
  using Send = std::function<void(const Block&)>;
  explicit BlockSender(Send send);
  /// Waits for a block in flight; one that still waits is dropped.
  ~BlockSender();
  BlockSender(const BlockSender&) = delete;
  BlockSender& operator=(const BlockSender&) = delete;

  /// Waits until the block before is on its way. Throws the error of an earlier one.
  void Push(Block block);
  /// Waits until all are sent. Throws the first error.
  void Drain();

 private:
  void Run();

  const Send send_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_, all of them.
  std::optional<Block> waiting_;
  bool sending_ = false;
  bool stop_ = false;
  std::exception_ptr failure_;

  std::thread thread_;
};

}  // namespace hopline::plugins::odps
