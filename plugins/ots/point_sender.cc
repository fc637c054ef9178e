#include "plugins/ots/point_sender.h"

#include "plugins/tablestore/errors.h"
#include "wire/common/crc32c.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/tags.h"
#include "wire/tablestore/timeseries_rows_writer.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

constexpr char kDoing[] = "encoding a point";

std::string EncodePoints(const PendingBatch& batch, const std::vector<size_t>& changes) {
  ts::TimeseriesRowsWriter writer;
  ts::RowView row;
  ts::TimeseriesRowView point;
  for (const size_t i : changes) {
    tablestore::NeedReadable(ts::DecodeRow(batch.row(i), &row), kDoing);
    tablestore::NeedReadable(ts::ReadPhysicalRow(row, &point), kDoing);
    tablestore::NeedReadable(ts::ParseTags(point.tags, &point.tag_list), kDoing);
    point.tags = {};
    writer.Add(point);
  }
  return std::string(writer.Finish());
}

}  // namespace

std::vector<ts::BatchRowFailure> PointSender::Send(const PendingBatch& batch,
                                                   const std::vector<size_t>& changes,
                                                   const Scope& scope) {
  ts::PutTimeseriesDataRequest request;
  request.table_name = table_;
  request.rows = EncodePoints(batch, changes);
  request.crc32c = wire::Crc32c(0, request.rows);
  request.supported_table_version = ts::kTimeseriesTableVersion;
  std::vector<ts::BatchRowFailure> failures;
  for (ts::FailedRow& row : client_.PutTimeseries(request, scope)) {
    const auto index = static_cast<size_t>(row.index);
    if (index >= changes.size()) {
      throw Error(HOPLINE_STATUS_IO,
                  "writing points of time-series table " + table_ +
                      ": the reply speaks of a point that was not sent");
    }
    failures.push_back(
        {index, {std::move(row.code), std::move(row.message), std::nullopt}});
  }
  return failures;
}

}  // namespace hopline::plugins::ots
