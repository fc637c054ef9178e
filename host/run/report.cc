#include "host/run/report.h"

#include <date/date.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "host/job/zone.h"
#include "host/services/json_writer.h"

namespace hopline::run {
namespace {

using services::JsonWriter;

const char* Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
      return "done";
    case Outcome::kAborted:
      return "aborted";
    case Outcome::kGivenUp:
      return "given up";
    case Outcome::kFailed:
      break;
  }
  return "failed";
}

/// The sums over all finished tasks.
struct Totals {
  uint64_t rows = 0, bytes = 0, dirty = 0;
  std::map<uint32_t, StepCounts> steps;
  std::vector<TaskRecord> tasks;
};

Totals Sum(RunDirectory& directory, const PlanRecord& plan) {
  Totals totals;
  for (uint32_t task = 0; task < plan.tasks.size(); ++task) {
    std::optional<TaskRecord> record = directory.ReadTask(task);
    if (!record) continue;
    totals.dirty += record->dirty_rows;
    for (const StepCounts& counts : record->steps) {
      StepCounts& sum = totals.steps[counts.step];
      sum.rows += counts.rows;
      sum.bytes += counts.bytes;
      sum.dirty += counts.dirty;
      sum.wait_ns += counts.wait_ns;
      if (counts.step == plan.tasks[task].reader) {
        totals.rows += counts.rows;
        totals.bytes += counts.bytes;
      }
    }
    totals.tasks.push_back(*std::move(record));
  }
  return totals;
}

void WriteSteps(JsonWriter& json, const RunRecord& run, const Totals& totals) {
  json.Key("steps").BeginArray();
  for (const StepRecord& step : run.steps) {
    const auto found = totals.steps.find(step.index);
    const StepCounts counts = found == totals.steps.end() ? StepCounts{} : found->second;
    json.BeginObject();
    json.Key("name").String(step.name);
    json.Key("connector").String(step.connector);
    json.Key("rows").Unsigned(counts.rows);
    json.Key("bytes").Unsigned(counts.bytes);
    json.Key("dirty").Unsigned(counts.dirty);
    json.Key("wait_ms").Unsigned(counts.wait_ns / 1'000'000);
    json.EndObject();
  }
  json.EndArray();
}

void WriteTasks(JsonWriter& json, const PlanRecord& plan, const Totals& totals) {
  json.Key("tasks").BeginArray();
  for (const TaskRecord& task : totals.tasks) {
    json.BeginObject();
    json.Key("index").Unsigned(task.task);
    json.Key("label").String(plan.tasks[task.task].label);
    json.Key("attempt").Unsigned(task.attempt);
    json.Key("rows").Unsigned(task.steps.empty() ? 0 : task.steps[0].rows);
    json.Key("bytes").Unsigned(task.steps.empty() ? 0 : task.steps[0].bytes);
    json.Key("dirty").Unsigned(task.dirty_rows);
    json.Key("seconds").Double(
        static_cast<double>(task.finished_unix_ms - task.started_unix_ms) / 1000);
    json.EndObject();
  }
  json.EndArray();
}

void WriteMetrics(JsonWriter& json, const services::Metrics& metrics) {
  json.Key("metrics").BeginArray();
  for (const services::MetricValue& metric : metrics.Snapshot()) {
    json.BeginObject();
    json.Key("name").String(metric.name);
    if (!metric.labels.empty()) {
      json.Key("labels").BeginObject();
      for (const auto& [key, value] : metric.labels) json.Key(key).String(value);
      json.EndObject();
    }
    json.Key("unit").String(metric.unit);
    json.Key("value").Double(metric.value);
    json.EndObject();
  }
  json.EndArray();
}

/// Language and zone of the job, as run.json keeps them.
struct Reader {
  std::string locale = "en", zone = job::kDefaultZone;
};

Reader ReaderOf(const RunRecord& run) {
  Reader reader;
  rapidjson::Document job;
  job.Parse(run.job_json.data(), run.job_json.size());
  if (job.HasParseError()) return reader;
  const auto text = [&](const char* pointer, std::string* out) {
    const rapidjson::Value* value = rapidjson::Pointer(pointer).Get(job);
    if (value != nullptr && value->IsString()) *out = value->GetString();
  };
  text("/setting/settings/locale", &reader.locale);
  text("/setting/settings/column/timeZone", &reader.zone);
  return reader;
}

/// yyyy-MM-dd HH:mm:ss in the zone.
std::string LocalTime(const std::string& zone, int64_t unix_ms) {
  const date::sys_seconds at{
      std::chrono::seconds{job::WallTimeIn(zone, unix_ms).seconds}};
  return date::format("%Y-%m-%d %H:%M:%S", at);
}

}  // namespace

Report BuildReport(const Context& context, RunDirectory& directory, Outcome outcome,
                   const std::string& note) {
  const RunRecord run = directory.NeedRun();
  const PlanRecord plan = directory.ReadPlan().value_or(PlanRecord{});
  const Totals totals = Sum(directory, plan);
  const int64_t now = context.clock.UnixMs();
  // Throughput is that of the tasks: a run in pieces may have lain idle between them.
  int64_t first = now, last = now;
  if (!totals.tasks.empty()) {
    first = last = totals.tasks[0].started_unix_ms;
    for (const TaskRecord& task : totals.tasks) {
      first = std::min(first, task.started_unix_ms);
      last = std::max(last, task.finished_unix_ms);
    }
  }
  const double seconds = static_cast<double>(std::max<int64_t>(1, last - first)) / 1000;

  JsonWriter json;
  json.BeginObject();
  json.Key("format").Integer(kFormatVersion);
  json.Key("outcome").String(Name(outcome));
  json.Key("status").String(outcome == Outcome::kDone ? "FINISH" : "ERROR");
  if (!note.empty()) json.Key("note").String(context.secrets.Redact(note));
  json.Key("run_id").String(run.run_id);
  json.Key("run_directory").String(directory.path());
  json.Key("job_key").String(run.job_key);
  json.Key("incarnation").Unsigned(run.incarnation);
  json.Key("guarantee").String(run.guarantee);
  json.Key("started").String(services::FormatInstant(run.started_unix_ms));
  json.Key("finished").String(services::FormatInstant(now));
  const Reader reader = ReaderOf(run);
  json.Key("locale").String(reader.locale);
  json.Key("started_local").String(LocalTime(reader.zone, run.started_unix_ms));
  json.Key("finished_local").String(LocalTime(reader.zone, now));
  json.Key("seconds").Double(static_cast<double>(now - run.started_unix_ms) / 1000);
  json.Key("rows").Unsigned(totals.rows);
  json.Key("bytes").Unsigned(totals.bytes);
  json.Key("dirty").Unsigned(totals.dirty);
  json.Key("rows_per_second").Double(static_cast<double>(totals.rows) / seconds);
  json.Key("bytes_per_second").Double(static_cast<double>(totals.bytes) / seconds);
  json.Key("tasks_done").Unsigned(totals.tasks.size());
  json.Key("tasks_planned").Unsigned(plan.tasks.size());
  WriteSteps(json, run, totals);
  WriteTasks(json, plan, totals);
  WriteMetrics(json, context.metrics);
  json.EndObject();
  Report report;
  report.json = json.Take();
  report.text = ReportText(report.json);
  return report;
}

}  // namespace hopline::run
