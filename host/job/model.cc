#include "host/job/model.h"

#include <fmt/format.h>

#include "host/job/steps.h"
#include "host/job/structure.h"
#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;

using registry::Kind;
using services::DiagnosticList;
using services::Json;

namespace {

/// Keys of the editor and the scheduler. Source: DataWorks' sample contents.
struct WithoutEffect {
  const char* key;
  const char* why;
};
constexpr WithoutEffect kWrapperKeys[] = {
    {"extend", "it is the editor's and the scheduler's"},
    {"transform", "a flag of migrated scripts"},
    {"copies", "a flag of migrated scripts"}};
constexpr WithoutEffect kEngineKeys[] = {
    {"core", "it tunes the queues of the Java engine"},
    {"entry", "there is no Java machine here"},
    {"plugin", "plugins describe themselves"}};
constexpr const char* kSpecification =
    "this is the specification of a DataWorks node, not a job: save the text of its "
    "script.content as a file, and give its script.parameters with --params";

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
    } else if (root.Find("spec") != nullptr) {
      structure_.Error(top, kSpecification);
    } else if (!list_.failed()) {
      structure_.Error(
          top,
          "this is no job: a \"steps\" list (version 2.0), a \"configuration\" "
          "(version 1.0) or a \"job\" (DataX) is missing");
    }
    return std::move(model_);
  }

 private:
  template <size_t kSize>
  void NoteWithoutEffect(const Part& object, const WithoutEffect (&keys)[kSize]) {
    for (const auto& [key, why] : keys) {
      if (const Part part = structure_.Get(object, key)) {
        list_.Note(part.key_place, part.pointer,
                   fmt::format("\"{}\" has no effect: {}", key, why));
      }
    }
  }

  void CheckWrapper(const Part& top, const char* version) {
    NoteWithoutEffect(top, kWrapperKeys);
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

  void V2(const Part& top, const Part& steps) {
    model_.shape = Shape::kV2;
    model_.place = steps.value->place;
    CheckWrapper(top, "2.0");
    structure_.WarnUnknown(top, {"type", "version", "steps", "order", "setting",
                                 "dataxSetting", "extend", "transform", "copies"});
    ReadSteps(steps, &structure_, &model_);
    if (const Part order = structure_.GetObject(top, "order")) {
      ReadHops(order, &structure_, &model_);
    }
    TakeSetting(top);
  }

  // ---- version 1.0 and DataX core: one reader, one writer

  void V1(const Part& top, const Part& configuration) {
    model_.shape = Shape::kV1;
    model_.place = configuration.value->place;
    CheckWrapper(top, "1.0");
    structure_.WarnUnknown(
        top, {"type", "version", "configuration", "extend", "transform", "copies"});
    structure_.WarnUnknown(configuration,
                           {"reader", "writer", "setting", "dataxSetting"});
    Named(configuration, "reader", "plugin", Kind::kReader, "Reader");
    Named(configuration, "writer", "plugin", Kind::kWriter, "Writer");
    TakeSetting(configuration);
  }

  void Core(const Part& top, const Part& job) {
    model_.shape = Shape::kCore;
    model_.place = job.value->place;
    structure_.WarnUnknown(top, {"job", "core", "common", "entry", "plugin"});
    structure_.WarnUnknown(
        job, {"content", "setting", "preHandler", "postHandler", "jobInfo"});
    NoteWithoutEffect(top, kEngineKeys);
    for (const char* handler : {"preHandler", "postHandler"}) {
      if (const Part part = structure_.Get(job, handler)) {
        list_.Warn(
            part.key_place, part.pointer,
            fmt::format("\"{}\" is not called: handlers are Java classes", handler));
      }
    }
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
    if (!common) return;
    const Part setting{&model_.setting, model_.setting_pointer, {}};
    if (structure_.Get(setting, "common")) {
      list_.Warn(common.key_place, common.pointer,
                 "\"common\" stands in \"setting\" too; that one counts");
      return;
    }
    model_.setting.members.push_back({"common", common.key_place, *common.value});
  }

  void Named(const Part& holder, const char* key, const char* type_key, Kind kind,
             const std::string& name) {
    if (const Part part = structure_.GetObject(holder, key)) {
      Add(part, type_key, kind, name);
    } else if (!structure_.Get(holder, key)) {
      structure_.Error(
          holder,
          fmt::format("\"{}\" is missing: add {{\"{}\": …, \"parameter\": {{…}}}}", key,
                      type_key));
    }
  }

  void Add(const Part& part, const char* type_key, Kind kind, const std::string& name) {
    structure_.WarnUnknown(part, {type_key, "parameter"});
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
    TakeParameter(part, &structure_, &step);
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
