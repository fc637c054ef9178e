/// \file fixture.h
/// A run's surroundings for tests: a temporary state directory, a clock that never waits,
/// and connectors made of lambdas.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <hopline/hopline.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/run/context.h"
#include "host/run/run.h"
#include "host/services/config_service.h"
#include "host/services/host_table.h"

namespace hopline::run::test {

/// What the helper asks for parameters; a log that drops everything.
inline void InstallHost() {
  static services::Secrets secrets;
  static services::Log log({HOPLINE_LOG_ERROR + 1, services::LogFormat::kText, 2, false},
                           secrets, services::SystemClock());
  static services::HostTable host(log, services::SystemClock());
  host.AddService(HOPLINE_SERVICE_CONFIG, HOPLINE_SERVICE_CONFIG_REVISION,
                  services::ConfigService());
  Host::Set(host.c());
}

/// Waiting moves it on; nobody sleeps.
class JumpingClock final : public services::Clock {
 public:
  int64_t UnixMs() override { return now_ns_ / 1'000'000; }
  int64_t MonotonicNs() override { return now_ns_; }
  bool WaitMs(uint64_t ms, services::CancelSignal* cancel) override {
    if (cancel != nullptr && cancel->cancelled()) return false;
    now_ns_ += static_cast<int64_t>(ms) * 1'000'000;
    return true;
  }

 private:
  std::atomic<int64_t> now_ns_{1'682'247'360'000'000'000};
};

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char name[] = "/tmp/hopline-run-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Tables by connector id.
class FakeConnectors final : public ConnectorSource {
 public:
  Connector Load(const job::ResolvedStep& step) override {
    return tables.at(step.connector_id);
  }
  std::map<std::string, Connector> tables;
};

struct World {
  TemporaryDirectory directory;
  JumpingClock clock;
  services::Secrets secrets;
  services::Log log{
      {HOPLINE_LOG_ERROR + 1, services::LogFormat::kText, 2, false}, secrets, clock};
  services::Metrics metrics;
  services::CancelSource cancel;
  FakeConnectors connectors;
  Progress progress;
  Context context{services::PosixEnv(),
                  clock,
                  log,
                  secrets,
                  metrics,
                  cancel,
                  connectors,
                  progress,
                  directory.path(),
                  [](const job::ResolvedJob&) { return std::string("{}"); }};
};

inline job::ResolvedStep MakeStep(uint32_t index, registry::Kind kind,
                                  const std::string& connector) {
  job::ResolvedStep step;
  step.index = index;
  step.name = connector + std::to_string(index);
  step.kind = kind;
  step.connector_id = connector;
  step.config_json = step.stored_json = step.key_json = "{}";
  return step;
}

/// One reader (step 0) that feeds `writers` writers (steps 1, 2, …).
inline job::ResolvedJob MakeJob(uint32_t writers = 1, uint32_t concurrent = 2) {
  job::ResolvedJob job;
  job.steps.push_back(MakeStep(0, registry::Kind::kReader, "fake.reader"));
  for (uint32_t i = 1; i <= writers; ++i) {
    job.steps.push_back(MakeStep(i, registry::Kind::kWriter, "fake.writer"));
    job.edges.push_back({0, i});
  }
  job.setting.concurrent = concurrent;
  job.setting.error_record = 0;
  job.setting.settings_json = "{}";
  job.document_digest = std::string(64, 'd');
  job.job_key = std::string(64, 'k');
  return job;
}

}  // namespace hopline::run::test
