/// \file isolate.h
/// Tasks in processes of their own: the host's own way to start them (host/cli/spawn.h),
/// with this program in the place of `hopline`.
#pragma once

#include <vector>

#include "host/run/run.h"
#include "tests/integration/crash/events.h"
#include "tests/integration/crash/host_process.h"

namespace hopline::crash {

/// The process that runs task K for the N-th time, N from 0, has the number
/// 1 + K + kTasks x N among those of the command.
run::SpawnTask IsolateTasks(const HostSetting& host, const Store& store,
                            std::vector<Fate> fates);

/// Whether this process was started for a task.
bool IsTaskProcess(int argc, char** argv);
[[noreturn]] void RunTaskProcess(int argc, char** argv);

}  // namespace hopline::crash
