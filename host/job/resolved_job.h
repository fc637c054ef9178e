/// \file resolved_job.h
/// A job as the run executes it: connectors chosen, parameters merged, checked and
/// complete, the graph laid out. Built by resolve.h from a document, or by restore.h from
/// run.json.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/registry/catalog.h"

namespace hopline::job {

/// Where a parameter was written.
struct SourcePlace {
  std::string file;
  uint32_t line = 0, column = 0;  ///< from 1, columns in characters
};

/// How much later another scheduled time has to be for a step to get other parameters.
enum class Period : uint8_t { kMinute, kHour, kDay, kMonth, kNever };

/// One step that takes part in the run.
struct ResolvedStep {
  std::string name;    ///< unique in the job
  uint32_t index = 0;  ///< place in the document's `steps`; hopline_job_args.step_index
  registry::Kind kind = registry::Kind::kReader;
  std::string step_type;
  std::string connector_id;
  std::string plugin_id, plugin_version, plugin_digest;  ///< as the manifest says
  /// Why this connector, for `hopline check`: "lists the step type oss", "environment
  /// dev: writer/oss uses writer/file".
  std::string choice;
  std::string datasource;  ///< name of the data source in use, may be empty
  /// Its type; the environment it was taken from ("" = the top level of hopline.json),
  /// and why that one. Memory only.
  std::string datasource_type, datasource_environment, datasource_choice;

  /// What job_open gets: canonical types, defaults filled, secrets in clear. Memory only.
  std::string config_json;
  /// config_json with every secret replaced by {"$secret": "<reference>"}; goes to
  /// run.json.
  std::string stored_json;
  /// Canonical JSON of the given parameters after the data-source merge, without secrets
  /// and without defaults; the job key is a digest over these.
  std::string key_json;

  /// JSON pointer in config_json → where it was written. Memory only, empty after a
  /// restore.
  std::map<std::string, SourcePlace> places;
  /// Variables of the script that went into the parameters, secrets left out. Memory
  /// only.
  std::set<std::string> variables;
  /// kNever where it is not known: there is no writer that replaces its target, or the
  /// job was restored.
  Period period = Period::kNever;
};

/// Rows go from steps[from] to steps[to].
struct Edge {
  uint32_t from = 0, to = 0;
};

/// `setting`, in canonical types. docs/settings.md.
struct Setting {
  uint32_t concurrent = 1;
  uint64_t bytes_per_second = 0;         ///< 0 = not limited; bytes as DataX counts them
  uint64_t records_per_second = 0;       ///< 0 = not limited
  std::optional<uint64_t> error_record;  ///< absent = no limit
  std::optional<double> error_percentage;  ///< 0..1, judged at the end
  std::string locale = "en";               ///< zh or en
  bool check_only = false;                 ///< core shape's dryRun
  /// What job_open gets as settings_json: /locale, /column/timeZone,
  /// /column/datetimeFormat, …
  std::string settings_json;
  /// JSON pointer below the setting ("/speed/concurrent") → where it was written; what is
  /// not in it has its default. Memory only.
  std::map<std::string, SourcePlace> places;
};

struct ResolvedJob {
  std::vector<ResolvedStep>
      steps;                ///< readers, processors and writers that the edges use
  std::vector<Edge> edges;  ///< acyclic; processors of no hop are already put in
  Setting setting;
  std::string document_path;    ///< as given; "-" for standard input
  std::string document_digest;  ///< SHA-256 of the script's text, lower-case hex
  std::string job_key;      ///< SHA-256 over connector ids and key_json, in step order
  std::string config_path;  ///< absolute path of hopline.json in use, may be empty
  std::string environment;  ///< name of the environment in use, may be empty
  std::string environment_choice;  ///< why that one; memory only
  /// As substituted. Those that feed secrets are masked as "***".
  std::map<std::string, std::string> variables;
  /// Every secret value in clear, for redaction. Memory only.
  std::vector<std::string> secrets;
};

/// Puts the place of the script in front of a connector's message that begins with a JSON
/// pointer and a colon: "/column/3/type: …" → "job.json:14:22: column[3].type: …". Takes
/// the place of the nearest known ancestor. Any other message comes back as it is.
std::string LocateMessage(const ResolvedStep& step, const std::string& message);

}  // namespace hopline::job
