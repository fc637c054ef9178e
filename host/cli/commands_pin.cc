#include <fmt/format.h>
#include <sys/stat.h>

#include <hopline/error.hpp>

#include "host/cli/commands.h"
#include "host/job/config_file.h"
#include "host/job/config_pins.h"
#include "host/registry/probe.h"
#include "host/services/diagnostic.h"
#include "host/services/env.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

/// Errors: Failure(kPluginRefused) for an object that is not the manifest's.
registry::Pin PinOf(const registry::PluginInfo& plugin) {
  const std::string digest = registry::ObjectDigest(plugin);
  if (digest != plugin.sha256) {
    throw Failure(ExitCode::kPluginRefused,
                  fmt::format("{}: its digest is not the manifest's; build the manifest "
                              "again or reinstall, then pin it",
                              plugin.object_path));
  }
  return {digest, plugin.version};
}

/// The plugins of these names (all when there are none), pinned as they are installed.
std::map<std::string, registry::Pin> Pins(App& app,
                                          const std::vector<std::string>& names) {
  std::map<std::string, registry::Pin> pins;
  std::vector<std::string> missing = names, known;
  for (const auto& plugin : app.catalog().plugins()) {
    if (plugin->linked != nullptr) continue;
    known.push_back(plugin->name);
    if (!names.empty() && std::erase(missing, plugin->name) == 0) continue;
    pins[plugin->id] = PinOf(*plugin);
    app.Print(fmt::format("pinned   {} {} {}\n", plugin->name, plugin->version,
                          pins[plugin->id].sha256));
  }
  if (missing.empty()) return pins;
  throw Failure(ExitCode::kUsage, fmt::format("no plugin '{}'{}", missing[0],
                                              services::DidYouMean(missing[0], known)));
}

/// In one step: a reader sees the old text or the new one. Keeps the file's rights.
void Replace(const std::string& path, const std::string& text) {
  struct stat status {};
  const bool known = ::stat(path.c_str(), &status) == 0;
  const std::string temporary = path + ".hopline-new";
  services::Env& env = services::PosixEnv();
  env.RemoveFile(temporary);
  env.WriteNew(temporary, text);
  if (known) ::chmod(temporary.c_str(), status.st_mode & 07777U);
  env.SyncFile(temporary);
  env.Rename(temporary, path);
}

}  // namespace

void PinPlugins(App& app, const std::vector<std::string>& names) {
  const std::string& path = app.config_path();
  if (path.empty()) {
    throw Failure(
        ExitCode::kUsage,
        "there is no hopline.json to write pins into; make one, or name it with "
        "--config");
  }
  const std::string& wanted = app.options().environment;
  const job::ConfigFile config = job::ConfigFile::Read(path);
  const std::string environment = wanted.empty() ? "" : config.ChooseEnvironment(wanted);
  const auto pins = Pins(app, names);
  Replace(path, job::WithPins(job::ReadScript(path), path, environment, pins));
  app.log().Info(fmt::format("{}: {} plugins pinned{}", path, pins.size(),
                             environment.empty() ? " for every environment"
                                                 : " for environment " + environment));
}

}  // namespace hopline::cli
