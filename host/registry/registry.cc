#include "host/registry/registry.h"

#include <mutex>
#include <vector>

#include "host/registry/load.h"
#include "host/registry/refusal.h"
#include "host/registry/tables.h"

namespace hopline::registry {
namespace {

/// Entry, init and deinit run one at a time in the whole process. Recursive, because init
/// may ask the host for a module, which loads it.
std::recursive_mutex& LoadMutex() {
  static auto* const mutex = new std::recursive_mutex;
  return *mutex;
}

struct LoadedPlugin {
  const hopline_plugin* description = nullptr;
  void (*deinit)() noexcept = nullptr;  ///< may be nullptr
  std::map<const ConnectorInfo*, LoadedConnector> connectors;
};

const std::string& NameForMessages(const PluginInfo& plugin) {
  return plugin.linked != nullptr ? plugin.id : plugin.object_path;
}

void CallInit(const PluginInfo& plugin, const hopline_plugin& ours,
              const hopline_host* host) {
  if (ours.init == nullptr) return;
  hopline_error error{};
  error.struct_size = sizeof error;
  const int32_t status = ours.init(host, &error);
  if (status == HOPLINE_STATUS_OK) return;
  error.message[sizeof error.message - 1] = '\0';
  Refuse(Step::kInit, NameForMessages(plugin),
         "init failed with status " + std::to_string(status) + ": " + error.message);
}

}  // namespace

struct Registry::State {
  Catalog catalog;
  RegistryOptions options;
  std::map<const PluginInfo*, std::unique_ptr<LoadedPlugin>> plugins;
  std::vector<LoadedPlugin*> order;
  bool ended = false;

  State(Catalog c, RegistryOptions o) : catalog(std::move(c)), options(std::move(o)) {}

  const LoadedPlugin& Plugin(const PluginInfo& plugin) {
    const auto found = plugins.find(&plugin);
    if (found != plugins.end()) return *found->second;
    auto loaded = std::make_unique<LoadedPlugin>();
    loaded->description = LoadDescription(plugin, options);
    const hopline_plugin ours = CopySized(*loaded->description);
    for (uint32_t i = 0; i < ours.n_connectors; ++i) {
      const ConnectorInfo& info = plugin.connectors[i];
      loaded->connectors.emplace(&info, Normalise(*ours.connectors[i], info));
    }
    CallInit(plugin, ours, options.host);
    loaded->deinit = ours.deinit;
    order.push_back(loaded.get());
    return *(plugins[&plugin] = std::move(loaded));
  }
};

Registry::Registry(Catalog catalog, RegistryOptions options)
    : state_(std::make_unique<State>(std::move(catalog), std::move(options))) {}
Registry::~Registry() = default;

const Catalog& Registry::catalog() const { return state_->catalog; }

const LoadedConnector& Registry::Load(const ConnectorInfo& connector) {
  const std::lock_guard<std::recursive_mutex> lock(LoadMutex());
  return state_->Plugin(*connector.plugin).connectors.at(&connector);
}

const void* Registry::LoadModule(const std::string& id, uint32_t revision) {
  const std::lock_guard<std::recursive_mutex> lock(LoadMutex());
  std::string others;
  for (const auto& plugin : catalog().plugins()) {
    for (size_t i = 0; i < plugin->modules.size(); ++i) {
      const ModuleInfo& module = plugin->modules[i];
      if (module.id != id) continue;
      if (module.revision == revision) {
        const hopline_plugin ours = CopySized(*state_->Plugin(*plugin).description);
        return ours.modules[i]->table;
      }
      others += "; " + plugin->manifest_path + " has revision " +
                std::to_string(module.revision);
    }
  }
  throw services::Failure(services::ExitCode::kPluginRefused,
                          "module " + id + " revision " + std::to_string(revision) +
                              " is not installed" + others + "; put hopline-" + id +
                              ".so and its manifest into a plugin directory (`hopline "
                              "plugins check` names them)");
}

void Registry::Deinit() {
  const std::lock_guard<std::recursive_mutex> lock(LoadMutex());
  if (state_->ended) return;
  state_->ended = true;
  for (auto plugin = state_->order.rbegin(); plugin != state_->order.rend(); ++plugin) {
    if ((*plugin)->deinit != nullptr) (*plugin)->deinit();
  }
}

}  // namespace hopline::registry
