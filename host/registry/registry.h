/// \file registry.h
/// Plugins that are loaded: from a connector of the catalog to slot tables that can be
/// called.
#pragma once

#include <hopline/hopline.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "host/registry/catalog.h"

namespace hopline::registry {

/// A connector whose code is loaded. The table of its kind is a copy of ours: slots that
/// the plugin left empty, or does not know, are filled with stubs, so nobody tests for
/// NULL. The other two tables are zero.
///
/// The stub of job_capabilities leaves *out alone: preset it with info->capabilities.
struct LoadedConnector {
  const ConnectorInfo* info = nullptr;  ///< owned by the catalog
  hopline_reader reader{};
  hopline_writer writer{};
  hopline_processor processor{};
  const void* (*get_extension)(const char* id, uint32_t revision) noexcept = nullptr;
};

/// Judges a connector's config_schema; throws a std::exception whose text is the reason.
/// The schema subset belongs to host/job, which sits above this room: hence a hook.
using SchemaCheck = std::function<void(const std::string& schema_json)>;

/// What an operator wrote down of a plugin.
struct Pin {
  std::string sha256;   ///< of the object, lower-case hex
  std::string version;  ///< empty = not written down

  friend bool operator==(const Pin&, const Pin&) = default;
};

/// Errors: Failure(kPluginRefused) that says what differs from the pin, versions first.
void RequirePinned(const PluginInfo& plugin, const std::string& digest, const Pin& pin);

struct RegistryOptions {
  /// Given to entry and init of every plugin; lives until the process ends.
  const hopline_host* host = nullptr;
  SchemaCheck check_schema;
  /// By plugin id: `pins` of hopline.json.
  std::map<std::string, Pin> pins;
};

/// Loads plugins on first use, and never unloads one: neither handles nor descriptions
/// die with this object.
///
/// Threads: any; loads are one at a time in the whole process.
class Registry {
 public:
  Registry(Catalog catalog, RegistryOptions options);
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  const Catalog& catalog() const;

  /// Loads the connector's plugin by the steps of refusal.h, once; then the same answer
  /// again.
  ///
  /// Owns:   the registry. `connector` is one of catalog()'s.
  /// Errors: Failure(kPluginRefused) with file, step and reason.
  const LoadedConnector& Load(const ConnectorInfo& connector);

  /// The table of a module, from the plugin whose manifest lists this id and revision;
  /// loaded like any plugin.
  ///
  /// Errors: Failure(kPluginRefused): where it was looked for and what to install.
  const void* LoadModule(const std::string& id, uint32_t revision);

  /// Calls deinit of every loaded plugin, in reverse order of loading. Once, at the very
  /// end, when every job handle is closed.
  void Deinit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hopline::registry
