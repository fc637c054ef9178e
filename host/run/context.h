/// \file context.h
/// Everything a run takes from outside, in one struct, so that tests put doubles in.
#pragma once

#include <hopline/processor.h>
#include <hopline/reader.h>
#include <hopline/writer.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "host/job/resolved_job.h"
#include "host/services/cancel.h"
#include "host/services/clock.h"
#include "host/services/env.h"
#include "host/services/log.h"
#include "host/services/metrics.h"
#include "host/services/secrets.h"

namespace hopline::run {

/// A connector's slot table. The one of its kind is set, every slot of it callable (empty
/// ones are stubs); it lives as long as the process.
struct Connector {
  const hopline_reader* reader = nullptr;
  const hopline_writer* writer = nullptr;
  const hopline_processor* processor = nullptr;
  uint64_t capabilities = 0;  ///< declared: the upper bound
};

/// Where connectors come from: the registry, or fakes. Threads: any.
class ConnectorSource {
 public:
  virtual ~ConnectorSource() = default;
  /// Errors: Failure(kPluginRefused).
  virtual Connector Load(const job::ResolvedStep& step) = 0;
};

/// Counters for whoever shows progress. Threads: any.
struct Progress {
  std::atomic<uint64_t> rows{0};   ///< read so far, all tasks; goes back after a retry
  std::atomic<uint64_t> bytes{0};  ///< the same rows, as DataX counts bytes
  std::atomic<uint64_t> dirty{0};
  std::atomic<uint32_t> tasks{0}, tasks_done{0};
  /// While set, a signal waits: the commit is being made.
  std::atomic<bool> committing{false};
};

/// All references outlive the run. Threads: any.
struct Context {
  services::Env& env;
  services::Clock& clock;
  services::Log& log;
  services::Secrets& secrets;
  services::Metrics& metrics;
  services::CancelSource& cancel;  ///< the user's wish to stop
  ConnectorSource& connectors;
  Progress& progress;
  std::string state_dir;  ///< absolute
  /// The job's text for run.json, without secrets.
  std::function<std::string(const job::ResolvedJob&)> store_job;
};

/// What the slots are told about the run; the same in every phase and process.
struct RunIdentity {
  std::string job_key;
  std::string run_id;
  uint32_t incarnation = 1;
};

}  // namespace hopline::run
