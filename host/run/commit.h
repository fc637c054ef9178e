/// \file commit.h
/// From "all tasks are done" to "everything is visible and the source knows".
#pragma once

#include <stdexcept>
#include <string>

#include "host/run/run_directory.h"
#include "host/run/writer_calls.h"

namespace hopline::run {

/// A writer's job_precommit said no. Nothing is visible; the run can be aborted and
/// started afresh.
class PrecommitRefused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Everything up to and without `committing`: all tasks are there and no attempt of one
/// is at work any more, errorLimit holds, every writer finds what it staged.
///
/// Errors: Failure(kJobFailed) for unfinished tasks and attempts at work,
///         Failure(kDirtyLimit), PrecommitRefused;
///         Error when a writer cannot be asked now: the run stands.
void Precommit(const Context& context, const RunIdentity& run,
               const job::ResolvedJob& job, RunDirectory& directory);

/// Writes `committing` if need be, then commits what is not committed, acknowledges what
/// is not acknowledged, and writes the report. Repeatable; every step that a marker shows
/// as done is left out. A writer whose answer is "later" is asked again for ten minutes.
///
/// Errors: Failure(kCommitIncomplete), with what is and is not in the target and the way
/// out.
void FinishCommit(const Context& context, const RunIdentity& run,
                  const job::ResolvedJob& job, RunDirectory& directory);

}  // namespace hopline::run
