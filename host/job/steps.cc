#include "host/job/steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/services/text.h"

namespace hopline::job {

using registry::Kind;
using services::Json;
using services::JsonMember;
using services::LowerAscii;

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

class StepsReader {
 public:
  StepsReader(Structure* structure, Model* model)
      : structure_(*structure), list_(structure->list()), model_(*model) {}

  void Step(const Part& part, uint32_t index) {
    structure_.WarnUnknown(part, {"stepType", "parameter", "name", "category",
                                  "displayName", "description", "copies"});
    ModelStep step;
    step.index = index;
    step.pointer = part.pointer;
    step.place = part.value->place;
    step.step_type = structure_.GetText(part, "stepType");
    TakeParameter(part, &structure_, &step);
    const std::string category = structure_.GetText(part, "category");
    if (!TakeKind(part, category, &step)) return;
    if (step.step_type.empty()) {
      const Part written = structure_.Get(part, "stepType");
      if (written && !written.value->is_scalar()) return;  // said already
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

  void Hop(const Part& hop) {
    if (!hop.value->is_object()) {
      structure_.Error(hop, "a hop must be an object {\"from\": …, \"to\": …}");
      return;
    }
    ModelHop one{structure_.GetText(hop, "from"), structure_.GetText(hop, "to"),
                 hop.value->place, hop.value->place, hop.pointer};
    if (one.from.empty() || one.to.empty()) {
      structure_.Error(
          hop, fmt::format("the hop has no \"{}\"", one.from.empty() ? "from" : "to"));
      return;
    }
    one.from_place = structure_.Get(hop, "from").value->place;
    one.to_place = structure_.Get(hop, "to").value->place;
    model_.hops.push_back(std::move(one));
  }

 private:
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
    step->category = word;
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

  Structure& structure_;
  services::DiagnosticList& list_;
  Model& model_;
};

}  // namespace

void ReadSteps(const Part& steps, Structure* structure, Model* model) {
  const std::vector<Json>& items = steps.value->items;
  if (items.size() > kMaxSteps) {
    structure->Error(steps, fmt::format("{} steps are too many; the limit is {}",
                                        items.size(), kMaxSteps));
    return;
  }
  StepsReader reader(structure, model);
  for (size_t i = 0; i < items.size(); ++i) {
    const Part step = ElementOf(steps, i);
    if (!step.value->is_object()) {
      structure->Error(step, "a step must be an object { }");
    } else {
      reader.Step(step, static_cast<uint32_t>(i));
    }
  }
}

void ReadHops(const Part& order, Structure* structure, Model* model) {
  const Part hops = structure->GetArray(order, "hops");
  StepsReader reader(structure, model);
  for (size_t i = 0; hops && i < hops.value->items.size(); ++i) {
    reader.Hop(ElementOf(hops, i));
  }
}

void TakeParameter(const Part& step, Structure* structure, ModelStep* out) {
  const Part parameter = structure->GetObject(step, "parameter");
  out->parameter = parameter ? *parameter.value : Json::Object();
  if (!parameter) out->parameter.place = step.value->place;
  out->parameter_pointer = parameter ? parameter.pointer : step.pointer + "/parameter";
}

}  // namespace hopline::job
