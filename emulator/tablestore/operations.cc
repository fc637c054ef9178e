#include "emulator/tablestore/operations.h"

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/tablestore/timeseries/operations.h"

namespace hopline::emulator::tablestore {

Operation FindOperation(std::string_view name) {
  static constexpr std::array kOperations =
      std::to_array<std::pair<std::string_view, Operation>>({
          {"CreateTable", CreateTable},
          {"ListTable", ListTable},
          {"DescribeTable", DescribeTable},
          {"UpdateTable", UpdateTable},
          {"DeleteTable", DeleteTable},
          {"ComputeSplitPointsBySize", ComputeSplitPointsBySize},
          {"PutRow", PutRow},
          {"UpdateRow", UpdateRow},
          {"DeleteRow", DeleteRow},
          {"GetRow", GetRow},
          {"GetRange", GetRange},
          {"BatchWriteRow", BatchWriteRow},
          {"BatchGetRow", BatchGetRow},
          {"ListStream", ListStream},
          {"DescribeStream", DescribeStream},
          {"GetShardIterator", GetShardIterator},
          {"GetStreamRecord", GetStreamRecord},
          {"CreateTimeseriesTable", CreateTimeseriesTable},
          {"ListTimeseriesTable", ListTimeseriesTable},
          {"DescribeTimeseriesTable", DescribeTimeseriesTable},
          {"UpdateTimeseriesTable", UpdateTimeseriesTable},
          {"DeleteTimeseriesTable", DeleteTimeseriesTable},
          {"PutTimeseriesData", PutTimeseriesData},
          {"GetTimeseriesData", GetTimeseriesData},
          {"SplitTimeseriesScanTask", SplitTimeseriesScanTask},
          {"ScanTimeseriesData", ScanTimeseriesData},
          {"QueryTimeseriesMeta", QueryTimeseriesMeta},
          {"UpdateTimeseriesMeta", UpdateTimeseriesMeta},
          {"DeleteTimeseriesMeta", DeleteTimeseriesMeta},
      });
  const auto it = std::find_if(kOperations.begin(), kOperations.end(),
                               [&](const auto& entry) { return entry.first == name; });
  return it == kOperations.end() ? nullptr : it->second;
}

std::optional<codec::ServiceError> Call::InjectedFailure(size_t row) const {
  if (row_fault == nullptr || !row_fault->Strikes(row)) return std::nullopt;
  return codec::ServiceError{row_fault->code, row_fault->message, {}};
}

void RefuseTransaction(const std::optional<std::string>& transaction_id) {
  if (transaction_id && !transaction_id->empty()) {
    FailParameter("Transactions are not supported.");
  }
}

Key ValuesOf(const codec::PrimaryKey& key) {
  Key values;
  values.reserve(key.size());
  for (const codec::KeyColumn& column : key) values.push_back(column.value);
  return values;
}

}  // namespace hopline::emulator::tablestore
