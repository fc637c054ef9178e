/// \file spawn.h
/// --isolate: a task in a process of its own.
#pragma once

#include "host/cli/options.h"
#include "host/run/run.h"

namespace hopline::cli {

/// Starts this program as `hopline task RUN --index K` with the same options and waits
/// for it; a cancel is passed on as SIGTERM.
run::SpawnTask MakeSpawn(const Options& options, services::Clock& clock);

/// In such a process: end with the one that started it.
void FollowParent();

}  // namespace hopline::cli
