#include "host/job/restore.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <hopline/error.hpp>
#include <memory>
#include <optional>

#include "host/job/config_file.h"
#include "host/job/digest.h"
#include "host/job/lexer.h"
#include "host/job/references.h"
#include "host/job/variables.h"
#include "host/services/json.h"

namespace hopline::job {

using services::DiagnosticList;
using services::ExitCode;
using services::Failure;

namespace {

constexpr int64_t kFormat = 1;
constexpr const char* kMasked = "***";

/// Another process may stand in another folder.
std::string AbsolutePath(const std::string& path) {
  return path.empty() || path == "-" ? path : std::filesystem::absolute(path).string();
}

Json StepToJson(const ResolvedStep& step) {
  Json out = Json::Object();
  out.Set("name", Json::String(step.name));
  out.Set("index", Json::Integer(step.index));
  out.Set("kind", Json::String(registry::KindName(step.kind)));
  out.Set("step_type", Json::String(step.step_type));
  out.Set("connector", Json::String(step.connector_id));
  out.Set("plugin", Json::String(step.plugin_id));
  out.Set("plugin_version", Json::String(step.plugin_version));
  out.Set("plugin_sha256", Json::String(step.plugin_digest));
  out.Set("choice", Json::String(step.choice));
  out.Set("datasource", Json::String(step.datasource));
  out.Set("config", services::ParseJson(step.stored_json));
  out.Set("given", services::ParseJson(step.key_json));
  return out;
}

Json SettingToJson(const Setting& setting) {
  Json out = Json::Object();
  out.Set("concurrent", Json::Integer(setting.concurrent));
  out.Set("bytes_per_second", Json::Number(std::to_string(setting.bytes_per_second)));
  out.Set("records_per_second", Json::Number(std::to_string(setting.records_per_second)));
  if (setting.error_record) {
    out.Set("error_record", Json::Number(std::to_string(*setting.error_record)));
  }
  if (setting.error_percentage) {
    out.Set("error_percentage",
            Json::Number(fmt::format("{}", *setting.error_percentage)));
  }
  out.Set("check_only", Json::Bool(setting.check_only));
  out.Set("settings", services::ParseJson(setting.settings_json));
  return out;
}

/// Reads fields of one stored object; anything unexpected ends in one message.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {}

  const Json& At(const char* name) const {
    const Json* value = object_.Find(name);
    if (value == nullptr) {
      throw Failure(
          ExitCode::kUsage,
          fmt::format("the stored job has no \"{}\"; the record is damaged or was "
                      "written by another version",
                      name));
    }
    return *value;
  }
  std::string Text(const char* name) const { return At(name).text; }
  uint64_t Number(const char* name) const { return Parse<uint64_t>(At(name).text); }

  template <class T>
  static T Parse(const std::string& text) {
    T value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

 private:
  const Json& object_;
};

Setting SettingFromJson(const Json& json) {
  const Fields in(json);
  Setting out;
  out.concurrent = static_cast<uint32_t>(in.Number("concurrent"));
  out.bytes_per_second = in.Number("bytes_per_second");
  out.records_per_second = in.Number("records_per_second");
  if (const Json* record = json.Find("error_record")) {
    out.error_record = Fields::Parse<uint64_t>(record->text);
  }
  if (const Json* share = json.Find("error_percentage")) {
    out.error_percentage = Fields::Parse<double>(share->text);
  }
  out.check_only = in.At("check_only").boolean;
  out.locale = Fields(in.At("settings")).Text("locale");
  out.settings_json = WriteJson(in.At("settings"));
  return out;
}

/// Reads secrets again. Documents are opened at most once, and only when a secret needs
/// them.
class SecretReader {
 public:
  SecretReader(const ResolvedJob& job, const RestoreOptions& options)
      : job_(job), options_(options) {}

  std::string Read(const std::string& reference) {
    if (IsExternalReference(reference)) {
      const VariableValue value =
          ReadExternalReference(reference, options_.getenv, Base());
      if (value.value) return *value.value;
      throw Missing(value.problem);
    }
    if (reference.starts_with("script:")) return FromScript(reference.substr(7));
    if (reference.starts_with("config:")) return FromConfig(reference.substr(7));
    throw Missing(fmt::format("the reference \"{}\" is not known", reference));
  }

 private:
  static Failure Missing(const std::string& reason) {
    return Failure(ExitCode::kUsage,
                   "reading a secret of the stored job again: " + reason);
  }

  /// Folder that `${file:…}` of hopline.json is relative to.
  std::string Base() const {
    return job_.config_path.substr(0, job_.config_path.rfind('/') + 1);
  }

  std::string FromScript(const std::string& pointer) {
    if (!script_) LoadScript();
    const Json* value = services::FindPointer(script_->root, pointer);
    if (value == nullptr) {
      throw Missing(fmt::format("{} has no {}", job_.document_path, pointer));
    }
    return value->text;
  }

  void LoadScript() {
    if (job_.document_path == "-") {
      throw Missing(
          "it stood in a script that came from standard input; put it into a data "
          "source of hopline.json or write ${env:NAME}");
    }
    const std::string text = ReadScript(job_.document_path);
    if (Sha256Hex(text) != job_.document_digest) {
      throw Missing(
          fmt::format("{} has changed since the run began; restore it, or start "
                      "a new run",
                      job_.document_path));
    }
    // The values of the plan go last, and before those of the command line: expressions
    // are evaluated in them.
    NamedValues values;
    for (const std::string& one : options_.defines) {
      for (auto& define : ParseDefines(one)) values.push_back(std::move(define));
    }
    values.insert(values.end(), options_.set.begin(), options_.set.end());
    for (const auto& [name, value] : job_.variables) {
      if (value != kMasked) values.emplace_back(name, value);
    }
    DiagnosticList list(job_.document_path);
    const auto look = [&](const std::string& name) -> VariableValue {
      if (IsExternalReference(name)) {
        return ReadExternalReference(name, options_.getenv, "");
      }
      for (auto value = values.rbegin(); value != values.rend(); ++value) {
        if (value->first == name) return {value->second, ""};
      }
      return {};
    };
    script_ = ParseDocument(text, 0, look, &list);
    list.ThrowIfFailed();
  }

  std::string FromConfig(const std::string& pointer) {
    if (job_.config_path.empty()) throw Missing("the stored job names no hopline.json");
    if (!config_) config_ = ConfigFile::Read(job_.config_path);
    const Json* value = services::FindPointer(config_->root(), pointer);
    if (value == nullptr || !value->is_string()) {
      throw Missing(fmt::format("{} has no {} any more", job_.config_path, pointer));
    }
    std::string reference;
    std::string problem;
    std::string text =
        ExpandReferences(value->text, options_.getenv, Base(), &reference, &problem);
    if (!problem.empty()) throw Missing(problem);
    return text;
  }

  const ResolvedJob& job_;
  const RestoreOptions& options_;
  std::optional<Document> script_;
  std::optional<ConfigFile> config_;
};

void PutSecrets(Json* value, SecretReader* reader, std::vector<std::string>* secrets) {
  const Json* reference = value->Find("$secret");
  if (reference != nullptr) {
    std::string text = reader->Read(reference->text);
    secrets->push_back(text);
    *value = Json::String(std::move(text));
    return;
  }
  for (Json& item : value->items) PutSecrets(&item, reader, secrets);
  for (auto& member : value->members) PutSecrets(&member.value, reader, secrets);
}

ResolvedStep StepFromJson(const Json& json, SecretReader* reader,
                          std::vector<std::string>* secrets) {
  const Fields in(json);
  ResolvedStep out;
  out.name = in.Text("name");
  out.index = static_cast<uint32_t>(in.Number("index"));
  for (const auto kind :
       {registry::Kind::kReader, registry::Kind::kWriter, registry::Kind::kProcessor}) {
    if (in.Text("kind") == registry::KindName(kind)) out.kind = kind;
  }
  out.step_type = in.Text("step_type");
  out.connector_id = in.Text("connector");
  out.plugin_id = in.Text("plugin");
  out.plugin_version = in.Text("plugin_version");
  out.plugin_digest = in.Text("plugin_sha256");
  out.choice = in.Text("choice");
  out.datasource = in.Text("datasource");
  Json config = in.At("config");
  out.stored_json = WriteJson(config);
  PutSecrets(&config, reader, secrets);
  out.config_json = WriteJson(config);
  out.key_json = WriteSortedJson(in.At("given"));
  return out;
}

}  // namespace

std::string ToStoredJson(const ResolvedJob& job) {
  Json out = Json::Object();
  out.Set("format", Json::Integer(kFormat));
  out.Set("document_path", Json::String(AbsolutePath(job.document_path)));
  out.Set("document_sha256", Json::String(job.document_digest));
  out.Set("job_key", Json::String(job.job_key));
  out.Set("config_path", Json::String(job.config_path));
  out.Set("environment", Json::String(job.environment));
  Json variables = Json::Object();
  for (const auto& [name, value] : job.variables)
    variables.Set(name, Json::String(value));
  out.Set("variables", std::move(variables));
  Json steps = Json::Array();
  for (const ResolvedStep& step : job.steps) steps.items.push_back(StepToJson(step));
  out.Set("steps", std::move(steps));
  Json edges = Json::Array();
  for (const Edge& edge : job.edges) {
    Json pair = Json::Array();
    pair.items = {Json::Integer(edge.from), Json::Integer(edge.to)};
    edges.items.push_back(std::move(pair));
  }
  out.Set("edges", std::move(edges));
  out.Set("setting", SettingToJson(job.setting));
  return WriteJson(out);
}

ResolvedJob FromStoredJson(const std::string& text, const RestoreOptions& options) {
  Json json;
  try {
    json = services::ParseJson(text);
  } catch (const hopline::Error& e) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("the stored job is damaged: {}", e.what()));
  }
  const Fields in(json);
  if (in.Number("format") != kFormat) {
    throw Failure(
        ExitCode::kUsage,
        fmt::format("the stored job has format {}; this version reads format {}",
                    in.Number("format"), kFormat));
  }
  ResolvedJob job;
  job.document_path = in.Text("document_path");
  job.document_digest = in.Text("document_sha256");
  job.job_key = in.Text("job_key");
  job.config_path = in.Text("config_path");
  job.environment = in.Text("environment");
  for (const auto& variable : in.At("variables").members) {
    job.variables[variable.name] = variable.value.text;
  }
  SecretReader reader(job, options);
  for (const Json& step : in.At("steps").items) {
    job.steps.push_back(StepFromJson(step, &reader, &job.secrets));
  }
  for (const Json& edge : in.At("edges").items) {
    const auto step = [&](size_t i) {
      const uint32_t index = i < edge.items.size()
                                 ? Fields::Parse<uint32_t>(edge.items[i].text)
                                 : UINT32_MAX;
      if (index >= job.steps.size()) {
        throw Failure(ExitCode::kUsage,
                      "the stored job is damaged: an edge leads nowhere");
      }
      return index;
    };
    job.edges.push_back({step(0), step(1)});
  }
  job.setting = SettingFromJson(in.At("setting"));
  return job;
}

}  // namespace hopline::job
