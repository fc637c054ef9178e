#include "host/job/step_resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "host/job/references.h"
#include "host/job/step_types.h"
#include "host/services/schema_value.h"
#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;
using services::Trim;

using registry::ConnectorInfo;
using registry::Kind;
using services::CheckedParameters;
using services::Json;
using services::JsonMember;
using services::Place;
using services::PointerTo;
using services::SchemaNode;
using services::SecretValue;

namespace {

/// Keys of the platform, not of any connector; see docs/job-language.md. Those that a
/// schema knows are the connector's after all.
constexpr const char* kPlatformKeys[] = {
    "datasource", "dataSource", "envType",   "useSpecialSecret", "subType",
    "tag",        "configType", "gmtCreate", "projectId",        "type"};

constexpr const char* kSecretMember = "$secret";

class StepResolver {
 public:
  StepResolver(const ModelStep& step, ResolveContext* context)
      : step_(step), context_(*context), list_(context->list) {}

  ResolvedStep Run() {
    out_.name = step_.name;
    out_.index = step_.index;
    out_.kind = step_.kind;
    out_.step_type = step_.step_type;
    const ConnectorInfo* connector = ChooseConnector();
    if (connector == nullptr || !TakeConnector(*connector)) return std::move(out_);
    parameters_ = step_.parameter;
    MergeDataSource();
    Check();
    return std::move(out_);
  }

 private:
  // ---- the connector

  void PluginError(const std::string& message) {
    list_.PluginError(step_.type_place, step_.pointer,
                      fmt::format("step \"{}\": {}", step_.name, message));
  }

  const ConnectorInfo* ChooseConnector() {
    try {
      const auto use = context_.config.FindPluginUse(context_.environment, step_.kind,
                                                     step_.step_type);
      if (use) return ChooseByConfig(*use);
      out_.choice = "lists the step type " + step_.step_type;
      const ConnectorInfo* found = context_.catalog.Find(step_.kind, step_.step_type);
      if (found == nullptr) ReportUnknown(step_.step_type);
      return found;
    } catch (const services::Failure& failure) {
      PluginError(failure.what());
      return nullptr;
    }
  }

  const ConnectorInfo* ChooseByConfig(const PluginUse& use) {
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

  void ReportUnknown(const std::string& type) {
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

  bool TakeConnector(const ConnectorInfo& connector) {
    out_.connector_id = connector.id;
    if (connector.plugin != nullptr) {
      out_.plugin_id = connector.plugin->id;
      out_.plugin_version = connector.plugin->version;
      out_.plugin_digest = connector.plugin->sha256;
    }
    try {
      schema_ = services::ParseSchema(connector.config_schema);
      return true;
    } catch (const std::exception& e) {
      PluginError(fmt::format("connector {}: {}", connector.id, e.what()));
      return false;
    }
  }

  // ---- the data source

  /// A platform key's value, or nullptr when it is absent or blank.
  const Json* Platform(std::string_view key) const {
    for (const JsonMember& member : step_.parameter.members) {
      if (Trim(member.name) != key || !member.value.is_scalar()) continue;
      if (member.value.is_null() ||
          (member.value.is_string() && Trim(member.value.text).empty())) {
        continue;
      }
      return &member.value;
    }
    return nullptr;
  }

  void MergeDataSource() {
    const Json* name = Platform("datasource");
    if (name == nullptr) name = Platform("dataSource");
    if (name == nullptr) return;
    if (!name->is_string()) {
      list_.Error(name->place, Pointer("datasource"), "datasource must be a string");
      return;
    }
    if (schema_.datasources && schema_.datasources->empty()) {
      list_.Note(
          name->place, Pointer("datasource"),
          fmt::format("datasource has no effect: {} uses none", out_.connector_id));
      return;
    }
    const std::string environment = DataSourceEnvironment();
    const std::string wanted(Trim(name->text));
    if (!context_.config.HasDataSource(environment, wanted)) {
      ReportUnknownDataSource(wanted, environment, name->place);
      source_failed_ = true;
      return;
    }
    source_ = context_.config.LoadDataSource(environment, wanted, context_.options.getenv,
                                             &list_);
    out_.datasource = wanted;
    out_.datasource_type = source_->type;
    out_.datasource_environment = source_->environment;
    source_failed_ = !DataSourceFits(name->place);
    if (source_failed_) return;
    for (const JsonMember& field : source_->fields.members) MergeField(field);
  }

  std::string Pointer(const char* key) const {
    return PointerTo(step_.parameter_pointer, key);
  }

  /// --env, else the environment that the step's envType names, else the one in use.
  std::string DataSourceEnvironment() {
    const Json* type = Platform("envType");
    if (type == nullptr) return context_.environment;
    const std::string word = LowerAscii(Trim(type->text));
    const bool production = word == "1" || word == "prod";
    if (!production && word != "0" && word != "dev") {
      list_.Error(type->place, Pointer("envType"), "envType must be 0 or Dev, 1 or Prod");
      return context_.environment;
    }
    const std::string given = fmt::format("envType {} of the step", type->text);
    if (!context_.options.environment.empty()) {
      out_.datasource_choice = fmt::format("--env goes before {}", given);
      return context_.environment;
    }
    for (const std::string& name : context_.config.EnvironmentNames()) {
      if (LowerAscii(name) != (production ? "prod" : "dev")) continue;
      out_.datasource_choice = given;
      return name;
    }
    return context_.environment;
  }

  void ReportUnknownDataSource(const std::string& name, const std::string& environment,
                               const Place& place) {
    if (context_.config.path().empty()) {
      list_.Error(
          place, Pointer("datasource"),
          fmt::format("data source \"{}\" is not known: there is no hopline.json; "
                      "write one, or name it with --config",
                      name));
      return;
    }
    const auto names = context_.config.DataSourceNames(environment);
    list_.Error(
        place, Pointer("datasource"),
        fmt::format(
            "data source \"{}\" is not in {}{}{}", name,
            environment.empty() ? "" : fmt::format("environment {} of ", environment),
            context_.config.path(), services::DidYouMean(name, names)));
  }

  bool DataSourceFits(const Place& place) {
    if (!schema_.datasources || source_->type.empty()) return true;
    for (const std::string& type : *schema_.datasources) {
      if (DataSourceType(type) == source_->type) return true;
    }
    list_.Error(
        place, Pointer("datasource"),
        fmt::format("data source \"{}\" is of type {}; {} \"{}\" wants {}", source_->name,
                    source_->type, registry::KindName(step_.kind), step_.step_type,
                    fmt::format("{}", fmt::join(*schema_.datasources, " or "))));
    return false;
  }

  /// The script's value wins, except for secrets, where the data source's does.
  void MergeField(const JsonMember& field) {
    const auto* property = schema_.FindProperty(std::string(Trim(field.name)));
    const auto canonical = [&](const std::string& name) {
      const auto* known = schema_.FindProperty(std::string(Trim(name)));
      return known == nullptr ? std::string(Trim(name)) : known->name;
    };
    for (JsonMember& member : parameters_.members) {
      if (canonical(member.name) != canonical(field.name)) continue;
      const SchemaNode any;
      const bool absent = services::CountsAsAbsent(
          property == nullptr ? any : property->node, member.value);
      const bool secret = property != nullptr && property->node.secret;
      if (secret && !absent) {
        list_.Warn(
            member.place, PointerTo(step_.parameter_pointer, member.name),
            fmt::format("{} of data source \"{}\" is used; the one in the script is "
                        "ignored, delete it",
                        canonical(member.name), source_->name));
      }
      if (secret || absent) member = field;
      return;
    }
    parameters_.members.push_back(field);
  }

  // ---- the parameters

  void Check() {
    services::CheckOptions options;
    options.source_pointer = step_.parameter_pointer;
    options.report_missing = !source_failed_;
    ReportBlankDataSource(&options);
    for (const char* key : kPlatformKeys) {
      if (schema_.FindProperty(key) == nullptr) options.platform_keys.emplace_back(key);
    }
    CheckedParameters checked =
        services::CheckParameters(schema_, parameters_, options, &list_);
    for (const std::string& key : options.platform_keys) {
      checked.config.Remove(key);
      if (key != "datasource" || Platform("datasource") == nullptr)
        checked.given.Remove(key);
    }
    RefuseSecretMember(checked.config, step_.parameter_pointer);
    out_.config_json = WriteJson(checked.config);
    out_.key_json = WriteSortedJson(checked.given);
    TakePlaces(checked.config, "");
    TakeVariables(checked.given);
    for (const SecretValue& secret : checked.secrets)
      StoreReference(secret, &checked.config);
    out_.stored_json = WriteJson(checked.config);
  }

  /// A placeholder that was never filled in, where nothing else says how to connect.
  void ReportBlankDataSource(services::CheckOptions* options) {
    const auto written = std::find_if(
        step_.parameter.members.begin(), step_.parameter.members.end(),
        [](const JsonMember& member) { return Trim(member.name) == "datasource"; });
    const bool uses_none = schema_.datasources && schema_.datasources->empty();
    if (written == step_.parameter.members.end() || source_ || source_failed_ ||
        uses_none || Platform("datasource") != nullptr) {
      return;
    }
    options->excused = services::Unwritten(schema_, parameters_);
    if (options->excused.empty()) return;
    list_.Error(written->value.place, Pointer("datasource"),
                fmt::format("datasource is blank; name a data source of hopline.json, or "
                            "give {} here",
                            fmt::join(options->excused, ", ")));
  }

  /// run.json means something by this name.
  void RefuseSecretMember(const Json& value, const std::string& pointer) {
    for (const Json& item : value.items) RefuseSecretMember(item, pointer);
    for (const JsonMember& member : value.members) {
      if (member.name == kSecretMember) {
        list_.Error(member.place, pointer, "no parameter may be called $secret");
      }
      RefuseSecretMember(member.value, pointer);
    }
  }

  void TakePlaces(const Json& value, const std::string& pointer) {
    if (value.place.known()) {
      out_.places[pointer] = {list_.FileName(value.place.file), value.place.line,
                              value.place.column};
    }
    for (size_t i = 0; i < value.items.size(); ++i) {
      TakePlaces(value.items[i], PointerTo(pointer, i));
    }
    for (const JsonMember& member : value.members) {
      TakePlaces(member.value, PointerTo(pointer, member.name));
    }
  }

  void TakeVariables(const Json& value) {
    if (value.place.file == 0) {
      const auto origin = context_.document.origins.find(value.place);
      if (origin != context_.document.origins.end()) {
        out_.variables.insert(origin->second.names.begin(), origin->second.names.end());
      }
    }
    for (const Json& item : value.items) TakeVariables(item);
    for (const JsonMember& member : value.members) TakeVariables(member.value);
  }

  void StoreReference(const SecretValue& secret, Json* config) {
    context_.secrets.push_back(secret.value);
    Json reference = Json::Object();
    reference.Set(kSecretMember, Json::String(Reference(secret)));
    // *config is ours; FindPointer only looks.
    auto* place = const_cast<Json*>(services::FindPointer(*config, secret.pointer));
    if (place != nullptr) *place = std::move(reference);
  }

  /// Where a secret can be read again.
  std::string Reference(const SecretValue& secret) {
    if (source_ && secret.place.file == context_.config.file() &&
        secret.place.file != 0) {
      return DataSourceReference(secret);
    }
    const auto origin = context_.document.origins.find(secret.place);
    if (origin != context_.document.origins.end()) {
      const ValueOrigin& from = origin->second;
      if (from.whole && IsExternalReference(from.names.front()))
        return from.names.front();
      for (const std::string& name : from.names) context_.secret_variables.insert(name);
    }
    return "script:" + secret.source_pointer;
  }

  std::string DataSourceReference(const SecretValue& secret) {
    const std::string below =
        secret.source_pointer.substr(step_.parameter_pointer.size());
    for (const auto& [field, reference] : source_->references) {
      const std::string pointer = PointerTo("", field);
      if (below == pointer) return reference;
      if (below.starts_with(pointer + "/")) return "config:" + source_->pointer + below;
    }
    return "config:" + source_->pointer + below;
  }

  const ModelStep& step_;
  ResolveContext& context_;
  services::DiagnosticList& list_;
  SchemaNode schema_;
  Json parameters_;
  std::optional<DataSource> source_;
  bool source_failed_ = false;  ///< the script names one, but its fields are not there
  ResolvedStep out_;
};

}  // namespace

ResolvedStep ResolveStep(const ModelStep& step, ResolveContext* context) {
  return StepResolver(step, context).Run();
}

}  // namespace hopline::job
