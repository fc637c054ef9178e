/// \file plan.h
/// The plan phase: tasks of the readers, tokens of the writers.
#pragma once

#include "host/run/open_job.h"
#include "host/run/records.h"

namespace hopline::run {

/// Asks every reader for its tasks, then every writer for its token. When a writer fails,
/// those that were prepared before it are aborted again.
///
/// Errors: Error of the connector. Retryable ones are tried three times first.
PlanRecord MakePlan(const Context& context, const RunIdentity& run, OpenJob& job);

/// Aborts every writer of a plan that is not kept. Best effort.
void AbortPrepared(const Context& context, const RunIdentity& run,
                   const job::ResolvedJob& job, const PlanRecord& plan);

/// The readers' part of it.
std::vector<PlanTaskRecord> PlanTasks(const Context& context, OpenJob& job);

/// The steps as run.json keeps them.
std::vector<StepRecord> StepRecords(const job::ResolvedJob& job);

}  // namespace hopline::run
