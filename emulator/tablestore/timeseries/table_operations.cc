#include "emulator/tablestore/timeseries/layout.h"
#include "emulator/tablestore/timeseries/operations.h"

namespace hopline::emulator::tablestore {

std::string CreateTimeseriesTable(const Call& call) {
  const auto request = DecodeBody<codec::CreateTimeseriesTableRequest>(call);
  call.store->CreateTimeseriesTable(call.instance, DataTableOf(request.meta),
                                    MetaTableOf(request.meta), call.now_us);
  return {};
}

std::string ListTimeseriesTable(const Call& call) {
  codec::ListTimeseriesTableResponse response;
  for (const TimeseriesTable& table : call.store->TimeseriesTables(call.instance)) {
    response.tables.push_back(DescriptionOf(table));
  }
  return codec::Encode(response);
}

std::string DescribeTimeseriesTable(const Call& call) {
  const auto request = DecodeBody<codec::TableNameRequest>(call);
  return codec::Encode(codec::DescribeTimeseriesTableResponse{
      DescriptionOf(call.store->FindTimeseriesTable(call.instance, request.table_name))});
}

std::string UpdateTimeseriesTable(const Call& call) {
  const auto request = DecodeBody<codec::UpdateTimeseriesTableRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  if (!request.time_to_live_s && !request.meta_options) {
    FailParameter("No parameter is specified in table options.");
  }
  // Both are judged before one of them is changed.
  codec::TimeseriesTableMeta wanted;
  wanted.name = request.table_name;
  wanted.time_to_live_s = request.time_to_live_s;
  wanted.meta_options = request.meta_options;
  const codec::CreateTableRequest data = DataTableOf(wanted);
  const codec::CreateTableRequest meta = MetaTableOf(wanted);
  codec::UpdateTableRequest change;
  if (request.time_to_live_s) {
    change.options.emplace().time_to_live_s = data.options->time_to_live_s;
    table.data->Update(change, call.now_us);
  }
  if (request.meta_options) {
    change.options.emplace();
    if (request.meta_options->time_to_live_s) {
      change.options->time_to_live_s = meta.options->time_to_live_s;
    }
    if (request.meta_options->allow_update_attributes) {
      change.options->allow_update = meta.options->allow_update;
    }
    table.meta->Update(change, call.now_us);
  }
  return {};
}

std::string DeleteTimeseriesTable(const Call& call) {
  const auto request = DecodeBody<codec::TableNameRequest>(call);
  call.store->DeleteTimeseriesTable(call.instance, request.table_name);
  return {};
}

}  // namespace hopline::emulator::tablestore
