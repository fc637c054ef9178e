#include "host/registry/catalog.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "host/registry/description.h"
#include "host/registry/manifest.h"
#include "host/registry/refusal.h"

namespace hopline::registry {
namespace {

/// A manifest that could be read but does not count, or could not even be read.
struct Refused {
  PluginInfo plugin;  ///< empty but for manifest_path when it could not be read
  std::string why;    ///< one line that names the file
};

bool HasEnding(const std::string& text, const char* ending) {
  const size_t n = std::strlen(ending);
  return text.size() >= n && text.compare(text.size() - n, n, ending) == 0;
}

/// Names of the manifests in a directory, sorted; errno in `error` if it cannot be read.
std::vector<std::string> ManifestNames(const std::string& directory, int& error) {
  std::vector<std::string> names;
  error = 0;
  DIR* stream = opendir(directory.c_str());
  if (stream == nullptr) {
    error = errno;
    return names;
  }
  while (const dirent* entry = readdir(stream)) {
    const std::string name = entry->d_name;
    if (name.rfind("hopline-", 0) == 0 && HasEnding(name, ".json")) names.push_back(name);
  }
  closedir(stream);
  std::sort(names.begin(), names.end());
  return names;
}

bool Lists(const ConnectorInfo& connector, Kind kind, const std::string& step_type) {
  return connector.kind == kind &&
         std::find(connector.step_types.begin(), connector.step_types.end(), step_type) !=
             connector.step_types.end();
}

std::string Where(const PluginInfo& plugin) {
  return plugin.id + " (" +
         (plugin.linked != nullptr ? "built in" : plugin.manifest_path) + ")";
}

[[noreturn]] void Fail(const std::string& message) {
  throw services::Failure(services::ExitCode::kPluginRefused, message);
}

}  // namespace

struct Catalog::State {
  std::vector<std::unique_ptr<PluginInfo>> plugins;
  std::vector<Refused> refused;
  std::string report;

  const PluginInfo* FindPlugin(const std::string& id) const {
    for (const auto& plugin : plugins) {
      if (plugin->id == id) return plugin.get();
    }
    return nullptr;
  }

  void Remark(const std::string& line) { report += "  " + line + "\n"; }

  void Add(PluginInfo info) {
    auto plugin = std::make_unique<PluginInfo>(std::move(info));
    for (ConnectorInfo& connector : plugin->connectors) connector.plugin = plugin.get();
    Remark(Where(*plugin) + ": version " + plugin->version);
    plugins.push_back(std::move(plugin));
  }

  void AddManifest(const std::string& path) {
    PluginInfo plugin;
    plugin.manifest_path = path;
    try {
      plugin = ReadManifest(path);
      const std::string why = WhyNotUsable(plugin);
      if (!why.empty()) Refuse(Step::kManifest, path, why);
    } catch (const services::Failure& failure) {
      Remark(failure.what());
      refused.push_back({std::move(plugin), failure.what()});
      return;
    }
    if (const PluginInfo* first = FindPlugin(plugin.id)) {
      Remark(path + ": not used, " + Where(*first) + " comes first");
      return;
    }
    Add(std::move(plugin));
  }

  /// The one connector that `matches`. A match in a plugin that does not count is an
  /// error too: the user has installed it and should learn why it is not there.
  template <class Matches>
  const ConnectorInfo* FindOne(const std::string& what, Matches matches) const {
    const ConnectorInfo* found = nullptr;
    for (const auto& plugin : plugins) {
      for (const ConnectorInfo& connector : plugin->connectors) {
        if (!matches(connector)) continue;
        if (found != nullptr) {
          Fail("two plugins offer " + what + ": " + Where(*found->plugin) + " and " +
               Where(*plugin) + "; remove one, or choose with `plugins` in hopline.json");
        }
        found = &connector;
      }
    }
    if (found != nullptr) return found;
    for (const Refused& each : refused) {
      const auto& connectors = each.plugin.connectors;
      if (std::any_of(connectors.begin(), connectors.end(), matches)) Fail(each.why);
    }
    return nullptr;
  }
};

Catalog::Catalog() : state_(std::make_unique<State>()) {}
Catalog::~Catalog() = default;
Catalog::Catalog(Catalog&&) noexcept = default;
Catalog& Catalog::operator=(Catalog&&) noexcept = default;

void Catalog::AddPlace(const SearchPlace& place) {
  int error = 0;
  const std::vector<std::string> names = ManifestNames(place.directory, error);
  state_->report += place.directory + " (" + place.origin + "):";
  if (error != 0) {
    state_->report += " " + std::string(std::strerror(error)) + "\n";
    return;
  }
  state_->report += names.empty() ? " no hopline-*.json\n" : "\n";
  const bool slash = HasEnding(place.directory, "/");
  for (const std::string& name : names) {
    state_->AddManifest(place.directory + (slash ? "" : "/") + name);
  }
}

void Catalog::AddStatic(const hopline_plugin* plugin) {
  PluginInfo info = Describe(plugin, "built into this program", SchemaCheck());
  info.linked = plugin;
  if (const PluginInfo* first = state_->FindPlugin(info.id)) {
    state_->Remark(info.id + " (built in): not used, " + Where(*first) + " comes first");
    return;
  }
  state_->Add(std::move(info));
}

const std::vector<std::unique_ptr<PluginInfo>>& Catalog::plugins() const {
  return state_->plugins;
}

const ConnectorInfo* Catalog::FindById(const std::string& connector_id) const {
  return state_->FindOne(
      "connector " + connector_id,
      [&](const ConnectorInfo& connector) { return connector.id == connector_id; });
}

const ConnectorInfo* Catalog::Find(Kind kind, const std::string& step_type) const {
  return state_->FindOne(
      std::string(KindName(kind)) + " step type " + step_type,
      [&](const ConnectorInfo& connector) { return Lists(connector, kind, step_type); });
}

std::vector<std::string> Catalog::StepTypes(Kind kind) const {
  std::set<std::string> words;
  for (const auto& plugin : state_->plugins) {
    for (const ConnectorInfo& connector : plugin->connectors) {
      if (connector.kind != kind) continue;
      words.insert(connector.step_types.begin(), connector.step_types.end());
    }
  }
  return {words.begin(), words.end()};
}

std::vector<std::string> Catalog::Refusals() const {
  std::vector<std::string> lines;
  lines.reserve(state_->refused.size());
  for (const Refused& each : state_->refused) lines.push_back(each.why);
  return lines;
}

std::string Catalog::SearchReport() const { return state_->report; }

}  // namespace hopline::registry
