/// \file slot.h
/// The two events around every slot call of a fake.
#pragma once

#include <fmt/format.h>

#include <exception>
#include <hopline/hopline.hpp>
#include <string>
#include <utility>

#include "tests/integration/crash/events.h"
#include "tests/integration/crash/store.h"

namespace hopline::crash {

/// Whose handle a slot is called on.
struct Caller {
  std::string step, run;
  uint64_t handle = 0;

  explicit Caller(const JobContext& job)
      : step(job.step_name), run(job.run_id), handle(Events::Instance().NextHandle()) {}
};

/// Says NAME.enter at once, and at its end NAME.ok or, when an exception passes,
/// NAME.failed: the call's effect lies in between. Says the same detail twice unless told
/// otherwise.
class Slot {
 public:
  Slot(const Caller& caller, std::string name, std::string detail = {})
      : caller_(caller),
        name_(std::move(name)),
        detail_(std::move(detail)),
        exceptions_(std::uncaught_exceptions()) {
    Say("enter");
  }
  ~Slot() { Say(std::uncaught_exceptions() == exceptions_ ? "ok" : "failed"); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  /// Between two parts of the effect.
  void Between() { Say("between"); }
  /// What the call answers, for the last event.
  void Answer(std::string detail) { detail_ = std::move(detail); }

 private:
  void Say(const char* edge) {
    Events::Instance().Happen(caller_.step, name_ + "." + edge, caller_.run,
                              caller_.handle, detail_);
  }

  const Caller& caller_;
  const std::string name_;
  std::string detail_;
  const int exceptions_;
};

/// "task_write.t0.a1": a slot of one attempt.
inline std::string TaskSlot(const char* slot, uint32_t task, uint32_t attempt) {
  return fmt::format("{}.t{}.a{}", slot, task, attempt);
}

/// Commit, abort and acknowledge must never hear of a cancel.
inline void ExpectNoCancel(const Caller& caller, const Scope& scope, const char* slot) {
  if (scope.cancelled()) {
    Events::Instance().Breach(caller.step, fmt::format("{} hears of a cancel", slot));
  }
}

}  // namespace hopline::crash
