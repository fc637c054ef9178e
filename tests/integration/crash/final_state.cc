#include "tests/integration/crash/final_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/integration/crash/fake_reader.h"
#include "tests/integration/crash/host_process.h"

namespace hopline::crash {
namespace {

std::vector<Row> OwedRows(Owed owed) {
  std::vector<Row> rows;
  const int64_t tasks = owed == Owed::kNothing     ? 0
                        : owed == Owed::kFirstTask ? 1
                                                   : kTasks;
  for (int64_t task = 0; task < tasks; ++task) {
    for (int64_t row = 0; row < kRowsPerTask; ++row) {
      if (owed == Owed::kAllButDirty && row == kDirtyRow) continue;
      rows.emplace_back(task, row);
    }
  }
  return rows;
}

void CheckWriter(const Store& store, WriterKind kind, const std::string& step, Owed owed,
                 std::vector<std::string>& wrong) {
  std::vector<Row> rows = EffectsOf(kind).Visible(store, step);
  // What is visible before the commit stays visible without one.
  const bool in_part = owed == Owed::kFirstTask || owed == Owed::kNothing;
  if (kind != WriterKind::kStaged && in_part) return;
  if (kind == WriterKind::kPlain)
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  if (rows == OwedRows(owed)) return;
  std::map<Row, int> counted;
  for (const Row& row : OwedRows(owed)) counted[row] = 0;
  for (const Row& row : rows) ++counted[row];
  std::string text;
  for (const auto& [row, count] : counted) {
    text += fmt::format(" {},{}:{}", row.first, row.second, count);
  }
  wrong.push_back(fmt::format("{}: rows as task,row:count{}", step, text));
}

/// The number behind "key": in a record.
uint64_t NumberIn(const std::string& json, const std::string& key) {
  const size_t at = json.find("\"" + key + "\":");
  return at == std::string::npos ? 0 : std::stoull(json.substr(at + key.size() + 3));
}

void CheckDirtyFiles(const Store& run, std::vector<std::string>& wrong) {
  for (uint32_t task = 0; task < kTasks; ++task) {
    const std::string record = run.Read(fmt::format("tasks/{}.json", task));
    const std::string file =
        run.Read(fmt::format("dirty/{}.a{}.jsonl", task, NumberIn(record, "attempt")));
    const uint64_t length = NumberIn(record, "dirty_bytes");
    if (NumberIn(record, "dirty_rows") != 1 || length == 0 || file.size() != length) {
      wrong.push_back(fmt::format("task {}: dirty file of {} bytes, its record says {}",
                                  task, file.size(), length));
    }
  }
}

}  // namespace

std::vector<std::string> CheckFinalState(const Store& store, WriterKind kind,
                                         const FinalState& expected) {
  std::vector<std::string> wrong;
  CheckWriter(store, kind, "W1", expected.w1, wrong);
  CheckWriter(store, kind, "W2", expected.w2, wrong);
  if (expected.w1 == Owed::kAllButDirty) CheckDirtyFiles(Store(LatestRun(store)), wrong);
  for (const std::string& name : EffectsOf(kind).Leftovers(store)) {
    wrong.push_back("left over: " + name);
  }
  for (uint32_t task = 0; task < kTasks; ++task) {
    const std::string found = store.Read(fmt::format("acknowledged/{}", task));
    const std::string owed = expected.acknowledged ? EndOfTask(task) : "";
    if (found != owed) {
      wrong.push_back(
          fmt::format("task {}: acknowledged '{}' instead of '{}'", task, found, owed));
    }
  }
  return wrong;
}

}  // namespace hopline::crash
