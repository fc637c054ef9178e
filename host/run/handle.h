/// \file handle.h
/// Job handles: opened for one phase, closed at its end. Calls name step and connector
/// when they fail.
#pragma once

#include <fmt/format.h>

#include <hopline/error.hpp>
#include <string>
#include <utility>

#include "host/run/context.h"
#include "host/services/scope.h"

namespace hopline::run {

/// Text in front of an error: "step 'Writer' (oss.writer): ".
std::string StepPrefix(const job::ResolvedStep& step);

/// Names the step, puts line and column in front of a message that begins with a JSON
/// pointer, and stands in for a message that the connector forgot.
Error Describe(const job::ResolvedStep& step, const Error& error);

/// Calls a slot of the step; whatever it answers but OK becomes a described Error.
template <class Slot>
void CallStep(const job::ResolvedStep& step, Slot&& slot) {
  try {
    Call(std::forward<Slot>(slot));
  } catch (const Error& error) {
    throw Describe(step, error);
  }
}

/// What all three kinds share.
template <class Table>
class Handle {
 public:
  /// Opens the step's job handle. Everything but `source` is borrowed for the life of the
  /// handle. source: whose cancel the scope reports; null = none.
  Handle(const Context& context, const RunIdentity& run, const job::ResolvedJob& job,
         const job::ResolvedStep& step, const Table* table,
         services::CancelSource* source, uint32_t flags = 0)
      : step_(step),
        table_(table),
        scope_({step.name, -1, 0}, source, context.metrics, context.secrets, nullptr) {
    hopline_job_args args{};
    args.struct_size = sizeof args;
    args.flags = flags;
    args.job_key = run.job_key.c_str();
    args.run_id = run.run_id.c_str();
    args.incarnation = run.incarnation;
    args.step_index = step.index;
    args.step_name = step.name.c_str();
    args.config_json = step.config_json.c_str();
    args.settings_json = job.setting.settings_json.c_str();
    args.scope = scope_.c();
    CallStep(step, [&](hopline_error* e) { return table_->job_open(&args, &job_, e); });
  }
  ~Handle() {
    if (job_ != nullptr) table_->job_close(job_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  const job::ResolvedStep& step() const { return step_; }
  const Table& table() const { return *table_; }
  void* job() const { return job_; }

  /// Never more than the declared bits.
  uint64_t Capabilities(uint64_t declared) {
    uint64_t bits = declared;
    CallStep(step_,
             [&](hopline_error* e) { return table_->job_capabilities(job_, &bits, e); });
    if ((bits & ~declared) != 0) {
      throw Describe(step_,
                     Error(HOPLINE_STATUS_INVALID_STATE,
                           fmt::format("job_capabilities answered {:#x}, more than "
                                       "the declared {:#x}",
                                       bits, declared)));
    }
    return bits;
  }

  /// `check --connect`.
  void Check() {
    CallStep(step_, [&](hopline_error* e) { return table_->job_check(job_, e); });
  }

 private:
  const job::ResolvedStep& step_;
  const Table* const table_;
  services::Scope scope_;
  void* job_ = nullptr;
};

using ReaderHandle = Handle<hopline_reader>;
using WriterHandle = Handle<hopline_writer>;
using ProcessorHandle = Handle<hopline_processor>;

/// Takes over a buffer that a slot filled, checks its length, releases it.
///
/// what: "message", "token", …, for the error INVALID_STATE.
std::string TakeBuffer(const job::ResolvedStep& step, hopline_buffer* buffer,
                       uint64_t most_bytes, const char* what);

}  // namespace hopline::run
