#include "host/run/guarantee.h"

#include <algorithm>

namespace hopline::run {
namespace {

Promise OfWriter(uint64_t capabilities) {
  if ((capabilities & HOPLINE_CAP_STAGED) != 0) return Promise::kExactlyOnce;
  if ((capabilities & HOPLINE_CAP_IDEMPOTENT) != 0) return Promise::kFinalStateEqual;
  return Promise::kAtLeastOnce;
}

const char* Reason(Promise promise) {
  switch (promise) {
    case Promise::kExactlyOnce:
      return "makes nothing visible before the commit";
    case Promise::kFinalStateEqual:
      return "writes rows at once, and writing them again changes nothing";
    case Promise::kAtLeastOnce:
      return "writes rows at once, and a repeated task writes them again";
    case Promise::kNothing:
      break;
  }
  return "cannot read the same rows again, so after a failure rows may be lost or "
         "repeated";
}

}  // namespace

const char* PromiseName(Promise promise) {
  switch (promise) {
    case Promise::kExactlyOnce:
      return "exactly once";
    case Promise::kFinalStateEqual:
      return "final state equal";
    case Promise::kAtLeastOnce:
      return "at least once";
    case Promise::kNothing:
      break;
  }
  return "nothing after a failure";
}

Guarantee StateGuarantee(OpenJob& job) {
  Guarantee guarantee{Promise::kExactlyOnce, ""};
  const auto weaken = [&](Promise promise, Position p) {
    if (!guarantee.text.empty() && promise >= guarantee.promise) return;
    guarantee.promise = promise;
    guarantee.text =
        fmt::format("{}: '{}' ({}) {}", PromiseName(promise), job.step(p).name,
                    job.step(p).connector_id, Reason(promise));
  };
  for (const Position p : job.graph().writers())
    weaken(OfWriter(job.at(p).capabilities), p);
  for (const Position p : job.graph().readers()) {
    if ((job.at(p).capabilities & HOPLINE_CAP_REPLAYABLE) == 0)
      weaken(Promise::kNothing, p);
  }
  return guarantee;
}

}  // namespace hopline::run
