/// \file abort.h
/// Withdrawing a run that is not committing, and giving up a writer of one that is.
#pragma once

#include <string>

#include "host/run/run_directory.h"

namespace hopline::run {

/// Writes `aborting`, has every writer remove what the run staged, then writes the report
/// "aborted". Repeatable.
///
/// Errors: Failure(kJobFailed) when the run is committing, when one of its tasks is still
/// at
///         work, or when a writer cannot remove its things now.
void AbortRun(const Context& context, const RunIdentity& run, const job::ResolvedJob& job,
              RunDirectory& directory, const std::string& reason);

/// Gives up the named writer of a run whose commit is stuck: removes what it staged and
/// still can be removed, and marks it. When no other writer is missing, the report ends
/// the run; readers are not acknowledged. Repeatable.
///
/// Errors: Failure(kUsage) for a step that is no writer of the run or is committed;
///         Failure(kJobFailed) when the run is not committing.
void GiveUpWriter(const Context& context, const RunIdentity& run,
                  const job::ResolvedJob& job, RunDirectory& directory,
                  const std::string& step_name);

}  // namespace hopline::run
