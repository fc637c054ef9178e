#include "plugins/ots/planner.h"

#include <algorithm>
#include <utility>

#include "plugins/ots/key_range.h"
#include "plugins/ots/plan_entry.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

// Pieces that the service is asked for: few points of large tables first, and the
// smallest pieces it knows if those are not enough.
constexpr int64_t kLargePiece = int64_t{100} << 20;
constexpr int64_t kSmallestPiece = int64_t{1} << 20;

/// The service's points inside the range, in reading order.
std::vector<ts::PrimaryKey> ServicePoints(tablestore::Client& client,
                                          const ts::TableMeta& table,
                                          const KeyRange& range, int64_t piece_bytes,
                                          const Scope& scope) {
  std::vector<ts::PrimaryKey> points;
  for (ts::PrimaryKey& point :
       client.ComputeSplitPoints(table.name, piece_bytes, scope)) {
    ts::PrimaryKey key = CompleteKey(std::move(point), table, ts::Value::InfMin());
    if (range.HasInside(key)) points.push_back(std::move(key));
  }
  if (range.backward()) std::reverse(points.begin(), points.end());
  return points;
}

/// `count` of them, evenly spread.
std::vector<ts::PrimaryKey> Thin(std::vector<ts::PrimaryKey> points, size_t count) {
  if (points.size() <= count) return points;
  std::vector<ts::PrimaryKey> kept;
  for (size_t i = 1; i <= count; ++i) {
    kept.push_back(std::move(points[i * (points.size() + 1) / (count + 1) - 1]));
  }
  return kept;
}

std::vector<ts::PrimaryKey> AutomaticSplit(tablestore::Client& client,
                                           const ts::TableMeta& table,
                                           const KeyRange& range, uint32_t want_tasks,
                                           const Scope& scope) {
  if (want_tasks <= 1) return {};
  const size_t wanted = want_tasks - 1;
  try {
    auto points = ServicePoints(client, table, range, kLargePiece, scope);
    if (points.size() < wanted) {
      points = ServicePoints(client, table, range, kSmallestPiece, scope);
    }
    return Thin(std::move(points), wanted);
  } catch (const Error& error) {
    if (error.code() != HOPLINE_STATUS_PERMISSION_DENIED) throw;
    scope.Log(HOPLINE_LOG_WARN, "ots.reader",
              error.message() + "; the table is read by one task");
    return {};
  }
}

}  // namespace

Plan MakeRangePlan(tablestore::Client& client, const ReaderOptions& options,
                   const ts::TableMeta& table, const PlanRequest& request,
                   const Scope& scope) {
  const KeyRange range = ResolveRange(options.range, table);
  std::vector<ts::PrimaryKey> points = ResolveSplit(options.range, range, table);
  Plan plan;
  plan.explicit_splits = !points.empty();
  if (points.empty()) {
    points = AutomaticSplit(client, table, range, request.want_tasks, scope);
  }
  points.push_back(range.end);
  KeyRange piece = range;
  for (size_t i = 0; i < points.size(); ++i) {
    piece.end = std::move(points[i]);
    PlanTask task;
    task.label =
        "range " + std::to_string(i + 1) + " of " + std::to_string(points.size());
    task.entry = EncodeRange(piece);
    plan.tasks.push_back(std::move(task));
    piece.begin = std::move(piece.end);
  }
  return plan;
}

Plan MakeScanPlan(tablestore::Client& client, const ReaderOptions& options,
                  const PlanRequest& request, const Scope& scope) {
  // Source: the service makes no more than 256 splits.
  const auto wanted = static_cast<int32_t>(std::min(request.want_tasks, 256U));
  std::vector<std::string> splits;
  try {
    splits =
        client.SplitTimeseriesScan(options.table, options.measurement, wanted, scope);
  } catch (const Error& error) {
    if (error.code() != HOPLINE_STATUS_NOT_FOUND) throw;
    throw Error(HOPLINE_STATUS_NOT_FOUND,
                "/table: time-series table " + options.table +
                    " does not exist in the instance; correct table or the data source, "
                    "and leave isTimeseriesTable out for a wide-column table");
  }
  const size_t tasks =
      std::max<size_t>(1, std::min<size_t>(splits.size(), request.want_tasks));
  std::vector<std::vector<std::string>> dealt(tasks);
  for (size_t i = 0; i < splits.size(); ++i) {
    dealt[i % tasks].push_back(std::move(splits[i]));
  }
  Plan plan;
  for (size_t i = 0; i < tasks; ++i) {
    PlanTask task;
    task.label = "scan " + std::to_string(i + 1) + " of " + std::to_string(tasks);
    task.entry = EncodeScanSplits(dealt[i]);
    plan.tasks.push_back(std::move(task));
  }
  return plan;
}

}  // namespace hopline::plugins::ots
