#include "plugins/otsstream/plan_entry.h"

#include "plugins/common/saved_state.h"

namespace hopline::plugins::otsstream {
namespace {

constexpr int64_t kFormat = 1;

std::string WriteShard(const ShardPlan& shard) {
  return "{\"id\":" + JsonString(shard.id) + ",\"parents\":" +
         JsonArray(shard.parents, [](const auto& id) { return JsonString(id); }) +
         ",\"from\":" + JsonString(shard.from) +
         ",\"skip\":" + (shard.skip ? "true" : "false") + "}";
}

std::string WriteEnd(const ShardEnd& end) {
  return "{\"id\":" + JsonString(end.id) +
         ",\"checkpoint\":" + JsonString(end.checkpoint) +
         ",\"sent\":" + std::to_string(end.sent) + "}";
}

std::string WriteMark(const TimeMark& mark) {
  return "{\"id\":" + JsonString(mark.shard_id) +
         ",\"unixMs\":" + std::to_string(mark.unix_ms) +
         ",\"iterator\":" + JsonString(mark.iterator) + "}";
}

}  // namespace

std::string Encode(const PlanEntry& entry) {
  return "{\"format\":" + std::to_string(kFormat) +
         ",\"stream\":" + JsonString(entry.stream_id) +
         ",\"version\":" + JsonString(entry.version) +
         ",\"startMs\":" + std::to_string(entry.window.start_ms) +
         ",\"endMs\":" + std::to_string(entry.window.end_ms) +
         ",\"shards\":" + JsonArray(entry.shards, WriteShard) + "}";
}

std::string Encode(const TaskCheckpoint& checkpoint) {
  return "{\"format\":" + std::to_string(kFormat) +
         ",\"ends\":" + JsonArray(checkpoint.ends, WriteEnd) +
         ",\"marks\":" + JsonArray(checkpoint.marks, WriteMark) + "}";
}

PlanEntry DecodePlanEntry(std::string_view bytes) {
  return ReadSaved(bytes, "the plan entry of a task", kFormat, [](const Config& json) {
    PlanEntry entry;
    entry.stream_id = json.Text("/stream");
    entry.version = json.Text("/version");
    entry.window = {json.Int64("/startMs"), json.Int64("/endMs")};
    const uint64_t n = json.Count("/shards");
    for (uint64_t i = 0; i < n; ++i) {
      const std::string at = "/shards/" + std::to_string(i);
      entry.shards.push_back({json.Text(at + "/id"), json.TextList(at + "/parents"),
                              json.Text(at + "/from"), json.Bool(at + "/skip")});
    }
    return entry;
  });
}

TaskCheckpoint DecodeTaskCheckpoint(std::string_view bytes) {
  return ReadSaved(bytes, "the checkpoint of a task", kFormat, [](const Config& json) {
    TaskCheckpoint checkpoint;
    const uint64_t ends = json.Count("/ends");
    for (uint64_t i = 0; i < ends; ++i) {
      const std::string at = "/ends/" + std::to_string(i);
      checkpoint.ends.push_back({json.Text(at + "/id"), json.Text(at + "/checkpoint"),
                                 static_cast<uint64_t>(json.Int64(at + "/sent"))});
    }
    const uint64_t marks = json.Count("/marks");
    for (uint64_t i = 0; i < marks; ++i) {
      const std::string at = "/marks/" + std::to_string(i);
      checkpoint.marks.push_back({json.Text(at + "/id"), json.Int64(at + "/unixMs"),
                                  json.Text(at + "/iterator")});
    }
    return checkpoint;
  });
}

}  // namespace hopline::plugins::otsstream
