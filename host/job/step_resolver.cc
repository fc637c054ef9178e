#include "host/job/step_resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "host/job/connector_choice.h"
#include "host/job/secret_references.h"
#include "host/job/step_source.h"
#include "host/services/text.h"

namespace hopline::job {

using services::CheckedParameters;
using services::Json;
using services::JsonMember;
using services::PointerTo;
using services::SchemaNode;
using services::Trim;

namespace {

/// Keys of the platform, not of any connector; see docs/job-language.md. Those that a
/// schema knows are the connector's after all.
constexpr const char* kPlatformKeys[] = {
    "datasource", "dataSource", "envType",   "useSpecialSecret", "subType",
    "tag",        "configType", "gmtCreate", "projectId",        "type"};

class StepResolver {
 public:
  StepResolver(const ModelStep& step, ResolveContext* context)
      : step_(step), context_(*context), list_(context->list) {}

  ResolvedStep Run() {
    out_.name = step_.name;
    out_.index = step_.index;
    out_.kind = step_.kind;
    out_.step_type = step_.step_type;
    std::optional<SchemaNode> schema = ChooseConnector(step_, &context_, &out_);
    if (!schema) return std::move(out_);
    schema_ = *std::move(schema);
    parameters_ = step_.parameter;
    source_ = MergeDataSource(step_, schema_, &context_, &out_, &parameters_);
    Check();
    return std::move(out_);
  }

 private:
  void Check() {
    services::CheckOptions options;
    options.source_pointer = step_.parameter_pointer;
    options.report_missing = !source_.failed;
    ReportBlankDataSource(&options);
    for (const char* key : kPlatformKeys) {
      if (schema_.FindProperty(key) == nullptr) options.platform_keys.emplace_back(key);
    }
    CheckedParameters checked =
        services::CheckParameters(schema_, parameters_, options, &list_);
    for (const std::string& key : options.platform_keys) {
      checked.config.Remove(key);
      if (key != "datasource" || PlatformValue(step_, "datasource") == nullptr)
        checked.given.Remove(key);
    }
    RefuseSecretMember(checked.config, step_.parameter_pointer, &list_);
    out_.config_json = WriteJson(checked.config);
    out_.key_json = WriteSortedJson(checked.given);
    TakePlaces(checked.config, "");
    TakeVariables(checked.given);
    StoreReferences(checked.secrets, step_, source_.found, &context_, &checked.config);
    out_.stored_json = WriteJson(checked.config);
  }

  /// A placeholder that was never filled in, where nothing else says how to connect.
  void ReportBlankDataSource(services::CheckOptions* options) {
    const auto written = std::find_if(
        step_.parameter.members.begin(), step_.parameter.members.end(),
        [](const JsonMember& member) { return Trim(member.name) == "datasource"; });
    const bool uses_none = schema_.datasources && schema_.datasources->empty();
    if (written == step_.parameter.members.end() || source_.found || source_.failed ||
        uses_none || PlatformValue(step_, "datasource") != nullptr) {
      return;
    }
    options->excused = services::Unwritten(schema_, parameters_);
    if (options->excused.empty()) return;
    list_.Error(written->value.place, PointerTo(step_.parameter_pointer, "datasource"),
                fmt::format("datasource is blank; name a data source of hopline.json, or "
                            "give {} here",
                            fmt::join(options->excused, ", ")));
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

  const ModelStep& step_;
  ResolveContext& context_;
  services::DiagnosticList& list_;
  SchemaNode schema_;
  Json parameters_;
  StepSource source_;
  ResolvedStep out_;
};

}  // namespace

ResolvedStep ResolveStep(const ModelStep& step, ResolveContext* context) {
  return StepResolver(step, context).Run();
}

}  // namespace hopline::job
