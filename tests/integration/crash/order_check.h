/// \file order_check.h
/// Judges the events of one case, all its processes together: were the slots called in an
/// order that the contract allows?
#pragma once

#include <string>
#include <vector>

#include "tests/integration/crash/events.h"

namespace hopline::crash {

struct OrderOptions {
  /// A person gave a writer up: job_abort after a commit has begun is legal then.
  bool given_up = false;
};

/// What was wrong, one line each; empty = nothing. Among them the breaches that
/// connectors noticed themselves. Rules:
///   - a handle opens first, closes last, after all its tasks, and serves one phase only;
///   - a task opens, then next or write, at most one prepare, at most one abort, and
///   closes;
///     after a failure only abort and close; an attempt number is used once per run and
///     step;
///   - task_open of a writer needs its job_prepare before, in the same run;
///   - precommit, commit and abort are told of every attempt that ever began;
///   - the first commit of a run follows the yes of every writer's precommit and a
///   durable
///     marker `committing`; the attempts it is given were prepared and not withdrawn, all
///     others that were closed were withdrawn; each repetition is given the same ones;
///     none in the same process after a success;
///   - after the first commit nothing is planned, written or aborted in that run;
///   - after an abort of a writer nothing of that run is written or committed any more;
///   - acknowledge follows the success of every writer's commit.
std::vector<std::string> CheckOrder(const std::vector<Event>& events,
                                    const OrderOptions& options);

}  // namespace hopline::crash
