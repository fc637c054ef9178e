/// \file scope.h
/// The host's side of hopline_scope: one per job handle, and one per step of a task
/// attempt.
#pragma once

#include <hopline/scope.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "host/services/cancel.h"
#include "host/services/metrics.h"
#include "host/services/secrets.h"

namespace hopline::services {

/// Where a task attempt's dirty rows go. Threads: any.
class DirtySink {
 public:
  virtual ~DirtySink() = default;
  /// Borrows everything. Errors: hopline::Error(DIRTY_LIMIT) when this was one too many.
  virtual void Report(const std::string& step, const ArrowArray& rows,
                      const ArrowSchema& schema, const hopline_dirty* const* details,
                      uint64_t n) = 0;
};

/// For people: which step, task and attempt a line of log belongs to. task < 0: none.
struct ScopeLabel {
  std::string step;
  int64_t task = -1;
  uint32_t attempt = 0;
};

/// Outlives the handle that was opened with it. All of the services outlive the scope.
///
/// Threads: any, as the contract says of its slots.
class Scope {
 public:
  /// cancel may be null (commit, abort, acknowledge: cancel is not reported there), sink
  /// too (a job handle has no dirty rows).
  Scope(ScopeLabel label, CancelSource* cancel, Metrics& metrics, Secrets& secrets,
        DirtySink* sink);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  const hopline_scope* c() const { return &slots_; }
  const ScopeLabel& label() const { return label_; }
  CancelSignal& cancel() { return cancel_; }
  /// Before task_abort: the withdrawal must reach the network.
  void SilenceCancel() { cancel_.Silence(); }
  /// -1 = the connector said nothing.
  double fraction() const { return fraction_.load(std::memory_order_relaxed); }

  /// The scope behind a record's or a call's hopline_scope; null for null.
  static Scope* From(const hopline_scope* scope);

 private:
  static hopline_scope MakeSlots(Scope* self);

  const ScopeLabel label_;
  CancelSignal cancel_;
  Metrics& metrics_;
  Secrets& secrets_;
  DirtySink* const sink_;
  std::atomic<double> fraction_{-1};
  const hopline_scope slots_;
};

}  // namespace hopline::services
