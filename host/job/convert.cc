#include "host/job/convert.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "host/job/convert_setting.h"
#include "host/job/graph.h"
#include "host/job/lexer.h"
#include "host/job/tidy.h"
#include "host/services/json_pretty.h"
#include "host/services/text.h"

namespace hopline::job {

using registry::Kind;
using services::DiagnosticList;
using services::Json;

namespace {

const char* ShapeText(Shape shape) {
  switch (shape) {
    case Shape::kV2:
      return "version 2.0";
    case Shape::kV1:
      return "version 1.0";
    case Shape::kCore:
      return "the DataX shape";
  }
  return "";
}

class Converter {
 public:
  Converter(Json root, Model model, Shape to, DiagnosticList* list)
      : root_(std::move(root)), model_(std::move(model)), to_(to), list_(*list) {}

  Json Run() {
    DiagnosticList unheard("");  // BuildModel has told about keys already
    TidyKeys(&root_, &unheard);
    if (model_.shape == to_) return std::move(root_);
    const std::vector<const ModelStep*> chain = Chain();
    ConvertedSetting setting = ConvertSetting(model_, to_, &list_);
    list_.ThrowIfFailed();
    if (to_ == Shape::kCore) return Core(chain, std::move(setting));
    return to_ == Shape::kV2 ? V2(chain, std::move(setting.setting))
                             : V1(chain, std::move(setting.setting));
  }

 private:
  /// Reader, processing steps, writer; empty with errors where that is not all there is.
  std::vector<const ModelStep*> Chain() {
    const std::vector<Edge> edges = BuildGraph(model_, &list_);
    int readers = 0, writers = 0;
    size_t at = 0;
    for (size_t i = 0; i < model_.steps.size(); ++i) {
      const ModelStep& step = model_.steps[i];
      const bool second = (step.kind == Kind::kReader && ++readers > 1) ||
                          (step.kind == Kind::kWriter && ++writers > 1);
      if (step.kind == Kind::kReader && !second) at = i;
      if (second) {
        Refuse(step, "has one reader and one writer");
      } else if (step.kind == Kind::kProcessor && to_ == Shape::kV1) {
        Refuse(step, "has no processing steps");
      }
    }
    list_.ThrowIfFailed();
    std::vector<const ModelStep*> chain = {&model_.steps[at]};
    for (bool found = true; found;) {
      found = false;
      for (const Edge& edge : edges) {
        if (edge.from != at) continue;
        at = edge.to;
        chain.push_back(&model_.steps[at]);
        found = true;
        break;
      }
    }
    return chain;
  }

  void Refuse(const ModelStep& step, const char* why) {
    list_.Error(step.place, step.pointer,
                fmt::format("{} {}: step \"{}\" has no place in it", ShapeText(to_), why,
                            step.name));
  }

  /// `oss` and `osswriter` are one connector: the service's word and the engine's.
  std::string TypeName(const ModelStep& step) const {
    const std::string& type = step.step_type;
    if (step.kind == Kind::kProcessor) return type;
    const std::string_view suffix = registry::KindName(step.kind);
    const bool has = type.ends_with(suffix) && type.size() > suffix.size();
    if (to_ == Shape::kCore) return has ? type : type + std::string(suffix);
    return has ? type.substr(0, type.size() - suffix.size()) : type;
  }

  Json Step(const char* type_key, const ModelStep& step) {
    Json out = Json::Object();
    out.Set(type_key, Json::String(TypeName(step)));
    TrimKeys(&out.Set("parameter", step.parameter));
    if (to_ != Shape::kCore) return out;
    const Json* source = out.Find("parameter")->Find("datasource");
    if (source != nullptr && !services::Trim(source->text).empty()) {
      list_.Warn(source->place, step.parameter_pointer + "/datasource",
                 fmt::format("datasource \"{}\" stays, which hopline knows; DataX wants "
                             "its fields among the parameters",
                             source->text));
    }
    if (step.kind == Kind::kProcessor && !step.step_type.starts_with("dx_")) {
      list_.Warn(
          step.type_place, step.pointer,
          fmt::format("DataX has no transformer \"{}\"; hopline has", step.step_type));
    }
    return out;
  }

  Json V2(const std::vector<const ModelStep*>& chain, Json setting) {
    Json steps = Json::Array();
    for (const ModelStep* step : chain) {
      Json out = Step("stepType", *step);
      out.Set("name", Json::String(step->name));
      out.Set("category", Json::String(step->kind == Kind::kProcessor
                                           ? "map"
                                           : registry::KindName(step->kind)));
      steps.items.push_back(std::move(out));
    }
    Json hop = Json::Object();
    hop.Set("from", Json::String(chain.front()->name));
    hop.Set("to", Json::String(chain.back()->name));
    Json hops = Json::Array();
    hops.items.push_back(std::move(hop));
    Json order = Json::Object();
    order.Set("hops", std::move(hops));
    Json out = Wrapper("2.0");
    out.Set("steps", std::move(steps));
    out.Set("setting", std::move(setting));
    out.Set("order", std::move(order));
    CopyEditorKeys(&out);
    return out;
  }

  Json V1(const std::vector<const ModelStep*>& chain, Json setting) {
    Json configuration = Json::Object();
    configuration.Set("reader", Step("plugin", *chain.front()));
    configuration.Set("writer", Step("plugin", *chain.back()));
    configuration.Set("setting", std::move(setting));
    Json out = Wrapper("1.0");
    out.Set("configuration", std::move(configuration));
    CopyEditorKeys(&out);
    return out;
  }

  Json Core(const std::vector<const ModelStep*>& chain, ConvertedSetting setting) {
    Json content = Json::Object();
    content.Set("reader", Step("name", *chain.front()));
    Json transformers = Json::Array();
    for (size_t i = 1; i + 1 < chain.size(); ++i) {
      transformers.items.push_back(Step("name", *chain[i]));
    }
    if (!transformers.items.empty()) content.Set("transformer", std::move(transformers));
    content.Set("writer", Step("name", *chain.back()));
    Json contents = Json::Array();
    contents.items.push_back(std::move(content));
    Json job = Json::Object();
    job.Set("content", std::move(contents));
    job.Set("setting", std::move(setting.setting));
    Json out = Json::Object();
    out.Set("job", std::move(job));
    if (!setting.common.is_null()) out.Set("common", std::move(setting.common));
    if (!setting.core.is_null()) out.Set("core", std::move(setting.core));
    return out;
  }

  static Json Wrapper(const char* version) {
    Json out = Json::Object();
    out.Set("type", Json::String("job"));
    out.Set("version", Json::String(version));
    return out;
  }

  void CopyEditorKeys(Json* out) const {
    for (const char* key : {"extend", "transform", "copies"}) {
      if (const Json* value = root_.Find(key)) out->Set(key, *value);
    }
  }

  Json root_;
  Model model_;
  Shape to_;
  DiagnosticList& list_;
};

}  // namespace

Shape ParseShape(std::string_view word) {
  if (word == "v2") return Shape::kV2;
  if (word == "v1") return Shape::kV1;
  if (word == "core") return Shape::kCore;
  throw services::Failure(services::ExitCode::kUsage,
                          fmt::format("--to {}: v2, v1 or core{}", word,
                                      services::DidYouMean(word, {"v2", "v1", "core"})));
}

std::string ConvertScript(const std::string& path, const std::string& text, Shape to,
                          std::vector<services::Diagnostic>* remarks) {
  DiagnosticList list(path);
  const Document document = ParseTemplate(text, &list);
  list.ThrowIfFailed();
  Model model = BuildModel(document.root, &list);
  list.ThrowIfFailed();
  const Json converted = Converter(document.root, std::move(model), to, &list).Run();
  if (remarks != nullptr) *remarks = list.Remarks();
  return services::WritePrettyJson(converted);
}

}  // namespace hopline::job
