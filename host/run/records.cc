#include "host/run/records.h"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <hopline/error.hpp>

#include "host/run/digest.h"
#include "host/services/exit_code.h"
#include "host/services/json_writer.h"

namespace hopline::run {
namespace {

using rapidjson::Value;
using services::JsonWriter;

constexpr std::string_view kSealKey = ",\"sha256\":\"";
constexpr std::string_view kJobKey = ",\"job\":";
constexpr size_t kDigestDigits = 64;

void BeginRecord(JsonWriter& json) {
  json.BeginObject();
  json.Key("format").Integer(kFormatVersion);
}

std::string EndRecord(JsonWriter& json) {
  json.EndObject();
  return Seal(json.Take());
}

void PutBytes(JsonWriter& json, const char* key, const std::vector<WriterBytes>& list) {
  json.Key(key).BeginArray();
  for (const WriterBytes& one : list) {
    json.BeginObject();
    json.Key("writer").Unsigned(one.writer);
    json.Key("bytes").String(Base64Encode(one.bytes));
    json.EndObject();
  }
  json.EndArray();
}

// Reading: a sealed text was written by this program, so a missing member means another
// format. The getters then throw DATA_INVALID, and Parse…() answer nullopt.

[[noreturn]] void Malformed(const char* key) {
  throw Error(HOPLINE_STATUS_DATA_INVALID, fmt::format("member '{}' is missing", key));
}

const Value& Member(const Value& object, const char* key) {
  const auto found = object.FindMember(key);
  if (found == object.MemberEnd()) Malformed(key);
  return found->value;
}

std::string Text(const Value& object, const char* key) {
  const Value& value = Member(object, key);
  if (!value.IsString()) Malformed(key);
  return {value.GetString(), value.GetStringLength()};
}

template <class Number>
Number Int(const Value& object, const char* key) {
  const Value& value = Member(object, key);
  if (!value.IsInt64() && !value.IsUint64()) Malformed(key);
  return value.IsUint64() ? static_cast<Number>(value.GetUint64())
                          : static_cast<Number>(value.GetInt64());
}

const Value& List(const Value& object, const char* key) {
  const Value& value = Member(object, key);
  if (!value.IsArray()) Malformed(key);
  return value;
}

std::vector<WriterBytes> GetBytes(const Value& object, const char* key) {
  std::vector<WriterBytes> out;
  for (const Value& one : List(object, key).GetArray()) {
    out.push_back({Int<uint32_t>(one, "writer"), Base64Decode(Text(one, "bytes"))});
  }
  return out;
}

/// Checks digest and format, then lets `fill` read the object.
template <class Record, class Fill>
std::optional<Record> Parse(std::string_view text, const Fill& fill) {
  const std::optional<std::string> body = Unseal(text);
  if (!body) return std::nullopt;
  rapidjson::Document document;
  document.Parse(body->data(), body->size());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  try {
    const int format = Int<int>(document, "format");
    if (format > kFormatVersion) {
      throw services::Failure(
          services::ExitCode::kJobFailed,
          fmt::format("reading a run directory of format {}: this hopline knows {}; "
                      "use the version that wrote it",
                      format, kFormatVersion));
    }
    Record record;
    fill(document, record);
    return record;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::string Seal(std::string json_object) {
  json_object.pop_back();  // the closing brace
  const std::string digest = Sha256Hex(json_object);
  return json_object.append(kSealKey).append(digest).append("\"}\n");
}

std::optional<std::string> Unseal(std::string_view text) {
  const size_t at = text.rfind(kSealKey);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view body = text.substr(0, at);
  const std::string_view tail = text.substr(at + kSealKey.size());
  if (tail.size() != kDigestDigits + 3 || tail.substr(kDigestDigits) != "\"}\n" ||
      tail.substr(0, kDigestDigits) != Sha256Hex(body)) {
    return std::nullopt;
  }
  return std::string(body) + "}";
}

std::string ToText(const RunRecord& record) {
  JsonWriter json;
  BeginRecord(json);
  json.Key("run_id").String(record.run_id);
  json.Key("job_key").String(record.job_key);
  json.Key("document_digest").String(record.document_digest);
  json.Key("incarnation").Unsigned(record.incarnation);
  json.Key("mode").String(record.mode == Mode::kPieces ? "pieces" : "one process");
  json.Key("started_unix_ms").Integer(record.started_unix_ms);
  json.Key("started_by").String(record.started_by);
  json.Key("guarantee").String(record.guarantee);
  json.Key("steps").BeginArray();
  for (const StepRecord& step : record.steps) {
    json.BeginObject();
    json.Key("index").Unsigned(step.index);
    json.Key("name").String(step.name);
    json.Key("connector").String(step.connector);
    json.Key("plugin").String(step.plugin);
    json.Key("version").String(step.version);
    json.Key("digest").String(step.digest);
    json.EndObject();
  }
  json.EndArray();
  json.Key("job").Raw(record.job_json);  // last, see ParseRun
  return EndRecord(json);
}

std::string ToText(const PlanRecord& record) {
  JsonWriter json;
  BeginRecord(json);
  json.Key("tasks").BeginArray();
  for (const PlanTaskRecord& task : record.tasks) {
    json.BeginObject();
    json.Key("reader").Unsigned(task.reader);
    json.Key("entry").String(Base64Encode(task.entry));
    json.Key("label").String(task.label);
    json.Key("est_rows").Integer(task.est_rows);
    json.Key("est_bytes").Integer(task.est_bytes);
    json.EndObject();
  }
  json.EndArray();
  PutBytes(json, "tokens", record.tokens);
  return EndRecord(json);
}

std::string ToText(const TaskRecord& record) {
  JsonWriter json;
  BeginRecord(json);
  json.Key("task").Unsigned(record.task);
  json.Key("attempt").Unsigned(record.attempt);
  json.Key("started_unix_ms").Integer(record.started_unix_ms);
  json.Key("finished_unix_ms").Integer(record.finished_unix_ms);
  json.Key("checkpoint").String(Base64Encode(record.checkpoint));
  PutBytes(json, "messages", record.messages);
  json.Key("steps").BeginArray();
  for (const StepCounts& step : record.steps) {
    json.BeginObject();
    json.Key("step").Unsigned(step.step);
    json.Key("rows").Unsigned(step.rows);
    json.Key("bytes").Unsigned(step.bytes);
    json.Key("dirty").Unsigned(step.dirty);
    json.Key("wait_ns").Unsigned(step.wait_ns);
    json.EndObject();
  }
  json.EndArray();
  json.Key("dirty_rows").Unsigned(record.dirty_rows);
  json.Key("dirty_bytes").Unsigned(record.dirty_bytes);
  json.Key("dirty_sha256").String(record.dirty_sha256);
  return EndRecord(json);
}

std::string ToText(const MarkerRecord& record) {
  JsonWriter json;
  BeginRecord(json);
  json.Key("unix_ms").Integer(record.unix_ms);
  json.Key("by").String(record.by);
  json.Key("outcomes").BeginArray();
  for (const int32_t outcome : record.outcomes) json.Integer(outcome);
  json.EndArray();
  return EndRecord(json);
}

std::optional<RunRecord> ParseRun(std::string_view text) {
  return Parse<RunRecord>(text, [&](const Value& object, RunRecord& record) {
    record.run_id = Text(object, "run_id");
    record.job_key = Text(object, "job_key");
    record.document_digest = Text(object, "document_digest");
    record.incarnation = Int<uint32_t>(object, "incarnation");
    record.mode = Text(object, "mode") == "pieces" ? Mode::kPieces : Mode::kOneProcess;
    record.started_unix_ms = Int<int64_t>(object, "started_unix_ms");
    record.started_by = Text(object, "started_by");
    record.guarantee = Text(object, "guarantee");
    for (const Value& step : List(object, "steps").GetArray()) {
      record.steps.push_back({Int<uint32_t>(step, "index"), Text(step, "name"),
                              Text(step, "connector"), Text(step, "plugin"),
                              Text(step, "version"), Text(step, "digest")});
    }
    // The job's own text, untouched: no member before it is called "job", and quotes
    // inside strings are escaped, so the first match is the member.
    const size_t from = text.find(kJobKey) + kJobKey.size();
    record.job_json = text.substr(from, text.rfind(kSealKey) - from);
  });
}

std::optional<PlanRecord> ParsePlan(std::string_view text) {
  return Parse<PlanRecord>(text, [](const Value& object, PlanRecord& record) {
    for (const Value& task : List(object, "tasks").GetArray()) {
      record.tasks.push_back({Int<uint32_t>(task, "reader"),
                              Base64Decode(Text(task, "entry")), Text(task, "label"),
                              Int<int64_t>(task, "est_rows"),
                              Int<int64_t>(task, "est_bytes")});
    }
    record.tokens = GetBytes(object, "tokens");
  });
}

std::optional<TaskRecord> ParseTask(std::string_view text) {
  return Parse<TaskRecord>(text, [](const Value& object, TaskRecord& record) {
    record.task = Int<uint32_t>(object, "task");
    record.attempt = Int<uint32_t>(object, "attempt");
    record.started_unix_ms = Int<int64_t>(object, "started_unix_ms");
    record.finished_unix_ms = Int<int64_t>(object, "finished_unix_ms");
    record.checkpoint = Base64Decode(Text(object, "checkpoint"));
    record.messages = GetBytes(object, "messages");
    for (const Value& step : List(object, "steps").GetArray()) {
      record.steps.push_back({Int<uint32_t>(step, "step"), Int<uint64_t>(step, "rows"),
                              Int<uint64_t>(step, "bytes"), Int<uint64_t>(step, "dirty"),
                              Int<uint64_t>(step, "wait_ns")});
    }
    record.dirty_rows = Int<uint64_t>(object, "dirty_rows");
    record.dirty_bytes = Int<uint64_t>(object, "dirty_bytes");
    record.dirty_sha256 = Text(object, "dirty_sha256");
  });
}

}  // namespace hopline::run
