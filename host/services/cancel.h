/// \file cancel.h
/// Cancelling a run: one source, and a signal per scope that can be silenced on its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "host/services/thread_annotations.h"

namespace hopline::services {

class CancelSource;

/// What one scope sees of the cancel: a flag, and a descriptor that becomes readable.
///
/// Threads: any.
class CancelSignal {
 public:
  /// source may be null: a signal that never comes.
  explicit CancelSignal(CancelSource* source);
  ~CancelSignal();
  CancelSignal(const CancelSignal&) = delete;
  CancelSignal& operator=(const CancelSignal&) = delete;

  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  /// Made on first use; owned by the signal. -1 when the system has no descriptor left.
  int descriptor() HOPLINE_EXCLUDES(mutex_);
  /// True as soon as cancelled, false after `ms`.
  bool WaitFor(uint64_t ms) HOPLINE_EXCLUDES(mutex_);
  /// From here on not cancelled, whatever the source says; the descriptor is quiet again.
  void Silence() HOPLINE_EXCLUDES(mutex_);

 private:
  friend class CancelSource;
  void Raise() HOPLINE_EXCLUDES(mutex_);

  CancelSource* source_;
  std::atomic<bool> cancelled_{false};
  Mutex mutex_;
  CondVar condition_;
  bool silenced_ HOPLINE_GUARDED_BY(mutex_) = false;
  int descriptor_ HOPLINE_GUARDED_BY(mutex_) = -1;
};

/// Raises all its signals, once. Outlives them.
///
/// Threads: any, but Cancel() not from a signal handler.
class CancelSource {
 public:
  /// parent may be null: whose cancel cancels this source too. Outlives it.
  explicit CancelSource(CancelSource* parent = nullptr);
  ~CancelSource();
  CancelSource(const CancelSource&) = delete;
  CancelSource& operator=(const CancelSource&) = delete;

  void Cancel() HOPLINE_EXCLUDES(mutex_);
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 private:
  friend class CancelSignal;
  void Add(CancelSignal* signal) HOPLINE_EXCLUDES(mutex_);
  void Remove(CancelSignal* signal) HOPLINE_EXCLUDES(mutex_);

  CancelSource* const parent_;
  std::atomic<bool> cancelled_{false};
  Mutex mutex_;
  std::vector<CancelSource*> children_ HOPLINE_GUARDED_BY(mutex_);
  std::vector<CancelSignal*> signals_ HOPLINE_GUARDED_BY(mutex_);
};

}  // namespace hopline::services
