#include <fmt/format.h>

#include <algorithm>

#include "host/cli/commands.h"
#include "host/cli/connector_docs.h"
#include "host/cli/text_table.h"
#include "host/registry/probe.h"
#include "host/services/diagnostic.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

using services::ExitCode;
using services::Failure;

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Manifests that do not count, with the reason. True if there are any.
bool PrintRefusals(App& app) {
  const std::vector<std::string> refusals = app.catalog().Refusals();
  for (const std::string& refusal : refusals) {
    app.Print(fmt::format("refused  {}\n", refusal));
  }
  return !refusals.empty();
}

std::vector<const registry::ConnectorInfo*> AllConnectors(App& app) {
  std::vector<const registry::ConnectorInfo*> all;
  for (const auto& plugin : app.catalog().plugins()) {
    for (const registry::ConnectorInfo& connector : plugin->connectors) {
      all.push_back(&connector);
    }
  }
  return all;
}

void List(App& app) {
  if (app.options().format == OutputFormat::kJson) {
    return app.Print(ListAsJson(AllConnectors(app)));
  }
  for (const auto& plugin : app.catalog().plugins()) {
    app.Print(
        fmt::format("{} {}  {}\n", plugin->name, plugin->version, plugin->description));
    std::vector<std::vector<std::string>> table;
    for (const registry::ConnectorInfo& connector : plugin->connectors) {
      table.push_back({"  " + connector.id, registry::KindName(connector.kind),
                       Joined(connector.step_types), connector.summary});
    }
    app.Print(TextTable(table, OutputWidth()));
  }
  PrintRefusals(app);
  if (app.catalog().plugins().empty()) {
    app.Print("no plugin found; searched:\n" + app.catalog().SearchReport());
  }
}

/// By connector id or plugin name, alone or with the kind; by step type with the kind, in
/// either order.
bool Means(const registry::ConnectorInfo& connector,
           const std::vector<std::string>& words) {
  const auto& types = connector.step_types;
  const auto named = [&](const std::string& word) {
    return word == connector.id || word == connector.plugin->name ||
           std::find(types.begin(), types.end(), word) != types.end();
  };
  const std::string kind = registry::KindName(connector.kind);
  if (words.size() == 1) return named(words[0]);
  return words.size() == 2 &&
         ((named(words[0]) && words[1] == kind) || (named(words[1]) && words[0] == kind));
}

void Show(App& app, const std::vector<std::string>& words) {
  if (words.empty()) {
    throw Failure(ExitCode::kUsage,
                  "plugins show needs a connector, for example oss writer");
  }
  std::vector<std::string> known;
  std::string text;
  for (const registry::ConnectorInfo* connector : AllConnectors(app)) {
    known.push_back(connector->id);
    known.insert(known.end(), connector->step_types.begin(), connector->step_types.end());
    if (!Means(*connector, words)) continue;
    if (!text.empty()) text += "\n";
    text += DescribeConnector(*connector, app.options().format, OutputWidth());
  }
  if (text.empty()) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("no connector '{}'{}", fmt::join(words, " "),
                              services::DidYouMean(words[0], known)));
  }
  app.Print(text);
}

void Check(App& app) {
  bool sound = true;
  for (const auto& plugin : app.catalog().plugins()) {
    if (plugin->linked != nullptr) continue;
    try {
      if (registry::ObjectDigest(*plugin) != plugin->sha256) {
        throw Failure(ExitCode::kPluginRefused,
                      fmt::format("{}: its digest is not the manifest's; build the "
                                  "manifest again or reinstall",
                                  plugin->object_path));
      }
      const auto pin = app.pins().find(plugin->id);
      if (pin != app.pins().end()) {
        registry::RequirePinned(*plugin, plugin->sha256, pin->second);
      }
      registry::Probe(*plugin, {});
      app.Print(fmt::format("ok       {} {}\n", plugin->name, plugin->version));
    } catch (const Failure& refusal) {
      sound = false;
      app.Print(fmt::format("refused  {}: {}\n", plugin->name, refusal.what()));
    }
  }
  if (PrintRefusals(app)) sound = false;
  app.Print(app.catalog().SearchReport());
  if (!sound) {
    throw Failure(ExitCode::kPluginRefused, "not every plugin can be loaded, see above");
  }
}

}  // namespace

void PluginsCommand(App& app) {
  std::vector<std::string> words = app.options().arguments;
  const std::string verb = words.empty() ? "list" : words.front();
  if (!words.empty()) words.erase(words.begin());
  if (verb == "list") return List(app);
  if (verb == "show") return Show(app, words);
  if (verb == "check") return Check(app);
  if (verb == "pin") return PinPlugins(app, words);
  throw Failure(
      ExitCode::kUsage,
      fmt::format("plugins {}: list, show, check or pin{}", verb,
                  services::DidYouMean(verb, {"list", "show", "check", "pin"})));
}

}  // namespace hopline::cli
