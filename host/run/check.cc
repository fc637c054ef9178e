#include "host/run/check.h"

#include <fmt/format.h>

#include "host/run/loss.h"
#include "host/run/plan.h"

namespace hopline::run {
namespace {

/// What to look at, by the kind of failure. A connector that knows the service's code has
/// said it already.
std::string Cure(const job::ResolvedStep& step, const Error& error) {
  if (!error.vendor_code().empty()) return "";
  const std::string where = step.datasource.empty()
                                ? std::string("the step's parameters")
                                : fmt::format("data source '{}'", step.datasource);
  switch (error.code()) {
    case HOPLINE_STATUS_UNAUTHENTICATED:
      return fmt::format("; look at accessId and accessKey of {}", where);
    case HOPLINE_STATUS_PERMISSION_DENIED:
      return fmt::format("; grant the operation to the key of {}", where);
    case HOPLINE_STATUS_UNAVAILABLE:
    case HOPLINE_STATUS_TIMEOUT:
      return fmt::format("; look at the endpoint of {}, and at the way to it", where);
    case HOPLINE_STATUS_NOT_FOUND:
      return fmt::format("; look at the names in {} and in the step", where);
    default:
      return "";
  }
}

void Ask(OpenStep& step) {
  if (step.reader) step.reader->Check();
  if (step.processor) step.processor->Check();
  if (step.writer) step.writer->Check();
}

/// True when every step answered.
bool Reach(OpenJob& open, Findings* findings) {
  bool all = true;
  for (const Position p : open.graph().order()) {
    Reached one{p, ""};
    try {
      Ask(open.at(p));
    } catch (const Error& error) {
      if (error.code() == HOPLINE_STATUS_CANCELLED) throw;
      one.problem = error.what() + Cure(open.step(p), error);
      all = false;
    }
    findings->reached.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Findings Check(const Context& context, const job::ResolvedJob& job, CheckDepth depth) {
  const Graph graph(job);
  const RunIdentity run{job.job_key, "check", 0};
  OpenJob open(context, run, job, graph, &context.cancel, HOPLINE_JOB_CHECK_ONLY);
  Findings findings;
  findings.guarantee = StateGuarantee(open);
  findings.losses = DataLosses(open);
  if (depth == CheckDepth::kOffline || !Reach(open, &findings)) return findings;
  open.BindSchemas();
  if (depth == CheckDepth::kPlan) findings.tasks = PlanTasks(context, open);
  return findings;
}

}  // namespace hopline::run
