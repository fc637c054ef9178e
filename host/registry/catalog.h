/// \file catalog.h
/// What is known of plugins without running any of their code: their manifests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct hopline_plugin;

namespace hopline::registry {

enum class Kind : uint32_t { kReader = 1, kWriter = 2, kProcessor = 3 };

/// "reader", "writer", "processor".
const char* KindName(Kind kind);

struct PluginInfo;

/// One connector, as its manifest describes it.
struct ConnectorInfo {
  std::string id;  ///< for example oss.writer
  Kind kind = Kind::kReader;
  std::vector<std::string> step_types;
  uint64_t capabilities = 0;  ///< HOPLINE_CAP_…
  std::string display_name;
  std::string summary;
  std::string config_schema;           ///< JSON text
  const PluginInfo* plugin = nullptr;  ///< owned by the catalog
};

struct ModuleInfo {
  std::string id;
  uint32_t revision = 0;
};

/// One plugin: a manifest with its object beside it, or one linked into this program.
struct PluginInfo {
  std::string id, name, version, vendor, license, description;
  std::string manifest_path;  ///< empty for a static plugin
  std::string object_path;    ///< absolute; empty for a static plugin
  std::string sha256;         ///< of the object, as the manifest says; lower-case hex
  std::string platform;
  uint32_t abi_major = 0, abi_minor = 0, needs_minor = 0;
  const hopline_plugin* linked = nullptr;  ///< set for a static plugin
  std::vector<ConnectorInfo> connectors;
  std::vector<ModuleInfo> modules;
};

/// A place that is searched for manifests, and why it is in the list.
struct SearchPlace {
  std::string directory;  ///< absolute
  std::string
      origin;  ///< "--plugin-dir", "HOPLINE_PLUGIN_PATH", "plugin_dirs", "built-in"
};

/// All plugins that the places offer. The first match by plugin id wins; later ones and
/// unusable manifests are kept as remarks. Immutable once built, so readable from any
/// thread.
class Catalog {
 public:
  Catalog();
  ~Catalog();
  Catalog(Catalog&&) noexcept;
  Catalog& operator=(Catalog&&) noexcept;

  /// Reads the manifests of one place; never throws for a bad manifest, but remembers why
  /// it does not count.
  void AddPlace(const SearchPlace& place);

  /// Adds a plugin that is linked into this program (tests, single-binary builds).
  void AddStatic(const hopline_plugin* plugin);

  const std::vector<std::unique_ptr<PluginInfo>>& plugins() const;

  /// The connector with this id ("oss.writer"), or nullptr. Errors: as Find().
  const ConnectorInfo* FindById(const std::string& connector_id) const;

  /// The one connector that lists this step type for this kind.
  ///
  /// Errors: Failure(kPluginRefused) when two plugins claim the pair (names both), or
  /// when a
  ///         plugin that claims it was refused (says why). nullptr when nobody knows it.
  const ConnectorInfo* Find(Kind kind, const std::string& step_type) const;

  /// Every step type known for the kind, for "did you mean".
  std::vector<std::string> StepTypes(Kind kind) const;

  /// One line for each manifest that does not count, with file and reason.
  std::vector<std::string> Refusals() const;

  /// Every place searched, one line each, with what was found there or why it did not
  /// count.
  std::string SearchReport() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hopline::registry
