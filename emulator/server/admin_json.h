#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/server/faults.h"
#include "emulator/server/request_log.h"
#include "emulator/server/shard_admin.h"

/// The JSON of the admin address, read and written. The only user of RapidJSON in this
/// room. Errors: the Read… functions throw AdminError(400) that says which member is
/// wrong.

namespace hopline::emulator {

struct ClockSet {
  int64_t unix_us;
};
struct ClockAdvance {
  int64_t us;
};
struct ClockReal {};
using ClockWish = std::variant<ClockSet, ClockAdvance, ClockReal>;

ClockWish ReadClockWish(const std::string& json);
std::string WriteClock(int64_t unix_us, bool real);

/// A list of rules, or one alone.
std::vector<FaultRule> ReadFaultRules(const std::string& json);
std::string WriteFaults(const std::vector<FaultTable::Counted>& rules);

std::string WriteRequests(const std::vector<LoggedRequest>& requests, int64_t last);

/// The member "shard" of a split; absent or null is "".
std::string ReadSplit(const std::string& json);
/// The member "shards" of a merge, two ids.
std::vector<std::string> ReadMerge(const std::string& json);
std::string WriteShards(const std::vector<ShardInfo>& shards);
std::string WriteShardIds(const std::vector<std::string>& ids);

/// What POST /maxcompute/limits changes.
struct LimitsWish {
  std::optional<int64_t> idle_cut_s;
  std::optional<int64_t> bytes_per_second;
};
LimitsWish ReadLimitsWish(const std::string& json);
std::string WriteLimits(int64_t idle_cut_s, int64_t bytes_per_second);

std::string WriteError(const std::string& message);

/// The line that the emulator prints when all addresses listen.
struct Started {
  std::optional<std::string> ots, oss, odps, tunnel, admin;
  AccessKey key;
  AccessKey any_clock;
};
std::string WriteStarted(const Started& started);

}  // namespace hopline::emulator
