#include "plugins/otsstream/planner.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "plugins/otsstream/lineage.h"
#include "plugins/otsstream/plan_entry.h"
#include "plugins/otsstream/source_table.h"
#include "plugins/otsstream/status_table.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

constexpr int64_t kHourMs = 3'600'000;

/// "1682247600123-0f8fad5b-d9cb-469f-a165-70867728950e", as DataX makes versions.
std::string NewVersion(int64_t now_ms) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::random_device random;
  std::uniform_int_distribution<uint32_t> digit(0, 15);
  std::string uuid = "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx";
  for (char& c : uuid) {
    if (c == 'x') c = kHex[digit(random)];
  }
  return std::to_string(now_ms) + "-" + uuid;
}

void NeedStream(const Options& options, const ts::DescribeTableResponse& table) {
  if (table.stream.has_value() && table.stream->enabled) return;
  throw Error(HOPLINE_STATUS_NOT_FOUND,
              "/dataTable: The stream of data table " + options.data_table +
                  " is not enabled; enable Stream on the table and run again");
}

/// Old images are only in the log for columns that the stream was told to keep.
void CheckImages(const Options& options, const ts::DescribeTableResponse& table) {
  for (size_t i = 0; i < options.columns.size(); ++i) {
    const OutputColumn& column = options.columns[i];
    if (column.image != ColumnImage::kOld) continue;
    const auto& kept = table.stream->columns_to_get;
    if (std::find(kept.begin(), kept.end(), column.name) == kept.end()) {
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  "/column/" + std::to_string(i) +
                      "/dataType: the stream does not keep " + "old values of " +
                      column.name + "; enable the column in the stream, or use new");
    }
  }
}

/// Finds the start of every shard. Source: DataX's order of attempts.
class StartFinder {
 public:
  StartFinder(StatusTable& status, const Options& options, int32_t retention_hours,
              int64_t now_ms)
      : status_(status),
        options_(options),
        // One hour short of what the log keeps: an iterator must not be trimmed.
        oldest_mark_ms_(now_ms - (retention_hours - 1) * kHourMs) {}

  std::vector<ShardPlan> Find(const std::vector<ts::ShardInfo>& shards) {
    std::vector<ShardPlan> plans;
    for (const ts::ShardInfo& shard : shards) {
      ShardPlan& plan = plans.emplace_back();
      plan.id = shard.shard_id;
      for (const auto& parent : {shard.parent_id, shard.parent_sibling_id}) {
        if (parent.has_value() && !parent->empty()) plan.parents.push_back(*parent);
      }
    }
    const bool has_table = status_.Exists();
    const auto left =
        has_table ? status_.WholeSet(options_.window.start_ms) : std::nullopt;
    if (left.has_value()) {
      GoOn(*left, plans);
    } else {
      for (ShardPlan& plan : plans) Search(plan, has_table);
    }
    return plans;
  }

 private:
  /// Exactly where the window before this one ended.
  static void GoOn(const std::map<std::string, std::string>& left,
                   std::vector<ShardPlan>& plans) {
    std::set<std::string> listed;
    for (ShardPlan& plan : plans) {
      listed.insert(plan.id);
      const auto found = left.find(plan.id);
      plan.from = found == left.end() ? std::string(kTrimHorizon) : found->second;
    }
    for (const auto& [id, checkpoint] : left) {
      if (checkpoint != kShardEnd && !listed.contains(id)) {
        throw Error(HOPLINE_STATUS_INVALID_STATE,
                    "Shard does not exist now, ShardId:" + id +
                        ": the window before this one left it unfinished, and its "
                        "records have expired; choose a later start");
      }
    }
  }

  void Search(ShardPlan& plan, bool has_table) {
    if (has_table) {
      plan.from =
          status_.NewestMark(plan.id, oldest_mark_ms_, options_.window.start_ms - 1);
    }
    if (plan.from.empty()) plan.from = kTrimHorizon;
    plan.skip = true;
  }

  StatusTable& status_;
  const Options& options_;
  int64_t oldest_mark_ms_;
};

PlanTask ToTask(const std::string& stream_id, const std::string& version,
                const Window& window, std::vector<ShardPlan> shards) {
  PlanTask task;
  task.label = shards.empty() ? "no shards"
               : shards.size() == 1
                   ? "shard " + shards.front().id
                   : std::to_string(shards.size()) + " shards from " + shards.front().id;
  task.entry = Encode(PlanEntry{stream_id, version, window, std::move(shards)});
  return task;
}

}  // namespace

Plan MakeStreamPlan(tablestore::Client& client, const Options& options,
                    const ts::DescribeTableResponse& table, const PlanRequest& request,
                    const Scope& scope) {
  NeedStream(options, table);
  const ts::DescribeStreamResponse stream = DescribeSourceStream(client, options, scope);
  const int64_t now_ms = client.clock().NowMs();
  CheckWindow(options.window, stream.expiration_hours, now_ms);
  CheckImages(options, table);
  StatusTable status(client, options.status_table, stream.stream_id, scope);
  StartFinder finder(status, options, stream.expiration_hours, now_ms);
  auto groups = PackLineages(finder.Find(stream.shards), request.want_tasks);
  if (groups.empty()) groups.emplace_back();  // a young stream: nothing to read yet
  const std::string version = NewVersion(now_ms);
  Plan plan;
  for (auto& group : groups) {
    plan.tasks.push_back(
        ToTask(stream.stream_id, version, options.window, std::move(group)));
  }
  return plan;
}

}  // namespace hopline::plugins::otsstream
