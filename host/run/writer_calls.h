/// \file writer_calls.h
/// Precommit, commit and abort of one writer, each on a fresh handle whose scope hears of
/// no cancel.
#pragma once

#include <optional>
#include <vector>

#include "host/run/handle.h"
#include "host/run/run_directory.h"

namespace hopline::run {

/// Everything that was staged through one writer, as bytes.
struct StagedWork {
  std::string token;
  std::vector<std::string> messages;  ///< of winning attempts, ascending task index
  std::vector<hopline_attempt> of;    ///< parallel to messages
  std::vector<hopline_attempt> started;

  /// What the slots take; borrows from this.
  std::vector<hopline_prepared> Prepared() const;
};

/// Reads from plan and finished tasks what this writer staged.
StagedWork CollectStaged(RunDirectory& directory, const PlanRecord& plan,
                         uint32_t writer);

/// Errors: Error of the connector.
void CallPrecommit(const Context& context, const RunIdentity& run,
                   const job::ResolvedJob& job, const job::ResolvedStep& step,
                   const StagedWork& staged);

struct CommitAnswer {
  std::vector<int32_t> outcomes;
  std::optional<Error> error;  ///< what the slot said besides
};
/// Errors: Error of job_open; those of job_commit are in the answer.
CommitAnswer CallCommit(const Context& context, const RunIdentity& run,
                        const job::ResolvedJob& job, const job::ResolvedStep& step,
                        const StagedWork& staged);

/// Errors: Error of the connector.
void CallAbort(const Context& context, const RunIdentity& run,
               const job::ResolvedJob& job, const job::ResolvedStep& step,
               const StagedWork& staged);

/// Aborts a writer of which only the token exists; a failure is logged.
void AbortBestEffort(const Context& context, const RunIdentity& run,
                     const job::ResolvedJob& job, const WriterBytes& token);

/// The job's step with this index of the document. Errors: Failure(kJobFailed).
const job::ResolvedStep& StepOf(const job::ResolvedJob& job, uint32_t index);

}  // namespace hopline::run
