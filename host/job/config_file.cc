#include "host/job/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/job/lexer.h"
#include "host/job/references.h"
#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;
using services::Trim;

using services::DidYouMean;
using services::ExitCode;
using services::Failure;
using services::JsonMember;
using services::PointerTo;

namespace {

constexpr const char* kSections[] = {"datasources", "plugins", "pins"};

std::string Absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

bool IsFile(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::vector<std::string> Names(const Json* object) {
  std::vector<std::string> names;
  if (object == nullptr) return names;
  for (const JsonMember& member : object->members) names.push_back(member.name);
  return names;
}

bool IsPin(const Json& value) {
  if (value.is_string()) return true;
  const Json* digest = value.Find("sha256");
  const Json* version = value.Find("version");
  return digest != nullptr && digest->is_string() &&
         (version == nullptr || version->is_string());
}

std::string Joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string DataSourceType(const std::string& word) {
  std::string type = LowerAscii(Trim(word));
  if (type == "ots" || type == "otsstream") return "tablestore";
  if (type == "odps") return "maxcompute";
  return type;
}

std::string ConfigFile::Find(const std::string& given, const EnvironmentLookup& getenv) {
  const auto required = [](const std::string& path, const char* origin) {
    if (!IsFile(path)) {
      throw Failure(ExitCode::kUsage,
                    fmt::format("{} {}: there is no such file", origin, path));
    }
    return Absolute(path);
  };
  if (!given.empty()) return required(given, "--config");
  if (const auto path = getenv("HOPLINE_CONFIG"); path && !path->empty()) {
    return required(*path, "HOPLINE_CONFIG");
  }
  if (IsFile("hopline.json")) return Absolute("hopline.json");
  const auto base = getenv("XDG_CONFIG_HOME");
  const auto home = getenv("HOME");
  std::string path;
  if (base && base->starts_with('/')) {
    path = *base + "/hopline/hopline.json";
  } else if (home && home->starts_with('/')) {
    path = *home + "/.config/hopline/hopline.json";
  }
  return !path.empty() && IsFile(path) ? path : "";
}

ConfigFile::ConfigFile(const std::string& path, services::DiagnosticList* list) {
  if (path.empty()) return;
  path_ = Absolute(path);
  file_ = list->AddFile(path);
  const std::string text = ReadScript(path);
  root_ = ParseDocument(text, file_, {}, list).root;
  if (list->failed()) {
    root_ = Json::Object();
    return;
  }
  CheckShape(list);
}

ConfigFile ConfigFile::Read(const std::string& path) {
  services::DiagnosticList list(path);
  ConfigFile config(path, &list);
  list.ThrowIfFailed();
  return config;
}

void ConfigFile::CheckShape(services::DiagnosticList* list) {
  if (!root_.is_object()) {
    list->Error(root_.place, "", "hopline.json must be an object { }");
    root_ = Json::Object();
    return;
  }
  const std::vector<std::string> known = {"environments", "plugin_dirs", "datasources",
                                          "plugins", "pins"};
  for (const JsonMember& member : root_.members) {
    if (std::find(known.begin(), known.end(), member.name) == known.end()) {
      list->Warn(member.place, PointerTo("", member.name),
                 "unknown key \"" + member.name + "\"" + DidYouMean(member.name, known));
    }
  }
  CheckSection(root_, "", list);
  if (const Json* environments = root_.Find("environments")) {
    for (const JsonMember& one : environments->members) {
      CheckSection(one.value, PointerTo("/environments", one.name), list);
    }
  }
  const Json* dirs = root_.Find("plugin_dirs");
  for (const Json& dir : dirs == nullptr ? std::vector<Json>{} : dirs->items) {
    if (!dir.is_string() || !dir.text.starts_with('/')) {
      list->Error(dir.place, "/plugin_dirs", "plugin_dirs takes absolute paths only");
    } else {
      plugin_dirs_.push_back(dir.text);
    }
  }
}

void ConfigFile::CheckSection(const Json& holder, const std::string& pointer,
                              services::DiagnosticList* list) const {
  if (!holder.is_object()) {
    list->Error(holder.place, pointer, "an environment must be an object { }");
    return;
  }
  for (const char* key : kSections) {
    const Json* section = holder.Find(key);
    if (section == nullptr) continue;
    const std::string here = PointerTo(pointer, key);
    if (!section->is_object()) {
      list->Error(section->place, here, fmt::format("{} must be an object {{ }}", key));
    }
    for (const JsonMember& member : section->members) {
      const bool pin = key == kSections[2];
      const Json* use = member.value.Find("use");
      const bool fine = pin                   ? IsPin(member.value)
                        : key == kSections[1] ? use != nullptr && use->is_string()
                                              : member.value.is_object();
      if (fine) continue;
      list->Error(
          member.value.place, PointerTo(here, member.name),
          pin ? "a pin is the SHA-256 of the plugin's object, in quotes, or an object "
                "with "
                "sha256 and version"
          : key == kSections[1]
              ? "write {\"use\": \"writer/file\"}, with the kind and the step type"
              : "a data source must be an object { }");
    }
  }
}

std::vector<std::string> ConfigFile::EnvironmentNames() const {
  return Names(root_.Find("environments"));
}

std::string ConfigFile::ChooseEnvironment(const std::string& wanted) const {
  const std::vector<std::string> names = EnvironmentNames();
  const std::string target = LowerAscii(wanted.empty() ? "prod" : wanted);
  for (const std::string& name : names) {
    if (LowerAscii(name) == target) return name;
  }
  if (wanted.empty()) {
    if (names.size() < 2) return names.empty() ? "" : names.front();
    throw Failure(
        ExitCode::kUsage,
        fmt::format("{}: choose an environment with --env: {}", path_, Joined(names)));
  }
  if (path_.empty()) {
    throw Failure(
        ExitCode::kUsage,
        fmt::format("--env {}: there is no hopline.json; give --config", wanted));
  }
  throw Failure(
      ExitCode::kUsage,
      fmt::format("--env {}: {} has the environments {}{}", wanted, path_,
                  names.empty() ? "(none)" : Joined(names), DidYouMean(wanted, names)));
}

std::string ConfigFile::WhyEnvironment(const std::string& wanted) const {
  if (!wanted.empty()) return "--env " + wanted;
  const std::vector<std::string> names = EnvironmentNames();
  if (names.empty()) return "";
  return names.size() == 1 ? "without --env: the only one there is"
                           : "without --env: prod is the default";
}

const Json* ConfigFile::Section(const std::string& environment, const char* key) const {
  if (environment.empty()) return root_.Find(key);
  const Json* environments = root_.Find("environments");
  const Json* one = environments == nullptr ? nullptr : environments->Find(environment);
  return one == nullptr ? nullptr : one->Find(key);
}

std::map<std::string, registry::Pin> ConfigFile::Pins(
    const std::string& environment) const {
  std::map<std::string, registry::Pin> pins;
  for (const std::string& from : {std::string(), environment}) {
    const Json* section = Section(from, "pins");
    if (section == nullptr) continue;
    for (const JsonMember& member : section->members) {
      const Json* digest = member.value.Find("sha256");
      const Json* version = member.value.Find("version");
      pins[member.name] = {
          LowerAscii(digest == nullptr ? member.value.text : digest->text),
          version == nullptr ? "" : version->text};
    }
  }
  return pins;
}

std::optional<PluginUse> ConfigFile::FindPluginUse(const std::string& environment,
                                                   registry::Kind kind,
                                                   const std::string& step_type) const {
  const std::string key = std::string(registry::KindName(kind)) + "/" + step_type;
  for (const std::string& from : {environment, std::string()}) {
    const Json* section = Section(from, "plugins");
    const Json* entry = section == nullptr ? nullptr : section->Find(key);
    const Json* use = entry == nullptr ? nullptr : entry->Find("use");
    if (use != nullptr) return PluginUse{use->text, from, use->place};
  }
  return std::nullopt;
}

struct ConfigFile::Found {
  const Json* record = nullptr;
  std::string environment;  ///< empty = the top level
  std::string pointer;
};

ConfigFile::Found ConfigFile::FindDataSource(const std::string& environment,
                                             const std::string& name) const {
  for (const std::string& from : {environment, std::string()}) {
    const Json* section = Section(from, "datasources");
    const Json* record = section == nullptr ? nullptr : section->Find(name);
    if (record == nullptr) continue;
    const std::string base =
        from.empty() ? "/datasources" : PointerTo("/environments", from) + "/datasources";
    return {record, from, PointerTo(base, name)};
  }
  return {};
}

std::vector<std::string> ConfigFile::DataSourceNames(
    const std::string& environment) const {
  std::vector<std::string> names = Names(Section(environment, "datasources"));
  for (std::string& name : Names(Section("", "datasources"))) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

bool ConfigFile::HasDataSource(const std::string& environment,
                               const std::string& name) const {
  return FindDataSource(environment, name).record != nullptr;
}

DataSource ConfigFile::LoadDataSource(const std::string& environment,
                                      const std::string& name,
                                      const EnvironmentLookup& getenv,
                                      services::DiagnosticList* list) const {
  const Found found = FindDataSource(environment, name);
  DataSource source{name, "", found.environment, found.pointer, Json::Object(), {}};
  if (found.record == nullptr) return source;
  source.fields.place = found.record->place;
  const std::string base = std::filesystem::path(path_).parent_path().string();
  for (const JsonMember& member : found.record->members) {
    const std::string& key = member.name;
    if (key == "type" && member.value.is_string())
      source.type = DataSourceType(member.value.text);
    if (key == "type" || key == "name" || key == "envType" || key == "description")
      continue;
    const std::string pointer = PointerTo(found.pointer, key);
    std::string reference = "config:" + pointer;
    std::string problem;
    JsonMember field = member;
    if (field.value.is_string()) {
      field.value.text =
          ExpandReferences(member.value.text, getenv, base, &reference, &problem);
    }
    if (!problem.empty()) list->Error(member.value.place, pointer, problem);
    source.references[key] = reference;
    source.fields.members.push_back(std::move(field));
  }
  return source;
}

}  // namespace hopline::job
