#include "plugins/otsstream/source_table.h"

#include <string>
#include <utility>

#include "wire/tablestore/timeseries_rows.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;
namespace column = wire::tablestore::timeseries_column;

namespace {

[[noreturn]] void RefuseMissing(const Options& options) {
  throw Error(
      HOPLINE_STATUS_NOT_FOUND,
      "/dataTable: The data table " + options.data_table +
          " does not exist in the instance; correct dataTable or the data source");
}

[[noreturn]] void RefuseWideTable(const Options& options) {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              "/isTimeseriesTable: The table [" + options.data_table +
                  "] is not timeseries data table, please remove the config: "
                  "{isTimeseriesTable : true}");
}

ts::DescribeTableResponse DescribeSeries(tablestore::Client& client,
                                         const Options& options, const Scope& scope) {
  auto series = client.DescribeTimeseriesTable(options.data_table, scope);
  if (!series.has_value()) {
    if (client.DescribeTable(options.data_table, scope).has_value()) {
      RefuseWideTable(options);
    }
    RefuseMissing(options);
  }
  std::vector<std::string> key = std::move(series->key_schema);
  if (key.empty()) {
    for (const auto name : {column::kMeasurement, column::kSource, column::kTags}) {
      key.emplace_back(name);
    }
  }
  ts::DescribeTableResponse table;
  table.meta.name = options.data_table;
  for (std::string& name : key) {
    table.meta.key.push_back({std::move(name), ts::KeyType::kString, false});
  }
  table.meta.key.push_back({std::string(column::kTime), ts::KeyType::kInteger, false});
  for (ts::KeyColumnSchema& field : series->field_key_schema) {
    table.meta.key.push_back(std::move(field));
  }
  // Every time-series table has a stream, which keeps no old values.
  table.stream.emplace().enabled = true;
  return table;
}

}  // namespace

ts::DescribeTableResponse DescribeSource(tablestore::Client& client,
                                         const Options& options, const Scope& scope) {
  if (options.timeseries) return DescribeSeries(client, options, scope);
  auto table = client.DescribeTable(options.data_table, scope);
  if (table.has_value()) return *std::move(table);
  if (client.DescribeTimeseriesTable(options.data_table, scope).has_value()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/dataTable: " + options.data_table +
                    " is a time-series table; set isTimeseriesTable to true, and mode to "
                    "single_version_and_update_only");
  }
  RefuseMissing(options);
}

ts::DescribeStreamResponse DescribeSourceStream(tablestore::Client& client,
                                                const Options& options,
                                                const Scope& scope) {
  for (const ts::StreamEntry& entry : client.ListStream(options.data_table, scope)) {
    if (entry.table_name != options.data_table) continue;
    auto stream = client.DescribeStream(entry.stream_id, options.timeseries, scope);
    if (options.timeseries && !stream.is_timeseries_table.value_or(false)) {
      RefuseWideTable(options);
    }
    return stream;
  }
  throw Error(HOPLINE_STATUS_NOT_FOUND,
              "/dataTable: Did not get any stream from table " + options.data_table);
}

}  // namespace hopline::plugins::otsstream
