#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/otsstream/reader.h"
#include "tests/unit/plugins/support/emulated_tablestore.h"
#include "tests/unit/plugins/support/row_text.h"
#include "tests/unit/plugins/support/test_host.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/schema.h"

namespace hopline::plugins::otsstream {

inline constexpr char kTable[] = "orders";
inline constexpr char kStatusTable[] = "status";
inline constexpr int64_t kMinute = 60'000;
/// The moment at which tests begin to write.
inline constexpr int64_t kT0 = TestHost::kStartMs;

using Cells = std::vector<wire::tablestore::Cell>;

wire::tablestore::Cell Put(std::string name, wire::tablestore::Value value);
wire::tablestore::Cell Put(std::string name, std::string text);
wire::tablestore::Cell Put(std::string name, int64_t number);
wire::tablestore::Cell DeleteAll(std::string name);
wire::tablestore::Cell DeleteOne(std::string name, int64_t timestamp_ms);

/// What a test's table is made of.
struct TableShape {
  std::vector<wire::tablestore::KeyColumnSchema> key = {
      {"id", wire::tablestore::KeyType::kString, false}};
  std::vector<wire::tablestore::DefinedColumn> defined = {};
  std::vector<std::string> old_values_of = {};
  bool stream = true;
};

/// An emulated Tablestore with one table, whose clock the test moves. It runs on from
/// there, so tests keep a minute between what they write and the end of a window.
class TestTable : public EmulatedTablestore {
 public:
  explicit TestTable(const TableShape& shape = {});

  /// Moves the clock: what follows happens at that time.
  void At(int64_t unix_ms) { clock.Set(unix_ms * 1000); }

  void PutRow(const std::string& id, Cells cells);
  void UpdateRow(const std::string& id, Cells cells);
  void DeleteRow(const std::string& id);

  std::vector<std::string> Split(const std::string& table = kTable);
  std::vector<emulator::ShardInfo> Shards(const std::string& table = kTable) {
    return service.ListShards(kInstance, table);
  }

  /// All rows of the status table, in key order; nothing if it is not there.
  std::optional<std::vector<wire::tablestore::Row>> StatusRows();
  void WriteStatusRow(const wire::tablestore::Row& row);
  std::string StreamId();

 private:
  void Write(const char* operation, const wire::tablestore::Row& row);
};

/// One window read by the connector, phase by phase, each on a fresh handle.
class TestWindow {
 public:
  /// `parameters`: JSON members beside connection, tables and window.
  TestWindow(TestTable& table, int64_t start_ms, int64_t end_ms,
             std::string parameters = "");

  std::unique_ptr<OtsStreamReader> Open();

  void MakePlan(uint32_t want_tasks = 1);
  /// Reads every planned task; returns their rows as text, cells joined by '|'.
  std::vector<std::string> ReadTasks();
  void Acknowledge();

  /// Plan, tasks, acknowledge.
  std::vector<std::string> Run(uint32_t want_tasks = 1);
  std::vector<std::string> ColumnNames();

  Plan plan;
  size_t batches = 0;
  uint32_t max_batch_rows = 65536;
  uint64_t max_batch_bytes = 8 << 20;
  std::vector<std::string> checkpoints;
  TestScope scope;

 private:
  TestTable& table_;
  std::string config_;
};

/// Row mode with these columns.
std::string RowMode(const std::vector<std::string>& columns);

}  // namespace hopline::plugins::otsstream
