/// \file thread_annotations.h
/// A mutex that Clang's -Wthread-safety can follow, and the attributes that members
/// carry. libstdc++'s own mutex is not annotated, hence the thin wrappers. GCC ignores
/// all of it.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define HOPLINE_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define HOPLINE_THREAD_ATTRIBUTE(x)
#endif

/// The member may be touched only while the mutex is held.
#define HOPLINE_GUARDED_BY(x) HOPLINE_THREAD_ATTRIBUTE(guarded_by(x))
/// The function may be called only while the mutex is held.
#define HOPLINE_REQUIRES(...) HOPLINE_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
/// The function takes the mutex itself.
#define HOPLINE_EXCLUDES(...) HOPLINE_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))

namespace hopline::services {

class HOPLINE_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() HOPLINE_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() HOPLINE_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class HOPLINE_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) HOPLINE_THREAD_ATTRIBUTE(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() HOPLINE_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// Waits with a Mutex that the caller holds. Spurious wake-ups happen: call Wait in a
/// loop over the condition, so that the analysis sees the guarded members read under the
/// lock.
class CondVar {
 public:
  void Wait(Mutex& mutex) HOPLINE_REQUIRES(mutex) { condition_.wait(mutex); }
  template <class Duration>
  void WaitFor(Mutex& mutex, Duration duration) HOPLINE_REQUIRES(mutex) {
    condition_.wait_for(mutex, duration);
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable_any condition_;
};

}  // namespace hopline::services
