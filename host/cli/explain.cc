#include "host/cli/explain.h"

#include <fmt/format.h>

#include <filesystem>

#include "host/cli/text_table.h"
#include "host/services/json.h"
#include "host/services/schema.h"

namespace hopline::cli {
namespace {

using job::ResolvedJob;
using job::ResolvedStep;
using services::Json;
using services::JsonMember;

constexpr size_t kLongestValue = 60;
constexpr size_t kWidth = 120;

/// A path below the working directory is shown from there.
std::string ShownPath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  if (error || !path.starts_with('/')) return path;
  const std::string relative =
      std::filesystem::path(path).lexically_relative(here).string();
  return relative.empty() || relative.starts_with("..") ? path : relative;
}

std::string Shown(const Json& value) {
  if (value.Find("$secret") != nullptr) return "***";
  std::string text = services::WriteJson(value);
  if (text.size() <= kLongestValue) return text;
  if (value.is_array()) return fmt::format("list of {}", value.items.size());
  if (value.is_object()) return fmt::format("object of {} members", value.members.size());
  return text;
}

/// Where a parameter's value comes from.
std::string Origin(const ResolvedJob& job, const ResolvedStep& step,
                   const JsonMember& member) {
  const auto place = step.places.find(services::PointerTo("", member.name));
  if (place == step.places.end()) return "default";
  if (!step.datasource.empty() && place->second.file == job.config_path) {
    return fmt::format("data source, {}:{}", ShownPath(place->second.file),
                       place->second.line);
  }
  return fmt::format("script, line {}", place->second.line);
}

std::string Heading(const ResolvedStep& step) {
  return fmt::format("{} '{}': {} {} ({})\n", registry::KindName(step.kind), step.name,
                     step.connector_id, step.plugin_version, step.choice);
}

std::string DataSource(const ResolvedStep& step) {
  if (step.datasource.empty()) return "";
  const std::string where =
      step.datasource_environment.empty()
          ? std::string("from the top level of hopline.json")
          : fmt::format("of environment {}", step.datasource_environment);
  return fmt::format(
      "  data source {}{} {}{}\n", step.datasource,
      step.datasource_type.empty() ? "" : fmt::format(" ({})", step.datasource_type),
      where,
      step.datasource_choice.empty() ? "" : fmt::format(", {}", step.datasource_choice));
}

std::string Indented(const std::string& text, const char* indent) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    out += indent + text.substr(at, end - at + 1);
    at = end + 1;
  }
  return out;
}

std::string Parameters(const ResolvedJob& job, const ResolvedStep& step,
                       const services::SchemaNode& schema) {
  std::vector<std::vector<std::string>> rows;
  std::string idle;
  for (const JsonMember& member : services::ParseJson(step.stored_json).members) {
    const auto* property = schema.FindProperty(member.name);
    if (property != nullptr && property->node.ignored) {
      idle +=
          fmt::format("  {} has no effect: {}\n", member.name, *property->node.ignored);
      continue;
    }
    rows.push_back({member.name, Shown(member.value), Origin(job, step, member)});
  }
  return (rows.empty() ? "" : Indented(TextTable(rows, kWidth), "    ")) + idle;
}

std::string Remarks(const ResolvedStep& step,
                    const std::vector<services::Remark>& remarks) {
  std::string text;
  for (const services::Remark& remark : remarks) {
    if (remark.step != step.name || remark.level >= HOPLINE_LOG_WARN) continue;
    text += "  " + Fold(remark.message, kWidth - 2, 2) + "\n";
  }
  return text;
}

std::string Step(const Explanation& about, const ResolvedStep& step) {
  const registry::ConnectorInfo* info = about.catalog.FindById(step.connector_id);
  std::string text = Heading(step) + DataSource(step);
  if (info != nullptr) {
    text += Parameters(about.job, step, services::ParseSchema(info->config_schema));
  }
  return text + Remarks(step, about.remarks) + "\n";
}

/// One line of the setting, and where it comes from.
std::vector<std::string> SettingRow(const job::Setting& setting, const char* pointer,
                                    const std::string& name, const std::string& value) {
  const auto place = setting.places.find(pointer);
  return {name, value,
          place == setting.places.end()
              ? "default"
              : fmt::format("script, line {}", place->second.line)};
}

std::string Rate(const job::Setting& setting) {
  std::string text;
  if (setting.bytes_per_second != 0) {
    text = fmt::format("{} bytes per second", setting.bytes_per_second);
  }
  if (setting.records_per_second != 0) {
    text += fmt::format("{}{} rows per second", text.empty() ? "" : ", ",
                        setting.records_per_second);
  }
  return text.empty() ? "not limited" : "at most " + text;
}

std::string DirtyRows(const job::Setting& setting) {
  if (setting.error_record) return fmt::format("at most {}", *setting.error_record);
  if (setting.error_percentage) {
    return fmt::format("at most {} % of all", *setting.error_percentage * 100);
  }
  return "any number";
}

std::string Setting(const job::Setting& setting) {
  const char* rate = setting.places.contains("/speed/mbps")     ? "/speed/mbps"
                     : setting.places.contains("/speed/record") ? "/speed/record"
                                                                : "/speed/byte";
  const char* dirty =
      setting.places.contains("/errorLimit/percentage") && !setting.error_record
          ? "/errorLimit/percentage"
      : setting.places.contains("/errorLimit/record") ? "/errorLimit/record"
                                                      : "/errorLimit/strategy";
  const Json settings = services::ParseJson(setting.settings_json);
  const Json* zone = services::FindPointer(settings, "/column/timeZone");
  const std::vector<std::vector<std::string>> rows = {
      SettingRow(setting, "/speed/concurrent", "tasks at once",
                 fmt::format("at most {}", setting.concurrent)),
      SettingRow(setting, rate, "rate", Rate(setting)),
      SettingRow(setting, dirty, "dirty rows", DirtyRows(setting)),
      SettingRow(setting, "/common/column/timeZone", "time zone",
                 zone == nullptr ? "" : zone->text),
      SettingRow(setting, "/locale", "language", setting.locale)};
  return "setting\n" + Indented(TextTable(rows, kWidth), "    ") + "\n";
}

std::string Tasks(const Explanation& about) {
  const auto& tasks = about.findings.tasks;
  if (tasks.empty()) {
    return fmt::format(
        "tasks: at most {} (the reader decides how its input can be cut; explain "
        "--connect "
        "asks it)\n",
        about.job.setting.concurrent);
  }
  std::string text = fmt::format("tasks: {}\n", tasks.size());
  for (size_t i = 0; i < tasks.size(); ++i) {
    text += fmt::format(
        "    {}  {}{}\n", i, tasks[i].label,
        tasks[i].est_rows < 0 ? "" : fmt::format(", about {} rows", tasks[i].est_rows));
  }
  return text;
}

std::string Flow(const ResolvedJob& job) {
  std::string text = "rows go ";
  for (size_t i = 0; i < job.edges.size(); ++i) {
    text +=
        fmt::format("{}from '{}' to '{}'", i == 0 ? "" : ", ",
                    job.steps[job.edges[i].from].name, job.steps[job.edges[i].to].name);
  }
  return text + "\n";
}

std::string Warnings(const Explanation& about) {
  std::vector<std::string> warnings;
  for (const services::Remark& remark : about.remarks) {
    if (remark.level < HOPLINE_LOG_WARN) continue;
    warnings.push_back(fmt::format("step '{}': {}", remark.step, remark.message));
  }
  warnings.insert(warnings.end(), about.findings.losses.begin(),
                  about.findings.losses.end());
  std::string text;
  for (const std::string& warning : warnings) {
    text += "warning: " + Fold(warning, kWidth - 9, 9) + "\n";
  }
  return text;
}

std::string Environment(const ResolvedJob& job) {
  if (job.config_path.empty()) return "no hopline.json: data sources are not known\n\n";
  std::string text = fmt::format("configuration {}", ShownPath(job.config_path));
  if (!job.environment.empty()) {
    text += fmt::format(", environment {} ({})", job.environment, job.environment_choice);
  }
  return text + "\n\n";
}

std::string Variables(const Explanation& about) {
  const ResolvedJob& job = about.job;
  if (job.variables.empty()) return "";
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : job.variables) {
    std::string from = name.starts_with("bdp.") ? "scheduled time" : "-p";
    for (const auto& [given, text] : about.set) {
      if (given == name)
        from = "--set" + (text == value || value == "***" ? "" : " " + text);
    }
    rows.push_back({name, value, from});
  }
  return "variables\n" + Indented(TextTable(rows, kWidth), "    ") + "\n";
}

}  // namespace

std::string Explain(const Explanation& about) {
  std::string text = Environment(about.job) + Variables(about);
  for (const ResolvedStep& step : about.job.steps) text += Step(about, step);
  text += Setting(about.job.setting) + Flow(about.job) + Tasks(about);
  text += fmt::format("guarantee: {}\n", about.findings.guarantee.text);
  return text + Warnings(about);
}

}  // namespace hopline::cli
