#include "host/cli/app.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "host/job/config_file.h"
#include "host/job/restore.h"
#include "host/registry/places.h"
#include "host/run/run.h"
#include "host/services/config_service.h"
#include "host/services/exit_code.h"
#include "host/services/schema.h"

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

services::LogOptions LogOptionsOf(const Options& options) {
  services::LogOptions log;
  if (options.quiet) log.level = HOPLINE_LOG_WARN;
  if (options.verbose) log.level = HOPLINE_LOG_DEBUG;
  if (options.json_log) log.format = services::LogFormat::kJson;
  log.colour = ::isatty(log.descriptor) == 1 && std::getenv("NO_COLOR") == nullptr;
  return log;
}

std::string Absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

std::string StateDir(const Options& options) {
  if (!options.state_dir.empty()) return Absolute(options.state_dir);
  const char* state = std::getenv("HOPLINE_STATE_DIR");
  if (state != nullptr && *state != '\0') return Absolute(state);
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    throw Failure(
        ExitCode::kUsage,
        "neither --state-dir nor HOPLINE_STATE_DIR nor HOME says where runs are "
        "kept; give one");
  }
  return Absolute(home) + "/.local/state/hopline";
}

/// The environment whose pins hold. Without --env and with several environments no job
/// resolves either; commands without a job go on with the pins of the top level.
std::string PinnedEnvironment(const job::ConfigFile& config, const std::string& wanted) {
  if (!wanted.empty()) return config.ChooseEnvironment(wanted);
  try {
    return config.ChooseEnvironment("");
  } catch (const Failure&) {
    return "";
  }
}

void CheckSchema(const std::string& schema) {
  const std::vector<std::string> faults = services::ValidateSchema(schema);
  if (!faults.empty()) throw std::runtime_error(faults.front());
}

}  // namespace

/// Loads connectors through the registry.
class App::RegistrySource final : public run::ConnectorSource {
 public:
  explicit RegistrySource(App& app) : app_(app) {}

  run::Connector Load(const job::ResolvedStep& step) override {
    const registry::ConnectorInfo* info = app_.catalog().FindById(step.connector_id);
    if (info == nullptr) {
      throw Failure(
          ExitCode::kPluginRefused,
          fmt::format("step '{}' needs the connector {}, which no plugin offers; "
                      "searched:\n{}",
                      step.name, step.connector_id, app_.catalog().SearchReport()));
    }
    const registry::LoadedConnector& loaded = app_.registry().Load(*info);
    run::Connector connector;
    connector.capabilities = info->capabilities;
    if (info->kind == registry::Kind::kReader) connector.reader = &loaded.reader;
    if (info->kind == registry::Kind::kWriter) connector.writer = &loaded.writer;
    if (info->kind == registry::Kind::kProcessor) connector.processor = &loaded.processor;
    return connector;
  }

 private:
  App& app_;
};

App::App(const Options& options)
    : options_(options),
      clock_(services::SystemClock()),
      log_(LogOptionsOf(options), secrets_, clock_),
      out_(STDOUT_FILENO),
      host_(log_, clock_) {
  host_.AddService(HOPLINE_SERVICE_STDOUT, HOPLINE_SERVICE_STDOUT_REVISION, out_.table());
  host_.AddService(HOPLINE_SERVICE_CONFIG, HOPLINE_SERVICE_CONFIG_REVISION,
                   services::ConfigService());
}

App::~App() {
  if (registry_) registry_->Deinit();
}

void App::OpenRegistry() {
  config_path_ = job::ConfigFile::Find(options_.config, job::ProcessEnvironment());
  const job::ConfigFile config = job::ConfigFile::Read(config_path_);
  registry::RegistryOptions options;
  options.host = host_.c();
  options.check_schema = &CheckSchema;
  options.pins = config.Pins(PinnedEnvironment(config, options_.environment));
  pins_ = options.pins;
  registry_ = std::make_unique<registry::Registry>(
      registry::ReadCatalog(
          registry::SearchPlaces(options_.plugin_dirs, config.plugin_dirs())),
      std::move(options));
  host_.SetModuleLoader([this](const std::string& id, uint32_t revision) {
    return registry_->LoadModule(id, revision);
  });
}

registry::Registry& App::registry() {
  if (!registry_) OpenRegistry();
  return *registry_;
}

const registry::Catalog& App::catalog() { return registry().catalog(); }

const std::string& App::config_path() {
  registry();
  return config_path_;
}

const std::map<std::string, registry::Pin>& App::pins() {
  registry();
  return pins_;
}

run::Context& App::context() {
  if (!context_) {
    connectors_ = std::make_unique<RegistrySource>(*this);
    context_.reset(new run::Context{services::PosixEnv(), clock_, log_, secrets_,
                                    metrics_, cancel_, *connectors_, progress_,
                                    StateDir(options_), &job::ToStoredJson});
  }
  return *context_;
}

job::ResolvedJob App::ResolveJob() {
  if (options_.arguments.empty()) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("hopline {} needs a job script; see hopline {} --help",
                              options_.command, options_.command));
  }
  job::ResolveOptions options;
  options.path = options_.arguments[0];
  options.text = job::ReadScript(options.path);
  options.set = options_.set;
  options.defines = options_.defines;
  options.cyctime = options_.cyctime;
  options.now_unix_ms = clock_.UnixMs();
  options.config_path = config_path();
  options.environment = options_.environment;
  std::vector<services::Diagnostic> remarks;
  try {
    job::ResolvedJob job = job::Resolve(options, catalog(), &remarks);
    for (const std::string& secret : job.secrets) secrets_.Add(secret);
    Tell(remarks);
    return job;
  } catch (const Failure&) {
    Tell(remarks);
    throw;
  }
}

job::ResolvedJob App::RestoreJob(const std::string& run_directory) {
  const std::string job_json = run::ReadRunRecord(context(), run_directory).job_json;
  job::RestoreOptions options;
  options.set = options_.set;
  options.defines = options_.defines;
  job::ResolvedJob job = job::FromStoredJson(job_json, options);
  for (const std::string& secret : job.secrets) secrets_.Add(secret);
  if (options_.config.empty()) options_.config = job.config_path;
  if (options_.environment.empty()) options_.environment = job.environment;
  for (job::ResolvedStep& step : job.steps) {
    const registry::ConnectorInfo* info = catalog().FindById(step.connector_id);
    if (info == nullptr) continue;  // told when it is loaded
    step.plugin_id = info->plugin->id;
    step.plugin_version = info->plugin->version;
    step.plugin_digest = info->plugin->sha256;
  }
  return job;
}

std::string App::RunDirectory() const {
  if (options_.arguments.empty()) {
    throw Failure(
        ExitCode::kUsage,
        fmt::format("hopline {} needs a run directory, as hopline plan printed it",
                    options_.command));
  }
  std::string path = Absolute(options_.arguments[0]);
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  // The lock lies beside the run directory, not beside a link to it.
  std::error_code gone;
  const std::filesystem::path real = std::filesystem::canonical(path, gone);
  return gone ? path : real.string();
}

void App::Tell(const std::vector<services::Diagnostic>& remarks) {
  for (const services::Diagnostic& remark : remarks) {
    const std::string text = services::FormatDiagnostic(remark);
    if (remark.severity == services::Severity::kNote) {
      log_.Debug(text);
    } else {
      log_.Warn(text);
    }
  }
}

run::Findings App::Check(const job::ResolvedJob& job, run::CheckDepth depth,
                         std::vector<services::Remark>* remarks) {
  host_.CollectRemarks(remarks);
  try {
    run::Findings findings = run::Check(context(), job, depth);
    host_.CollectRemarks(nullptr);
    return findings;
  } catch (...) {
    host_.CollectRemarks(nullptr);
    throw;
  }
}

void App::Print(std::string_view text) { out_.Write(nullptr, text); }

}  // namespace hopline::cli
