#include "host/job/model.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/job/structure.h"
#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;

using registry::Kind;
using services::DiagnosticList;
using services::Json;
using services::JsonMember;

namespace {

constexpr size_t kMaxSteps = 1000;

/// Nothing that anybody could have meant: {}, empty lists, or the form's own version.
/// Source: DataWorks' template left-overs `{}` and `nodes`, `edges`, `groups`, `version`.
bool IsEmptyProcessor(const Json& parameter) {
  return std::all_of(parameter.members.begin(), parameter.members.end(),
                     [](const JsonMember& m) {
                       return m.name == "version" || m.value.is_null() ||
                              (m.value.is_array() && m.value.items.empty()) ||
                              (m.value.is_object() && m.value.members.empty());
                     });
}

class Builder {
 public:
  explicit Builder(DiagnosticList* list) : structure_(list), list_(*list) {}

  Model Run(const Json& root) {
    const Part top{&root, "", root.place};
    if (!root.is_object()) {
      structure_.Error(
          top, fmt::format("a job must be an object {{ }}, is {}", KindText(root.kind)));
      return std::move(model_);
    }
    if (const Part job = structure_.GetObject(top, "job")) {
      Core(top, job);
    } else if (const Part steps = structure_.GetArray(top, "steps")) {
      V2(top, steps);
    } else if (const Part configuration = structure_.GetObject(top, "configuration")) {
      V1(top, configuration);
    } else if (!list_.failed()) {
      structure_.Error(
          top,
          "this is no job: a \"steps\" list (version 2.0), a \"configuration\" "
          "(version 1.0) or a \"job\" (DataX) is missing");
    }
    return std::move(model_);
  }

 private:
  void CheckWrapper(const Part& top, const char* version) {
    const std::string type = structure_.GetText(top, "type");
    if (!type.empty() && LowerAscii(type) != "job") {
      structure_.Error(structure_.Get(top, "type"),
                       fmt::format("\"type\" is \"{}\"; only \"job\" can be run", type));
    }
    const std::string written = structure_.GetText(top, "version");
    if (written.empty() || written == version) return;
    list_.Warn(structure_.Get(top, "version").value->place, "/version",
               fmt::format("\"version\" is \"{}\", but the keys are those of {}", written,
                           version));
  }

  void TakeSetting(const Part& holder) {
    Part setting = structure_.GetObject(holder, "setting");
    if (!setting) setting = structure_.GetObject(holder, "dataxSetting");
    if (!setting) return;
    model_.setting = *setting.value;
    model_.setting_pointer = setting.pointer;
  }

  void TakeParameter(const Part& step, ModelStep* out) {
    const Part parameter = structure_.GetObject(step, "parameter");
    out->parameter = parameter ? *parameter.value : Json::Object();
    if (!parameter) out->parameter.place = step.value->place;
    out->parameter_pointer = parameter ? parameter.pointer : step.pointer + "/parameter";
  }

  // ---- version 2.0

  void V2(const Part& top, const Part& steps) {
    model_.shape = Shape::kV2;
    model_.place = steps.value->place;
    CheckWrapper(top, "2.0");
    structure_.WarnUnknown(top, {"type", "version", "steps", "order", "setting",
                                 "dataxSetting", "extend", "transform", "copies"});
    if (steps.value->items.size() > kMaxSteps) {
      structure_.Error(steps, fmt::format("{} steps are too many; the limit is {}",
                                          steps.value->items.size(), kMaxSteps));
      return;
    }
    for (size_t i = 0; i < steps.value->items.size(); ++i) {
      const Part step = ElementOf(steps, i);
      if (!step.value->is_object()) {
        structure_.Error(step, "a step must be an object { }");
      } else {
        Step(step, static_cast<uint32_t>(i));
      }
    }
    if (const Part order = structure_.GetObject(top, "order")) Hops(order);
    TakeSetting(top);
  }

  void Step(const Part& part, uint32_t index) {
    structure_.WarnUnknown(part, {"stepType", "parameter", "name", "category",
                                  "displayName", "description", "copies"});
    ModelStep step;
    step.index = index;
    step.pointer = part.pointer;
    step.place = part.value->place;
    step.step_type = structure_.GetText(part, "stepType");
    TakeParameter(part, &step);
    const std::string category = structure_.GetText(part, "category");
    if (!TakeKind(part, category, &step)) return;
    if (step.step_type.empty()) {
      if (step.kind == Kind::kProcessor && IsEmptyProcessor(step.parameter)) {
        list_.Note(step.place, step.pointer, "an empty processor step has no effect");
        return;
      }
      structure_.Error(part,
                       "the step has no \"stepType\"; add the plugin's word, for "
                       "example \"oss\"");
      return;
    }
    step.type_place = structure_.Get(part, "stepType").value->place;
    step.name = structure_.GetText(part, "name");
    if (step.name.empty()) NameStep(part, &step);
    model_.steps.push_back(std::move(step));
  }

  bool TakeKind(const Part& part, const std::string& category, ModelStep* step) {
    const std::string word = LowerAscii(category);
    if (word == "reader") {
      step->kind = Kind::kReader;
    } else if (word == "writer") {
      step->kind = Kind::kWriter;
    } else if (word == "processor" || word == "map" || word == "flatmap") {
      step->kind = Kind::kProcessor;
    } else {
      const std::vector<std::string> known = {"reader", "writer", "processor", "map",
                                              "flatmap"};
      const Part at = category.empty() ? part : structure_.Get(part, "category");
      structure_.Error(
          at,
          category.empty()
              ? "the step has no \"category\": write reader, writer, processor, map or "
                "flatmap"
              : fmt::format("unknown category \"{}\"; reader, writer, processor, map and "
                            "flatmap are known{}",
                            category, services::DidYouMean(category, known)));
      return false;
    }
    return true;
  }

  /// Processing steps may go without a name; the others get their conventional one.
  void NameStep(const Part& part, ModelStep* step) {
    std::string name = structure_.GetText(part, "displayName");
    if (step->kind != Kind::kProcessor) {
      name = step->kind == Kind::kReader ? "Reader" : "Writer";
      list_.Warn(step->place, step->pointer,
                 fmt::format("the step has no \"name\"; it is called \"{}\"", name));
    } else if (name.empty()) {
      name = fmt::format("{} {}", step->step_type, step->index + 1);
    }
    step->name = name;
  }

  void Hops(const Part& order) {
    const Part hops = structure_.GetArray(order, "hops");
    for (size_t i = 0; hops && i < hops.value->items.size(); ++i) {
      const Part hop = ElementOf(hops, i);
      if (!hop.value->is_object()) {
        structure_.Error(hop, "a hop must be an object {\"from\": …, \"to\": …}");
        continue;
      }
      ModelHop one{structure_.GetText(hop, "from"), structure_.GetText(hop, "to"),
                   hop.value->place, hop.value->place, hop.pointer};
      if (one.from.empty() || one.to.empty()) {
        structure_.Error(
            hop, fmt::format("the hop has no \"{}\"", one.from.empty() ? "from" : "to"));
        continue;
      }
      one.from_place = structure_.Get(hop, "from").value->place;
      one.to_place = structure_.Get(hop, "to").value->place;
      model_.hops.push_back(std::move(one));
    }
  }

  // ---- version 1.0 and DataX core: one reader, one writer

  void V1(const Part& top, const Part& configuration) {
    model_.shape = Shape::kV1;
    model_.place = configuration.value->place;
    CheckWrapper(top, "1.0");
    structure_.WarnUnknown(top,
                           {"type", "version", "configuration", "extend", "transform"});
    structure_.WarnUnknown(configuration,
                           {"reader", "writer", "setting", "dataxSetting"});
    Named(configuration, "reader", "plugin", Kind::kReader, "Reader");
    Named(configuration, "writer", "plugin", Kind::kWriter, "Writer");
    TakeSetting(configuration);
  }

  void Core(const Part& top, const Part& job) {
    model_.shape = Shape::kCore;
    model_.place = job.value->place;
    TakeSetting(job);
    TakeEngineColumn(top);
    const Part content = structure_.GetArray(job, "content");
    if (!content || content.value->items.empty()) {
      structure_.Error(job, "\"job\" has no \"content\" list with a reader and a writer");
      return;
    }
    const Part first = ElementOf(content, 0);
    if (!first.value->is_object()) {
      structure_.Error(first, "\"content\" must hold an object with reader and writer");
      return;
    }
    if (content.value->items.size() > 1) {
      const Part second = ElementOf(content, 1);
      list_.Warn(second.value->place, second.pointer,
                 "only the first element of \"content\" is run");
    }
    Named(first, "reader", "name", Kind::kReader, "Reader");
    if (const Part list = structure_.GetArray(first, "transformer")) {
      for (size_t i = 0; i < list.value->items.size(); ++i) {
        const Part one = ElementOf(list, i);
        if (!one.value->is_object()) {
          structure_.Error(one, "a transformer must be an object { }");
        } else {
          Add(one, "name", Kind::kProcessor, fmt::format("Transformer {}", i + 1));
        }
      }
    }
    Named(first, "writer", "name", Kind::kWriter, "Writer");
  }

  /// The engine's `common.column` at the top of a core-shape job counts where `setting`
  /// has none.
  void TakeEngineColumn(const Part& top) {
    const Part common = structure_.GetObject(top, "common");
    if (!common || model_.setting.Find("common") != nullptr) return;
    model_.setting.members.push_back({"common", common.key_place, *common.value});
  }

  void Named(const Part& holder, const char* key, const char* type_key, Kind kind,
             const std::string& name) {
    if (const Part part = structure_.GetObject(holder, key)) {
      Add(part, type_key, kind, name);
    } else if (!structure_.Get(holder, key)) {
      structure_.Error(holder, fmt::format("\"{}\" is missing", key));
    }
  }

  void Add(const Part& part, const char* type_key, Kind kind, const std::string& name) {
    ModelStep step;
    step.index = static_cast<uint32_t>(model_.steps.size());
    step.pointer = part.pointer;
    step.place = part.value->place;
    step.kind = kind;
    step.name = name;
    step.step_type = structure_.GetText(part, type_key);
    if (step.step_type.empty()) {
      structure_.Error(part,
                       fmt::format("\"{}\" is missing; add the plugin's word", type_key));
      return;
    }
    step.type_place = structure_.Get(part, type_key).value->place;
    TakeParameter(part, &step);
    model_.steps.push_back(std::move(step));
  }

  Structure structure_;
  DiagnosticList& list_;
  Model model_;
};

}  // namespace

Model BuildModel(const Json& root, DiagnosticList* list) {
  return Builder(list).Run(root);
}

}  // namespace hopline::job
