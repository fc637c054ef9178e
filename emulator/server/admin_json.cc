#include "emulator/server/admin_json.h"

#include <fmt/core.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <limits>
#include <set>

#include "emulator/server/time_text.h"

namespace hopline::emulator {
namespace {

using Value = rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

/// Ten thousand years: what is larger would overflow the clock.
constexpr double kMaxAdvanceS = 3.2e11;

[[noreturn]] void Fail(const std::string& message) { throw AdminError(400, message); }

rapidjson::Document Parse(const std::string& json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json);
  if (document.HasParseError()) {
    Fail(
        fmt::format("the body is not JSON: error at byte {}", document.GetErrorOffset()));
  }
  return document;
}

void RequireObject(const Value& value, const std::set<std::string>& known) {
  if (!value.IsObject()) Fail("the body must be a JSON object");
  for (auto it = value.MemberBegin(); it != value.MemberEnd(); ++it) {
    const std::string name = it->name.GetString();
    if (known.count(name) == 0) Fail(fmt::format("unknown member \"{}\"", name));
  }
}

const Value* Find(const Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() || member->value.IsNull() ? nullptr
                                                                : &member->value;
}

std::string StringOf(const Value& object, const char* name) {
  const Value* value = Find(object, name);
  if (value == nullptr) return "";
  if (!value->IsString()) Fail(fmt::format("\"{}\" must be a string", name));
  return value->GetString();
}

int64_t IntegerOf(const Value& object, const char* name, int64_t lowest, int64_t absent) {
  const Value* value = Find(object, name);
  if (value == nullptr) return absent;
  if (!value->IsInt64() || value->GetInt64() < lowest) {
    Fail(fmt::format("\"{}\" must be a whole number of at least {}", name, lowest));
  }
  return value->GetInt64();
}

/// The operations with rows that fail one by one.
const std::set<std::string> kBatches = {"BatchWriteRow", "BatchGetRow",
                                        "PutTimeseriesData"};

RowFault ReadRowFault(const Value& object, const FaultRule& rule) {
  if (rule.action != FaultAction::kFailRows) {
    for (const char* name : {"every", "rows"}) {
      if (Find(object, name) != nullptr) {
        Fail(fmt::format("\"{}\" belongs to action \"fail_rows\"", name));
      }
    }
    return {};
  }
  if (kBatches.count(rule.operation) == 0) {
    Fail(
        "action \"fail_rows\" needs an \"operation\" with rows: BatchWriteRow, "
        "BatchGetRow or PutTimeseriesData");
  }
  return {rule.error.code, rule.error.message, IntegerOf(object, "every", 1, 2),
          IntegerOf(object, "rows", 0, 0)};
}

FaultRule ReadFaultRule(const Value& object) {
  RequireObject(object,
                {"service", "operation", "nth", "probability", "seed", "times", "action",
                 "status", "code", "message", "delay_ms", "hold_ms", "every", "rows"});
  FaultRule rule;
  rule.service = StringOf(object, "service");
  rule.operation = StringOf(object, "operation");
  const std::string action = StringOf(object, "action");
  const auto parsed = ParseFaultAction(action);
  if (!parsed) {
    Fail(fmt::format(
        "\"action\" is \"{}\"; it must be error, delay, cut_before, cut_after, "
        "truncate, corrupt or fail_rows",
        action));
  }
  rule.action = *parsed;
  const bool counted = Find(object, "nth") != nullptr;
  rule.nth = IntegerOf(object, "nth", 1, 1);
  rule.times = IntegerOf(object, "times", 0, counted ? 1 : 0);
  rule.delay_ms = IntegerOf(object, "delay_ms", 0, 0);
  rule.seed = static_cast<uint64_t>(IntegerOf(object, "seed", 0, 1));
  if (const Value* probability = Find(object, "probability")) {
    if (counted) Fail("\"nth\" and \"probability\" exclude each other");
    if (!probability->IsNumber() || probability->GetDouble() < 0 ||
        probability->GetDouble() > 1) {
      Fail("\"probability\" must be a number from 0 to 1");
    }
    rule.probability = probability->GetDouble();
  }
  rule.error.code = StringOf(object, "code");
  rule.error.message = StringOf(object, "message");
  if (rule.error.message.empty()) rule.error.message = "injected by the admin address";
  rule.error.status = static_cast<int>(IntegerOf(object, "status", 300, 503));
  if (rule.error.status > 599) Fail("\"status\" must be from 300 to 599");
  rule.error.hold_ms = IntegerOf(object, "hold_ms", 0, 0);
  if (rule.error.hold_ms > 0 &&
      (rule.action != FaultAction::kError || rule.service != "odps")) {
    Fail("\"hold_ms\" belongs to action \"error\" of service \"odps\"");
  }
  const bool with_code =
      rule.action == FaultAction::kError || rule.action == FaultAction::kFailRows;
  if (with_code && rule.error.code.empty()) {
    Fail(
        fmt::format("action \"{}\" needs the service's \"code\", for example "
                    "\"OTSServerBusy\"",
                    action));
  }
  rule.row_fault = ReadRowFault(object, rule);
  return rule;
}

void Put(Writer* json, const char* name, const std::string& value) {
  json->Key(name);
  json->String(value);
}

void Put(Writer* json, const char* name, int64_t value) {
  json->Key(name);
  json->Int64(value);
}

void PutKey(Writer* json, const AccessKey& key) {
  Put(json, "accessId", key.id);
  Put(json, "accessKey", key.secret);
}

}  // namespace

ClockWish ReadClockWish(const std::string& json) {
  const rapidjson::Document document = Parse(json);
  RequireObject(document, {"now", "advance_s", "real"});
  if (document.MemberCount() != 1) {
    Fail("give exactly one of \"now\", \"advance_s\" and \"real\"");
  }
  if (const Value* advance = Find(document, "advance_s")) {
    if (!advance->IsNumber() || std::abs(advance->GetDouble()) > kMaxAdvanceS) {
      Fail("\"advance_s\" must be a number of seconds");
    }
    return ClockAdvance{static_cast<int64_t>(std::llround(advance->GetDouble() * 1e6))};
  }
  if (const Value* real = Find(document, "real")) {
    if (!real->IsTrue()) Fail("\"real\" can only be true");
    return ClockReal{};
  }
  const std::string now = StringOf(document, "now");
  const auto unix_us = ParseTimeText(now);
  if (!unix_us) {
    Fail(fmt::format("\"now\" is \"{}\"; write it as 2023-04-23T18:56:00+08:00", now));
  }
  return ClockSet{*unix_us};
}

std::string WriteClock(int64_t unix_us, bool real) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  Put(&json, "now", FormatTimeText(unix_us));
  Put(&json, "unix_us", unix_us);
  json.Key("real");
  json.Bool(real);
  json.EndObject();
  return out.GetString();
}

std::vector<FaultRule> ReadFaultRules(const std::string& json) {
  const rapidjson::Document document = Parse(json);
  if (!document.IsArray()) return {ReadFaultRule(document)};
  std::vector<FaultRule> rules;
  for (const Value& rule : document.GetArray()) rules.push_back(ReadFaultRule(rule));
  return rules;
}

std::string WriteFaults(const std::vector<FaultTable::Counted>& rules) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  json.Key("faults");
  json.StartArray();
  for (const auto& [rule, matched, struck] : rules) {
    json.StartObject();
    Put(&json, "service", rule.service);
    Put(&json, "operation", rule.operation);
    Put(&json, "action", std::string(FaultActionName(rule.action)));
    Put(&json, "nth", rule.nth);
    json.Key("probability");
    json.Double(rule.probability);
    Put(&json, "times", rule.times);
    Put(&json, "delay_ms", rule.delay_ms);
    if (rule.action == FaultAction::kError) {
      Put(&json, "status", int64_t{rule.error.status});
      Put(&json, "code", rule.error.code);
      Put(&json, "message", rule.error.message);
      Put(&json, "hold_ms", rule.error.hold_ms);
    }
    if (rule.action == FaultAction::kFailRows) {
      Put(&json, "code", rule.row_fault.code);
      Put(&json, "message", rule.row_fault.message);
      Put(&json, "every", rule.row_fault.every);
      Put(&json, "rows", rule.row_fault.rows);
    }
    Put(&json, "matched", matched);
    Put(&json, "struck", struck);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return out.GetString();
}

std::string WriteRequests(const std::vector<LoggedRequest>& requests, int64_t last) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  Put(&json, "last", last);
  json.Key("requests");
  json.StartArray();
  for (const LoggedRequest& request : requests) {
    json.StartObject();
    Put(&json, "seq", request.seq);
    Put(&json, "service", request.service);
    Put(&json, "operation", request.operation);
    Put(&json, "method", request.method);
    Put(&json, "target", request.target);
    Put(&json, "status", int64_t{request.status});
    Put(&json, "bytes_in", static_cast<int64_t>(request.bytes_in));
    Put(&json, "bytes_out", static_cast<int64_t>(request.bytes_out));
    json.Key("ms");
    json.Double(std::round(request.ms * 1000) / 1000);
    Put(&json, "in_flight", int64_t{request.in_flight});
    if (!request.fault.empty()) Put(&json, "fault", request.fault);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return out.GetString();
}

std::string ReadSplit(const std::string& json) {
  if (json.empty()) return "";
  const rapidjson::Document document = Parse(json);
  RequireObject(document, {"shard"});
  return StringOf(document, "shard");
}

std::vector<std::string> ReadMerge(const std::string& json) {
  const rapidjson::Document document = Parse(json);
  RequireObject(document, {"shards"});
  const Value* shards = Find(document, "shards");
  if (shards == nullptr || !shards->IsArray() || shards->Size() != 2 ||
      !(*shards)[0].IsString() || !(*shards)[1].IsString()) {
    Fail("\"shards\" must be a list of two shard ids");
  }
  return {(*shards)[0].GetString(), (*shards)[1].GetString()};
}

std::string WriteShards(const std::vector<ShardInfo>& shards) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  json.Key("shards");
  json.StartArray();
  for (const ShardInfo& shard : shards) {
    json.StartObject();
    Put(&json, "shard", shard.id);
    json.Key("parents");
    json.StartArray();
    for (const std::string& parent : shard.parents) json.String(parent);
    json.EndArray();
    json.Key("open");
    json.Bool(shard.open);
    Put(&json, "created", FormatTimeText(shard.created_unix_us));
    Put(&json, "records", shard.records);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return out.GetString();
}

std::string WriteShardIds(const std::vector<std::string>& ids) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  json.Key("shards");
  json.StartArray();
  for (const std::string& id : ids) json.String(id);
  json.EndArray();
  json.EndObject();
  return out.GetString();
}

std::string WriteError(const std::string& message) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  Put(&json, "error", message);
  json.EndObject();
  return out.GetString();
}

LimitsWish ReadLimitsWish(const std::string& json) {
  const rapidjson::Document document = Parse(json);
  RequireObject(document, {"idle_cut_s", "bytes_per_second"});
  LimitsWish wish;
  if (Find(document, "idle_cut_s") != nullptr) {
    wish.idle_cut_s = IntegerOf(document, "idle_cut_s", 0, 0);
  }
  if (Find(document, "bytes_per_second") != nullptr) {
    wish.bytes_per_second = IntegerOf(document, "bytes_per_second", 0, 0);
  }
  return wish;
}

std::string WriteLimits(int64_t idle_cut_s, int64_t bytes_per_second) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  json.Key("idle_cut_s");
  json.Int64(idle_cut_s);
  json.Key("bytes_per_second");
  json.Int64(bytes_per_second);
  json.EndObject();
  return out.GetString();
}

std::string WriteStarted(const Started& started) {
  rapidjson::StringBuffer out;
  Writer json(out);
  json.StartObject();
  const std::pair<const char*, const std::optional<std::string>&> addresses[] = {
      {"ots", started.ots},       {"oss", started.oss},     {"odps", started.odps},
      {"tunnel", started.tunnel}, {"admin", started.admin},
  };
  for (const auto& [name, address] : addresses) {
    if (address) Put(&json, name, *address);
  }
  PutKey(&json, started.key);
  json.Key("anyClock");
  json.StartObject();
  PutKey(&json, started.any_clock);
  json.EndObject();
  json.EndObject();
  return out.GetString();
}

}  // namespace hopline::emulator
