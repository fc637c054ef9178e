#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace hopline::plugins {

/// Calls a function again and again on a thread of its own, ahead of the caller, so that
/// the next pages are on their way while this one is decoded. Four results exist at most:
/// the one taken, two waiting (the second bridges a caller or a service that is late for
/// once; a third gained nothing), and the one on its way.
///
/// Threads: Next() belongs to one thread.
template <class Item>
class ReadAhead {
 public:
  /// Returns the next result, nothing at the end; may throw.
  using Fetch = std::function<std::optional<Item>()>;

  explicit ReadAhead(Fetch fetch)
      : fetch_(std::move(fetch)), thread_([this] { Run(); }) {}
  /// Waits for a call in progress.
  ~ReadAhead() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// The next result; nothing at the end, and when asked again. Throws what the function
  /// threw, behind the results that came before.
  std::optional<Item> Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !ready_.empty() || ended_; });
    if (ready_.empty()) {
      if (failure_ != nullptr) std::rethrow_exception(failure_);
      return std::nullopt;
    }
    std::optional<Item> item(std::move(ready_.front()));
    ready_.pop_front();
    changed_.notify_all();
    return item;
  }

 private:
  static constexpr size_t kWaiting = 2;

  void Run() {
    for (;;) {
      std::optional<Item> item;
      std::exception_ptr failure;
      try {
        item = fetch_();
      } catch (...) {
        failure = std::current_exception();
      }
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || ready_.size() < kWaiting; });
      failure_ = failure;
      ended_ = !item.has_value();
      if (item.has_value()) ready_.push_back(*std::move(item));
      changed_.notify_all();
      if (stop_ || ended_) return;
    }
  }

  Fetch fetch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> ready_;      // guarded by mutex_
  std::exception_ptr failure_;  // guarded by mutex_
  bool ended_ = false;          // guarded by mutex_
  bool stop_ = false;           // guarded by mutex_
  std::thread thread_;
};

}  // namespace hopline::plugins
