#include "host/run/writer_calls.h"

#include "host/services/exit_code.h"

namespace hopline::run {
namespace {

hopline_bytes AsBytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// Calls a slot of a fresh handle with everything that is staged.
void CallOnStaged(const Context& context, const RunIdentity& run,
                  const job::ResolvedJob& job, const job::ResolvedStep& step,
                  const StagedWork& staged,
                  decltype(&hopline_writer::job_precommit) slot) {
  const hopline_writer* table = context.connectors.Load(step).writer;
  WriterHandle handle(context, run, job, step, table, nullptr);
  const hopline_bytes token = AsBytes(staged.token);
  const std::vector<hopline_prepared> prepared = staged.Prepared();
  CallStep(step, [&](hopline_error* e) {
    return (table->*slot)(handle.job(), &token, prepared.data(), prepared.size(),
                          staged.started.data(), staged.started.size(), e);
  });
}

}  // namespace

std::vector<hopline_prepared> StagedWork::Prepared() const {
  std::vector<hopline_prepared> prepared;
  for (size_t i = 0; i < messages.size(); ++i) {
    prepared.push_back({AsBytes(messages[i]), of[i]});
  }
  return prepared;
}

StagedWork CollectStaged(RunDirectory& directory, const PlanRecord& plan,
                         uint32_t writer) {
  StagedWork staged;
  for (const WriterBytes& token : plan.tokens) {
    if (token.writer == writer) staged.token = token.bytes;
  }
  for (uint32_t task = 0; task < plan.tasks.size(); ++task) {
    std::optional<TaskRecord> record = directory.ReadTask(task);
    if (!record) continue;
    for (WriterBytes& message : record->messages) {
      if (message.writer != writer) continue;
      staged.messages.push_back(std::move(message.bytes));
      staged.of.push_back({task, record->attempt});
    }
  }
  staged.started = directory.Started();
  return staged;
}

void CallPrecommit(const Context& context, const RunIdentity& run,
                   const job::ResolvedJob& job, const job::ResolvedStep& step,
                   const StagedWork& staged) {
  CallOnStaged(context, run, job, step, staged, &hopline_writer::job_precommit);
}

CommitAnswer CallCommit(const Context& context, const RunIdentity& run,
                        const job::ResolvedJob& job, const job::ResolvedStep& step,
                        const StagedWork& staged) {
  const hopline_writer* table = context.connectors.Load(step).writer;
  WriterHandle handle(context, run, job, step, table, nullptr);
  const hopline_bytes token = AsBytes(staged.token);
  const std::vector<hopline_prepared> prepared = staged.Prepared();
  CommitAnswer answer;
  answer.outcomes.assign(prepared.size(), HOPLINE_OUTCOME_RETRY_LATER);
  try {
    CallStep(step, [&](hopline_error* e) {
      return table->job_commit(handle.job(), &token, prepared.data(), prepared.size(),
                               staged.started.data(), staged.started.size(),
                               answer.outcomes.data(), e);
    });
  } catch (const Error& error) {
    answer.error = error;
  }
  return answer;
}

void CallAbort(const Context& context, const RunIdentity& run,
               const job::ResolvedJob& job, const job::ResolvedStep& step,
               const StagedWork& staged) {
  CallOnStaged(context, run, job, step, staged, &hopline_writer::job_abort);
}

void AbortBestEffort(const Context& context, const RunIdentity& run,
                     const job::ResolvedJob& job, const WriterBytes& token) {
  StagedWork staged;
  staged.token = token.bytes;
  try {
    CallAbort(context, run, job, StepOf(job, token.writer), staged);
  } catch (const Error& error) {
    context.log.Warn(fmt::format("withdrawing the plan: {}", error.what()));
  }
}

const job::ResolvedStep& StepOf(const job::ResolvedJob& job, uint32_t index) {
  for (const job::ResolvedStep& step : job.steps) {
    if (step.index == index) return step;
  }
  throw services::Failure(
      services::ExitCode::kJobFailed,
      fmt::format("the run directory speaks of step {}, which the job does not have",
                  index));
}

}  // namespace hopline::run
