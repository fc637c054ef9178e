#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "fake_connectors.h"
#include "host/run/run.h"

namespace hopline::run::test {

/// The fakes in a world of their own. The SDK helper wants a host for its parameters.
struct RunStage {
  RunStage() {
    AddFakes(world);
    InstallHost();
  }
  services::ExitCode Fails(const job::ResolvedJob& job, const RunOptions& options = {}) {
    try {
      Run(world.context, job, options);
    } catch (const services::Failure& failure) {
      message = failure.what();
      return failure.code();
    } catch (const Error& error) {
      message = error.what();
      return error.code() == HOPLINE_STATUS_DIRTY_LIMIT ? services::ExitCode::kDirtyLimit
                                                        : services::ExitCode::kJobFailed;
    }
    return services::ExitCode::kDone;
  }
  std::vector<RunSummary> Runs() { return ListRuns(world.context); }

  World world;
  Script script;
  std::string message;
};

/// What the fake reader hands out.
inline const std::multiset<int64_t> kAllRows = {0, 1, 2, 1000, 1001, 1002};

}  // namespace hopline::run::test
