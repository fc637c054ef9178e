#include "plugins/odps/block_sender.h"

#include <utility>

namespace hopline::plugins::odps {

BlockSender::BlockSender(Send send)
    : send_(std::move(send)), thread_([this] { Run(); }) {}

BlockSender::~BlockSender() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BlockSender::Push(Block block) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failure_ != nullptr || !waiting_.has_value(); });
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    waiting_ = std::move(block);
  }
  changed_.notify_all();
}

void BlockSender::Drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] {
    return failure_ != nullptr || (!waiting_.has_value() && !sending_);
  });
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

void BlockSender::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || waiting_.has_value(); });
    if (stop_) return;
    const Block block = std::move(*waiting_);
    waiting_.reset();
    sending_ = true;
    changed_.notify_all();
    lock.unlock();
    std::exception_ptr failure;
    try {
      send_(block);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    sending_ = false;
    failure_ = failure;
    changed_.notify_all();
    if (failure_ != nullptr) return;
  }
}

}  // namespace hopline::plugins::odps
