#include <fmt/format.h>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/timeseries/layout.h"
#include "emulator/tablestore/timeseries/meta_entry.h"
#include "emulator/tablestore/timeseries/operations.h"
#include "emulator/tablestore/timeseries/point_change.h"
#include "wire/common/crc32c.h"
#include "wire/tablestore/timeseries_rows_reader.h"

namespace hopline::emulator::tablestore {
namespace {

/// The good points of a request. What belongs to one of them stands at the same place in
/// every vector.
struct Batch {
  std::vector<RowChange> changes;
  std::vector<Key> lines;
  std::vector<uint32_t> indices;  // in the request
};

void OpenRows(const codec::PutTimeseriesDataRequest& request,
              codec::TimeseriesRowsReader* reader) {
  if (request.crc32c && *request.crc32c != wire::Crc32c(0, request.rows)) {
    FailParameter("The checksum of the rows data is mismatch.");
  }
  const codec::Status status = reader->Open(request.encoding, request.rows);
  if (!status.ok()) FailParameter("Invalid rows data: " + status.message() + ".");
  if (reader->row_count() == 0)
    FailParameter("No row is specified in PutTimeseriesData.");
  if (reader->row_count() > limits::kPutPoints) {
    FailParameter(
        fmt::format("Rows count exceeds the upper limit: {}.", limits::kPutPoints));
  }
}

// All rows are decoded before the first one is written: a request that is broken at its
// end, or too large, writes nothing.
Batch ReadBatch(const codec::PutTimeseriesDataRequest& request, const Call& call,
                const TimeseriesLayout& layout, std::vector<codec::FailedRow>* failed) {
  codec::TimeseriesRowsReader reader;
  OpenRows(request, &reader);
  Batch batch;
  int64_t bytes = 0;
  codec::Status status;
  codec::TimeseriesRowView point;
  for (uint32_t index = 0; reader.Next(&point, &status); ++index) {
    bytes += DataBytes(point);
    try {
      Key line;
      batch.changes.push_back(ChangeOf(point, layout, &line));
      batch.changes.back().injected = call.InjectedFailure(index);
      batch.lines.push_back(std::move(line));
      batch.indices.push_back(index);
    } catch (const Failure& failure) {
      const codec::ServiceError error = failure.error();
      failed->push_back({static_cast<int32_t>(index), error.code, error.message});
    }
  }
  if (!status.ok()) FailParameter("Invalid rows data: " + status.message() + ".");
  if (bytes > limits::kWriteBytes) {
    FailParameter(
        fmt::format("The total data size of PutTimeseriesData request exceeds the limit, "
                    "limit size: {}, data size: {}.",
                    limits::kWriteBytes, bytes));
  }
  return batch;
}

}  // namespace

std::string PutTimeseriesData(const Call& call) {
  const auto request = DecodeBody<codec::PutTimeseriesDataRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  const TimeseriesLayout layout(table.data->meta());
  layout.CheckVersion(request.supported_table_version);
  codec::PutTimeseriesDataResponse response;
  Batch batch = ReadBatch(request, call, layout, &response.failed_rows);
  const auto results = table.data->WriteBatch(std::move(batch.changes), call.now_us);
  const bool with_meta = request.meta_update_mode != codec::MetaUpdateMode::kIgnore;
  MetaKeeper meta(table.meta, call.now_us);
  for (size_t i = 0; i < results.size(); ++i) {
    const uint32_t index = batch.indices[i];
    if (results[i].error) {
      response.failed_rows.push_back({static_cast<int32_t>(index), results[i].error->code,
                                      results[i].error->message});
    } else if (with_meta && meta.Touch(batch.lines[i])) {
      response.meta_updates.emplace_back(index, meta.time_s());
    }
  }
  return codec::Encode(response);
}

}  // namespace hopline::emulator::tablestore
