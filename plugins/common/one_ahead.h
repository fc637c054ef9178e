#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace hopline::plugins {

/// Calls a function again and again on a thread of its own, one result ahead of the
/// caller, so that the next page is on its way while this one is decoded. Three results
/// exist at most: the one taken, the one waiting, and the one on its way.
///
/// Threads: Next() belongs to one thread.
template <class Item>
class OneAhead {
 public:
  /// Returns the next result, nothing at the end; may throw.
  using Fetch = std::function<std::optional<Item>()>;

  explicit OneAhead(Fetch fetch) : fetch_(std::move(fetch)), thread_([this] { Run(); }) {}
  /// Waits for a call in progress.
  ~OneAhead() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  OneAhead(const OneAhead&) = delete;
  OneAhead& operator=(const OneAhead&) = delete;

  /// The next result; nothing at the end, and when asked again. Throws what the function
  /// threw.
  std::optional<Item> Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ready_.has_value() || ended_; });
    std::optional<Item> item = std::exchange(ready_, std::nullopt);
    if (!item.has_value() && failure_ != nullptr) std::rethrow_exception(failure_);
    changed_.notify_all();
    return item;
  }

 private:
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
      changed_.wait(lock, [this] { return stop_ || !ready_.has_value(); });
      failure_ = failure;
      ended_ = !item.has_value();
      ready_ = std::move(item);
      changed_.notify_all();
      if (stop_ || ended_) return;
    }
  }

  Fetch fetch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Item> ready_;   // guarded by mutex_
  std::exception_ptr failure_;  // guarded by mutex_
  bool ended_ = false;          // guarded by mutex_
  bool stop_ = false;           // guarded by mutex_
  std::thread thread_;
};

}  // namespace hopline::plugins
