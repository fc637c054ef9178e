#include "host/job/step_source.h"

#include <fmt/format.h>

#include <string>

#include "host/services/schema_value.h"
#include "host/services/text.h"

namespace hopline::job {

using services::Json;
using services::JsonMember;
using services::LowerAscii;
using services::Place;
using services::PointerTo;
using services::SchemaNode;
using services::Trim;

namespace {

class SourceMerger {
 public:
  SourceMerger(const ModelStep& step, const SchemaNode& schema, ResolveContext* context,
               ResolvedStep* out, Json* parameters)
      : step_(step),
        schema_(schema),
        context_(*context),
        list_(context->list),
        out_(*out),
        parameters_(*parameters) {}

  StepSource Run() {
    Merge();
    return std::move(source_);
  }

 private:
  void Merge() {
    const Json* name = PlatformValue(step_, "datasource");
    if (name == nullptr) name = PlatformValue(step_, "dataSource");
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
      source_.failed = true;
      return;
    }
    source_.found = context_.config.LoadDataSource(environment, wanted,
                                                   context_.options.getenv, &list_);
    out_.datasource = wanted;
    out_.datasource_type = source_.found->type;
    out_.datasource_environment = source_.found->environment;
    source_.failed = !DataSourceFits(name->place);
    if (source_.failed) return;
    for (const JsonMember& field : source_.found->fields.members) MergeField(field);
  }

  std::string Pointer(const char* key) const {
    return PointerTo(step_.parameter_pointer, key);
  }

  /// --env, else the environment that the step's envType names, else the one in use.
  std::string DataSourceEnvironment() {
    const Json* type = PlatformValue(step_, "envType");
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
    if (!schema_.datasources || source_.found->type.empty()) return true;
    for (const std::string& type : *schema_.datasources) {
      if (DataSourceType(type) == source_.found->type) return true;
    }
    list_.Error(place, Pointer("datasource"),
                fmt::format("data source \"{}\" is of type {}; {} \"{}\" wants {}",
                            source_.found->name, source_.found->type,
                            registry::KindName(step_.kind), step_.step_type,
                            fmt::format("{}", fmt::join(*schema_.datasources, " or "))));
    return false;
  }

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
                        canonical(member.name), source_.found->name));
      }
      if (secret || absent) member = field;
      return;
    }
    parameters_.members.push_back(field);
  }

  const ModelStep& step_;
  const SchemaNode& schema_;
  const ResolveContext& context_;
  services::DiagnosticList& list_;
  ResolvedStep& out_;
  Json& parameters_;
  StepSource source_;
};

}  // namespace

const Json* PlatformValue(const ModelStep& step, std::string_view key) {
  for (const JsonMember& member : step.parameter.members) {
    if (Trim(member.name) != key || !member.value.is_scalar()) continue;
    if (member.value.is_null() ||
        (member.value.is_string() && Trim(member.value.text).empty())) {
      continue;
    }
    return &member.value;
  }
  return nullptr;
}

StepSource MergeDataSource(const ModelStep& step, const SchemaNode& schema,
                           ResolveContext* context, ResolvedStep* out, Json* parameters) {
  return SourceMerger(step, schema, context, out, parameters).Run();
}

}  // namespace hopline::job
