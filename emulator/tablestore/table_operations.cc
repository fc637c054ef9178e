#include <fmt/format.h>

#include <limits>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/operations.h"
#include "emulator/tablestore/table_checks.h"
#include "emulator/tablestore/table_names.h"

namespace hopline::emulator::tablestore {

std::string CreateTable(const Call& call) {
  const auto request = DecodeBody<codec::CreateTableRequest>(call);
  CheckCreateTable(request);
  call.store->CreateTable(call.instance, request, call.now_us);
  return {};
}

std::string ListTable(const Call& call) {
  codec::ListTableResponse response;
  for (const auto& table : call.store->Tables(call.instance)) {
    const std::string& name = table->meta().name;
    if (PlainTableName(name) == name) response.table_names.push_back(name);
  }
  return codec::Encode(response);
}

std::string DescribeTable(const Call& call) {
  const auto request = DecodeBody<codec::TableNameRequest>(call);
  return codec::Encode(
      call.store->FindTable(call.instance, request.table_name)->Describe());
}

std::string UpdateTable(const Call& call) {
  const auto request = DecodeBody<codec::UpdateTableRequest>(call);
  const auto table = call.store->FindTable(call.instance, request.table_name);
  if (IsDataTableName(request.table_name)) {
    FailParameter("A time-series table is updated by UpdateTimeseriesTable.");
  }
  CheckUpdateTable(request);
  return codec::Encode(table->Update(request, call.now_us));
}

std::string DeleteTable(const Call& call) {
  const auto request = DecodeBody<codec::TableNameRequest>(call);
  call.store->DeleteTable(call.instance, request.table_name);
  return {};
}

std::string ComputeSplitPointsBySize(const Call& call) {
  const auto request = DecodeBody<codec::ComputeSplitPointsBySizeRequest>(call);
  const auto table = call.store->FindTable(call.instance, request.table_name);
  if (request.split_size <= 0) FailParameter("The split_size should be greater than 0.");
  const int64_t unit = request.split_size_unit_bytes.value_or(limits::kSplitUnitBytes);
  if (unit < limits::kSplitUnitMinBytes) {
    FailParameter(
        fmt::format("The split_size_unit_in_byte should be greater equal than: {}",
                    limits::kSplitUnitMinBytes));
  }
  const int64_t largest = std::numeric_limits<int64_t>::max() / unit;
  const int64_t split_bytes = std::min(request.split_size, largest) * unit;
  const int32_t wanted = request.split_point_limit.value_or(0);
  codec::ComputeSplitPointsBySizeResponse response;
  response.consumed = {1, 0};
  response.schema = table->meta().key;
  response.split_points =
      table->SplitPoints(split_bytes, wanted > 0 ? static_cast<size_t>(wanted)
                                                 : std::numeric_limits<size_t>::max());
  response.locations.push_back(
      {"", static_cast<int64_t>(response.split_points.size()) + 1});
  return codec::Encode(response);
}

}  // namespace hopline::emulator::tablestore
