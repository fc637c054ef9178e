/// \file periods.h
/// Which steps change with the scheduled time, and how often. Used by resolve.cc.
#pragma once

#include <functional>
#include <string>

#include "host/job/resolved_job.h"
#include "host/job/wall_time.h"

namespace hopline::job {

/// Resolves the job for a scheduled time, "2023-04-10 10:10:10", in silence. Errors: any
/// exception means that this time cannot be resolved.
using ResolveAt = std::function<ResolvedJob(const std::string& cyctime)>;

/// Fills ResolvedStep::period by resolving the job for times a minute, an hour, a day and
/// a month apart, all in one calendar month of the real scheduled time.
///
/// A time that cannot be resolved changes nothing: periods stay kNever.
void FindPeriods(const ResolveAt& resolve, WallTime cyctime, ResolvedJob* job);

/// "minute", "hour", "day", "month".
const char* PeriodName(Period period);

}  // namespace hopline::job
