/// \file app.h
/// What every command works with, put together once per process.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/cli/options.h"
#include "host/job/resolve.h"
#include "host/job/resolved_job.h"
#include "host/registry/registry.h"
#include "host/run/check.h"
#include "host/run/context.h"
#include "host/services/host_table.h"
#include "host/services/stdout_service.h"

namespace hopline::cli {

/// Log, services, catalog, registry. Lives until the process ends: plugins keep pointers
/// into it.
class App {
 public:
  explicit App(const Options& options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  const Options& options() const { return options_; }
  services::Log& log() { return log_; }
  services::StdoutService& out() { return out_; }
  services::CancelSource& cancel() { return cancel_; }
  run::Progress& progress() { return progress_; }
  run::Context& context();
  /// Reads hopline.json and the manifests on first use.
  const registry::Catalog& catalog();
  registry::Registry& registry();
  /// Of hopline.json; empty without one.
  const std::string& config_path();
  /// By plugin id, those of the environment in use.
  const std::map<std::string, registry::Pin>& pins();

  /// Reads and resolves the script named by the first argument; logs what is odd.
  job::ResolvedJob ResolveJob();
  /// The job of an existing run, its plugins as they are installed now. Without --config
  /// and --env those of the run hold.
  job::ResolvedJob RestoreJob(const std::string& run_directory);
  /// The first argument as the absolute path of a run directory.
  std::string RunDirectory() const;

  /// Logs what is odd in a document: warnings, and notes with --verbose.
  void Tell(const std::vector<services::Diagnostic>& remarks);
  /// What can be known without moving data, and what the connectors remarked meanwhile.
  run::Findings Check(const job::ResolvedJob& job, run::CheckDepth depth,
                      std::vector<services::Remark>* remarks);

  /// Prints to standard output.
  void Print(std::string_view text);

 private:
  class RegistrySource;
  void OpenRegistry();

  Options options_;
  services::Secrets secrets_;
  services::Clock& clock_;
  services::Log log_;
  services::StdoutService out_;
  services::Metrics metrics_;
  services::CancelSource cancel_;
  run::Progress progress_;
  services::HostTable host_;
  std::string config_path_;
  std::map<std::string, registry::Pin> pins_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<RegistrySource> connectors_;
  std::unique_ptr<run::Context> context_;
};

}  // namespace hopline::cli
