#include "host/job/connector_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "host/job/step_types.h"
#include "host/services/exit_code.h"
#include "host/services/text.h"

namespace hopline::job {

using registry::ConnectorInfo;
using registry::Kind;
using services::SchemaNode;

namespace {

class ConnectorChoice {
 public:
  ConnectorChoice(const ModelStep& step, ResolveContext* context, ResolvedStep* out)
      : step_(step), context_(*context), list_(context->list), out_(*out) {}

  std::optional<SchemaNode> Run() {
    const ConnectorInfo* connector = Find();
    return connector == nullptr ? std::nullopt : Take(*connector);
  }

 private:
  const ConnectorInfo* Find() {
    try {
      const auto use = context_.config.FindPluginUse(context_.environment, step_.kind,
                                                     step_.step_type);
      if (use) return FindByConfig(*use);
      out_.choice = "lists the step type " + step_.step_type;
      const ConnectorInfo* found = context_.catalog.Find(step_.kind, step_.step_type);
      if (found == nullptr) ReportUnknown();
      return found;
    } catch (const services::Failure& failure) {
      PluginError(failure.what());
      return nullptr;
    }
  }

  const ConnectorInfo* FindByConfig(const PluginUse& use) {
    const std::string kind = registry::KindName(step_.kind);
    out_.choice = fmt::format("{}: {}/{} uses {}",
                              use.environment.empty() ? context_.config.path()
                                                      : "environment " + use.environment,
                              kind, step_.step_type, use.use);
    const size_t slash = use.use.find('/');
    const ConnectorInfo* found = nullptr;
    if (slash == std::string::npos) {
      found = context_.catalog.FindById(use.use);
    } else if (use.use.substr(0, slash) == kind) {
      found = context_.catalog.Find(step_.kind, use.use.substr(slash + 1));
    }
    if (found != nullptr && found->kind == step_.kind) return found;
    list_.PluginError(use.place, "",
                      fmt::format("\"{}\": no plugin offers this {}; {}/{} cannot use it",
                                  use.use, kind, kind, step_.step_type));
    return nullptr;
  }

  void ReportUnknown() {
    const std::string& type = step_.step_type;
    const std::string kind = registry::KindName(step_.kind);
    const std::vector<std::string> known = context_.catalog.StepTypes(step_.kind);
    const std::string nearest =
        IsWellKnownStepType(type) ? "" : services::Nearest(type, known);
    if (!nearest.empty()) {
      list_.Error(
          step_.type_place, step_.pointer,
          fmt::format("unknown {} \"{}\"; did you mean \"{}\"?", kind, type, nearest));
      return;
    }
    for (const Kind other : {Kind::kReader, Kind::kWriter, Kind::kProcessor}) {
      const auto types = context_.catalog.StepTypes(other);
      if (std::find(types.begin(), types.end(), type) == types.end()) continue;
      list_.Error(
          step_.type_place, step_.pointer,
          fmt::format("\"{}\" is a {}, not a {}", type, registry::KindName(other), kind));
      return;
    }
    PluginError(fmt::format(
        "no plugin offers the {} \"{}\"; install it, or name its folder "
        "with --plugin-dir (known: {})",
        kind, type, known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
  }

  std::optional<SchemaNode> Take(const ConnectorInfo& connector) {
    out_.connector_id = connector.id;
    if (connector.plugin != nullptr) {
      out_.plugin_id = connector.plugin->id;
      out_.plugin_version = connector.plugin->version;
      out_.plugin_digest = connector.plugin->sha256;
    }
    try {
      return services::ParseSchema(connector.config_schema);
    } catch (const std::exception& e) {
      PluginError(fmt::format("connector {}: {}", connector.id, e.what()));
      return std::nullopt;
    }
  }

  void PluginError(const std::string& message) {
    list_.PluginError(step_.type_place, step_.pointer,
                      fmt::format("step \"{}\": {}", step_.name, message));
  }

  const ModelStep& step_;
  const ResolveContext& context_;
  services::DiagnosticList& list_;
  ResolvedStep& out_;
};

}  // namespace

std::optional<SchemaNode> ChooseConnector(const ModelStep& step, ResolveContext* context,
                                          ResolvedStep* out) {
  return ConnectorChoice(step, context, out).Run();
}

}  // namespace hopline::job
