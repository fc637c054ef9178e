#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/otsstream/window.h"

/// Plan entries and checkpoints of tasks, as JSON with a format number.

namespace hopline::plugins::otsstream {

/// Checkpoints that are no iterator. Source: they stand in DataX's status tables; the
/// service never sees them.
inline constexpr std::string_view kTrimHorizon = "TRIM_HORIZON";
inline constexpr std::string_view kShardEnd = "SHARD_END";

/// One shard of a task and where reading it begins.
struct ShardPlan {
  std::string id;
  /// Parents that are read by the same task, before this shard.
  std::vector<std::string> parents;
  std::string from;  ///< an iterator, kTrimHorizon or kShardEnd (nothing left)
  /// Records before the window's start come first and are passed over.
  bool skip = false;
};

/// What a task reads.
struct PlanEntry {
  std::string stream_id;
  std::string version;  ///< of the run, for the status table
  Window window;
  std::vector<ShardPlan> shards;  ///< parents before children
};

/// Where a shard was left: an iterator, kTrimHorizon or kShardEnd.
struct ShardEnd {
  std::string id;
  std::string checkpoint;
  uint64_t sent = 0;  ///< log records exported
};

/// An iterator by time, for windows that begin somewhere else.
struct TimeMark {
  std::string shard_id;
  int64_t unix_ms = 0;
  std::string iterator;
};

/// What a task leaves for the acknowledge.
struct TaskCheckpoint {
  std::vector<ShardEnd> ends;  ///< of the shards that are done, in the entry's order
  std::vector<TimeMark> marks;
};

std::string Encode(const PlanEntry& entry);
std::string Encode(const TaskCheckpoint& checkpoint);

/// Errors: INVALID_STATE for bytes of another format or damaged ones.
PlanEntry DecodePlanEntry(std::string_view bytes);
TaskCheckpoint DecodeTaskCheckpoint(std::string_view bytes);

}  // namespace hopline::plugins::otsstream
