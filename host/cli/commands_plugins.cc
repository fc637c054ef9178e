#include <fmt/format.h>

#include "host/cli/commands.h"
#include "host/registry/probe.h"
#include "host/services/diagnostic.h"
#include "host/services/exit_code.h"
#include "host/services/schema.h"

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

void List(App& app) {
  for (const auto& plugin : app.catalog().plugins()) {
    app.Print(
        fmt::format("{} {}  {}\n", plugin->name, plugin->version, plugin->description));
    for (const registry::ConnectorInfo& connector : plugin->connectors) {
      app.Print(fmt::format("  {:<20} {:<9} {:<24} {}\n", connector.id,
                            registry::KindName(connector.kind),
                            Joined(connector.step_types), connector.summary));
    }
  }
  PrintRefusals(app);
  if (app.catalog().plugins().empty()) {
    app.Print("no plugin found; searched:\n" + app.catalog().SearchReport());
  }
}

void ShowConnector(App& app, const registry::ConnectorInfo& connector) {
  app.Print(fmt::format("{} ({} of plugin {} {})\n{}\nstep types: {}\n\n", connector.id,
                        registry::KindName(connector.kind), connector.plugin->name,
                        connector.plugin->version, connector.summary,
                        Joined(connector.step_types)));
  const services::SchemaNode schema = services::ParseSchema(connector.config_schema);
  for (const services::PropertyRow& row : services::ListProperties(schema)) {
    app.Print(fmt::format(
        "  {:<28} {}{}{}\n", row.name, row.type, row.required ? ", required" : "",
        row.default_text.empty() ? "" : ", default " + row.default_text));
    if (!row.description.empty()) app.Print(fmt::format("      {}\n", row.description));
    if (!row.ignored.empty()) app.Print(fmt::format("      ignored: {}\n", row.ignored));
  }
}

/// By connector id, by plugin name, or by kind and step type in either order.
void Show(App& app, const std::vector<std::string>& words) {
  if (words.empty()) {
    throw Failure(ExitCode::kUsage,
                  "plugins show needs a connector, for example oss.writer");
  }
  std::vector<std::string> known;
  bool found = false;
  for (const auto& plugin : app.catalog().plugins()) {
    for (const registry::ConnectorInfo& connector : plugin->connectors) {
      known.push_back(connector.id);
      const bool by_type =
          words.size() == 2 && words[1] == registry::KindName(connector.kind) &&
          Joined(connector.step_types).find(words[0]) != std::string::npos;
      const bool by_name =
          words.size() == 1 && (words[0] == connector.id || words[0] == plugin->name);
      if (!by_type && !by_name) continue;
      ShowConnector(app, connector);
      found = true;
    }
  }
  if (found) return;
  throw Failure(ExitCode::kUsage, fmt::format("no connector '{}'{}", words[0],
                                              services::DidYouMean(words[0], known)));
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
  throw Failure(ExitCode::kUsage,
                fmt::format("plugins {}: list, show or check{}", verb,
                            services::DidYouMean(verb, {"list", "show", "check"})));
}

}  // namespace hopline::cli
