/// \file config_file.h
/// hopline.json: environments with their data sources and plugin choices, plugin folders,
/// pins. docs/environments.md describes it for users.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/job/resolve.h"
#include "host/registry/catalog.h"
#include "host/registry/registry.h"
#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

/// A data source with its references read.
struct DataSource {
  std::string name;
  std::string type;  ///< canonical: tablestore, oss, maxcompute, file, …; may be empty
  std::string environment;  ///< where it stands; empty = the top level
  std::string pointer;      ///< in hopline.json
  services::Json fields;    ///< without name, type, envType and description
  /// Field → where its text comes from: "env:NAME", "file:PATH" or "config:<pointer>".
  std::map<std::string, std::string> references;
};

/// What serves a step instead of the connector that lists its step type.
struct PluginUse {
  std::string use;          ///< "writer/file", or a connector id
  std::string environment;  ///< of the map that says so; empty = the top level
  services::Place place;
};

/// The parsed file. An object without a file has no environments and answers "none"
/// everywhere.
class ConfigFile {
 public:
  /// `given` (--config) if not empty; else $HOPLINE_CONFIG, ./hopline.json,
  /// ~/.config/hopline/hopline.json, the first that is there; "" = none. The path is
  /// absolute.
  ///
  /// Errors: Failure(kUsage) when --config or $HOPLINE_CONFIG names a file that is not
  /// there.
  static std::string Find(const std::string& given, const EnvironmentLookup& getenv);

  ConfigFile() = default;
  /// Reads a file; an empty path gives an object without a file.
  ///
  /// Errors: Failure(kUsage) when it cannot be read; what is wrong inside goes to `list`.
  ConfigFile(const std::string& path, services::DiagnosticList* list);
  /// The same for callers without a list: throws DocumentError.
  static ConfigFile Read(const std::string& path);

  const std::string& path() const { return path_; }
  uint32_t file() const { return file_; }
  const services::Json& root() const { return root_; }
  /// Absolute folders of "plugin_dirs".
  const std::vector<std::string>& plugin_dirs() const { return plugin_dirs_; }
  std::vector<std::string> EnvironmentNames() const;

  /// The environment's name as written in the file: `wanted` in any letter case; if empty
  /// `prod`, or the only one, or "" when there is none.
  ///
  /// Errors: Failure(kUsage): unknown (with the nearest), or several and none of them
  /// prod.
  std::string ChooseEnvironment(const std::string& wanted) const;
  /// Why ChooseEnvironment() takes what it takes, for people; empty without environments.
  std::string WhyEnvironment(const std::string& wanted) const;

  /// By plugin id; an environment's pins win over the top level's.
  std::map<std::string, registry::Pin> Pins(const std::string& environment) const;

  std::optional<PluginUse> FindPluginUse(const std::string& environment,
                                         registry::Kind kind,
                                         const std::string& step_type) const;

  /// Names of the data sources that an environment (and the top level) offers.
  std::vector<std::string> DataSourceNames(const std::string& environment) const;
  bool HasDataSource(const std::string& environment, const std::string& name) const;
  /// Reads the references of an existing data source.
  ///
  /// Errors: to `list`, with the place in hopline.json.
  DataSource LoadDataSource(const std::string& environment, const std::string& name,
                            const EnvironmentLookup& getenv,
                            services::DiagnosticList* list) const;

 private:
  struct Found;
  const services::Json* Section(const std::string& environment, const char* key) const;
  Found FindDataSource(const std::string& environment, const std::string& name) const;
  void CheckShape(services::DiagnosticList* list);
  void CheckSection(const services::Json& holder, const std::string& pointer,
                    services::DiagnosticList* list) const;

  std::string path_;
  uint32_t file_ = 0;
  services::Json root_ = services::Json::Object();
  std::vector<std::string> plugin_dirs_;
};

/// The canonical word for a data source's type: ots → tablestore, odps → maxcompute,
/// lower case.
std::string DataSourceType(const std::string& word);

}  // namespace hopline::job
