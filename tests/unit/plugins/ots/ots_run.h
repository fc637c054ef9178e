#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/ots/reader.h"
#include "tests/unit/plugins/support/emulated_tablestore.h"
#include "tests/unit/plugins/support/row_text.h"
#include "tests/unit/plugins/support/test_host.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/schema.h"

namespace hopline::plugins::ots {

inline constexpr char kTable[] = "orders";
inline constexpr int64_t kNowMs = TestHost::kStartMs;

using wire::tablestore::KeyType;
using wire::tablestore::Value;
using Cells = std::vector<wire::tablestore::Cell>;
using Values = std::vector<Value>;

Value Text(std::string text);
Value Int(int64_t number);
Value Real(double number);
Value Bool(bool truth);
Value Bytes(std::string bytes);

wire::tablestore::Cell Put(std::string name, Value value);
wire::tablestore::Cell Put(std::string name, Value value, int64_t version_ms);

/// An emulated Tablestore with one table of these key columns (named pk0, pk1 …).
class TestTable : public EmulatedTablestore {
 public:
  explicit TestTable(std::vector<KeyType> key = {KeyType::kString},
                     int32_t max_versions = 1);

  void AddTable(const std::string& name,
                std::vector<wire::tablestore::KeyColumnSchema> key,
                int32_t max_versions = 1);

  void PutRow(Values key, Cells cells);
  void UpdateRow(Values key, Cells cells);
  /// Every cell of a table as text: key values, column, [version,] value.
  std::vector<std::string> Dump(const std::string& table = kTable,
                                bool with_versions = false);

  void AddTimeseriesTable(const std::string& name);
  /// `tags` as a string; values of fields by name.
  void PutPoint(const std::string& table, const std::string& measurement,
                const std::string& source, const std::string& tags, int64_t time_us,
                const std::vector<std::pair<std::string, Value>>& fields);
  /// Every field of a time-series table as text: measurement, source, tags, time, field,
  /// value; sorted.
  std::vector<std::string> DumpPoints(const std::string& table);

  tablestore::Client& client() { return *client_; }

 private:
  void Write(const char* operation, Values key, Cells cells);

  std::unique_ptr<tablestore::Client> client_;
};

/// Context of a job with these parameters (JSON members beside the connection).
JobContext MakeContext(const std::string& parameters, const TestScope& scope);

/// One reading of the connector, phase by phase, each on a fresh handle.
class TestRead {
 public:
  TestRead(TestTable& table, std::string parameters)
      : table_(table), parameters_(std::move(parameters)) {}

  std::unique_ptr<OtsReader> Open();
  /// Plans, and reads every task; the records as text, cells joined by '|'.
  std::vector<std::string> Run(uint32_t want_tasks = 1);
  /// Columns as name:format.
  std::vector<std::string> Columns();
  /// The error of opening and planning.
  Error Fails();

  Plan plan;
  size_t batches = 0;
  uint32_t max_batch_rows = 65536;
  uint64_t max_batch_bytes = 8 << 20;
  TestScope scope;

 private:
  TestTable& table_;
  std::string parameters_;
};

}  // namespace hopline::plugins::ots
