#include "host/run/plan.h"

#include <algorithm>
#include <memory>

#include "host/run/writer_calls.h"

namespace hopline::run {
namespace {

constexpr int kTries = 3;
constexpr uint64_t kFirstBackOffMs = 1000;

/// Calls `body` until it does not fail with a retryable error, at most kTries times.
template <class Body>
void Retry(const Context& context, const Body& body) {
  for (int tries = 1;; ++tries) {
    try {
      return body();
    } catch (const Error& error) {
      if (!error.retryable() || tries == kTries) throw;
      const uint64_t pause_ms =
          std::max<uint64_t>(error.retry_after_ms(), kFirstBackOffMs << (tries - 1));
      context.log.Debug(fmt::format("planning: {}; trying again", error.what()));
      services::CancelSignal cancelled(&context.cancel);
      if (!context.clock.WaitMs(pause_ms, &cancelled)) throw;
    }
  }
}

struct PlanRelease {
  void operator()(hopline_plan* plan) const {
    if (plan->release != nullptr) plan->release(plan);
  }
};

void PlanReader(OpenJob& job, Position p, std::vector<PlanTaskRecord>& tasks) {
  const job::ResolvedStep& step = job.step(p);
  hopline_plan_args args{};
  args.struct_size = sizeof args;
  args.want_tasks = job.job().setting.concurrent;
  hopline_plan plan{};
  plan.struct_size = sizeof plan;
  CallStep(step, [&](hopline_error* e) {
    return job.at(p).connector.reader->job_plan(job.at(p).reader->job(), &args, &plan, e);
  });
  const std::unique_ptr<hopline_plan, PlanRelease> owner(&plan);
  const bool too_many =
      plan.n_tasks > args.want_tasks && (plan.flags & HOPLINE_PLAN_EXPLICIT) == 0;
  if (plan.n_tasks == 0 || too_many) {
    throw Describe(step, Error(HOPLINE_STATUS_INVALID_STATE,
                               fmt::format("planned {} tasks where 1 to {} were wanted",
                                           plan.n_tasks, args.want_tasks)));
  }
  for (uint64_t i = 0; i < plan.n_tasks; ++i) {
    if (plan.tasks == nullptr || plan.tasks[i] == nullptr ||
        (plan.tasks[i]->bytes.data == nullptr && plan.tasks[i]->bytes.size != 0)) {
      throw Describe(step, Error(HOPLINE_STATUS_INVALID_STATE,
                                 fmt::format("plan entry {} is missing", i)));
    }
    const hopline_plan_task& task = *plan.tasks[i];
    if (task.bytes.size > HOPLINE_MAX_PLAN_ENTRY_BYTES) {
      throw Describe(step,
                     Error(HOPLINE_STATUS_INVALID_STATE,
                           fmt::format("plan entry {} has {} bytes, {} are the most", i,
                                       task.bytes.size, HOPLINE_MAX_PLAN_ENTRY_BYTES)));
    }
    tasks.push_back(
        {step.index,
         std::string(reinterpret_cast<const char*>(task.bytes.data), task.bytes.size),
         task.label == nullptr ? "" : task.label, task.est_rows, task.est_bytes});
  }
}

void PrepareWriter(OpenJob& job, Position p, PlanRecord& record) {
  const job::ResolvedStep& step = job.step(p);
  hopline_buffer token{};
  CallStep(step, [&](hopline_error* e) {
    return job.at(p).connector.writer->job_prepare(job.at(p).writer->job(), &job.input(p),
                                                   &token, e);
  });
  record.tokens.push_back(
      {step.index, TakeBuffer(step, &token, HOPLINE_MAX_TOKEN_BYTES, "token")});
}

}  // namespace

std::vector<PlanTaskRecord> PlanTasks(const Context& context, OpenJob& job) {
  std::vector<PlanTaskRecord> tasks;
  for (const Position p : job.graph().readers()) {
    Retry(context, [&] { PlanReader(job, p, tasks); });
  }
  return tasks;
}

PlanRecord MakePlan(const Context& context, const RunIdentity& run, OpenJob& job) {
  PlanRecord record;
  record.tasks = PlanTasks(context, job);
  try {
    for (const Position p : job.graph().writers()) {
      Retry(context, [&] { PrepareWriter(job, p, record); });
    }
  } catch (...) {
    AbortPrepared(context, run, job.job(), record);
    throw;
  }
  return record;
}

void AbortPrepared(const Context& context, const RunIdentity& run,
                   const job::ResolvedJob& job, const PlanRecord& plan) {
  for (const WriterBytes& token : plan.tokens) AbortBestEffort(context, run, job, token);
}

std::vector<StepRecord> StepRecords(const job::ResolvedJob& job) {
  std::vector<StepRecord> records;
  for (const job::ResolvedStep& step : job.steps) {
    records.push_back({step.index, step.name, step.connector_id, step.plugin_id,
                       step.plugin_version, step.plugin_digest});
  }
  return records;
}

}  // namespace hopline::run
