#pragma once

#include <hopline/builder.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/ots/writer.h"
#include "tests/unit/plugins/ots/ots_run.h"

namespace hopline::plugins::ots {

/// Records of text, null as an empty optional, for batches of utf8 columns or others.
using AppendCell = std::function<void(ColumnBuilder&)>;
using Record = std::vector<AppendCell>;

AppendCell Null();
AppendCell T(std::string text);
AppendCell I(int64_t number);
AppendCell D(double number);
AppendCell B(bool truth);
AppendCell X(std::string bytes);
/// The same into variant columns.
AppendCell VT(std::string text);
AppendCell VI(int64_t number);
AppendCell VD(double number);
AppendCell VB(bool truth);
AppendCell VX(std::string bytes);

/// One writing by the connector, phase by phase, each on a fresh handle.
class TestWrite {
 public:
  TestWrite(TestTable& table, std::string parameters, Fields fields)
      : table_(table), parameters_(std::move(parameters)), fields_(std::move(fields)) {}

  std::unique_ptr<OtsWriter> Open();
  /// Prepares, writes the records in batches of `rows_per_batch`, commits.
  void Run(const std::vector<Record>& records, size_t rows_per_batch = 100);
  /// The error of opening and preparing.
  Error Fails();
  /// The error of writing these records.
  Error WriteFails(const std::vector<Record>& records);

  TestScope scope;
  bool check_only = false;
  Transport* transport = nullptr;  ///< instead of the table's own

 private:
  TestTable& table_;
  std::string parameters_;
  Fields fields_;
};

Fields TextFields(size_t n);

}  // namespace hopline::plugins::ots
