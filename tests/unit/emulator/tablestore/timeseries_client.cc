#include "timeseries_client.h"

#include "tests/unit/wire/tablestore/timeseries_text.h"
#include "wire/common/crc32c.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/timeseries_rows_writer.h"

namespace hopline::emulator::tablestore {

TimeseriesClient::TimeseriesClient(const std::filesystem::path& folder) : Client(folder) {
  codec::TimeseriesTableMeta meta;
  meta.name = "series";
  meta.time_to_live_s = -1;
  const codec::CreateTimeseriesTableRequest request{meta, {}};
  // In a folder the table may be there from an earlier client.
  (void)Send("CreateTimeseriesTable", codec::Encode(request));
}

void TimeseriesClient::Create(codec::TimeseriesTableMeta meta) {
  const codec::CreateTimeseriesTableRequest request{std::move(meta), {}};
  const HttpResponse http = Send("CreateTimeseriesTable", codec::Encode(request));
  REQUIRE_MESSAGE(http.status == 200, ErrorOf(http).message);
}

codec::PutTimeseriesDataRequest TimeseriesClient::PutRequestOf(
    const std::vector<codec::TimeseriesRowView>& points) {
  codec::TimeseriesRowsWriter writer;
  for (const codec::TimeseriesRowView& point : points) writer.Add(point);
  codec::PutTimeseriesDataRequest request;
  request.table_name = "series";
  request.rows = writer.Finish();
  request.crc32c = wire::Crc32c(0, request.rows);
  request.supported_table_version = codec::kTimeseriesTableVersion;
  return request;
}

codec::PutTimeseriesDataResponse TimeseriesClient::Put(
    const std::vector<codec::TimeseriesRowView>& points) {
  return Call<codec::PutTimeseriesDataResponse>("PutTimeseriesData",
                                                PutRequestOf(points));
}

void TimeseriesClient::PutAll(const std::vector<codec::TimeseriesRowView>& points) {
  const auto response = Put(points);
  for (const codec::FailedRow& row : response.failed_rows) {
    FAIL("row ", row.index, ": ", row.message);
  }
}

std::string TimeseriesClient::Refusal(const codec::TimeseriesRowView& point) {
  const auto response = Put({point});
  if (response.failed_rows.size() != 1) return "";
  CHECK(response.failed_rows[0].code == "OTSParameterInvalid");
  CHECK(response.failed_rows[0].index == 0);
  return response.failed_rows[0].message;
}

std::vector<std::string> TimeseriesClient::GetAll(
    codec::GetTimeseriesDataRequest request) {
  std::vector<std::string> points;
  do {
    const auto page =
        Call<codec::GetTimeseriesDataResponse>("GetTimeseriesData", request);
    for (std::string& point : PointsIn(page.rows)) points.push_back(std::move(point));
    request.token = page.next_token;
  } while (request.token);
  return points;
}

std::vector<std::string> TimeseriesClient::ScanAll(
    codec::ScanTimeseriesDataRequest request) {
  request.table_name = "series";
  std::vector<std::string> points;
  do {
    const auto page =
        Call<codec::ScanTimeseriesDataResponse>("ScanTimeseriesData", request);
    for (std::string& point : PointsIn(page.rows)) points.push_back(std::move(point));
    request.token = page.next_token;
  } while (request.token);
  return points;
}

std::vector<std::string> TimeseriesClient::Everything() {
  codec::ScanTimeseriesDataRequest request;
  request.supported_table_version = codec::kTimeseriesTableVersion;
  return ScanAll(request);
}

codec::TimeseriesRowView PointAt(int64_t time_us, int64_t value) {
  codec::TimeseriesRowView point;
  point.measurement = "cpu";
  point.source = "host1";
  point.tag_list = {{"os", "linux"}};
  point.time_us = time_us;
  point.fields = {{"v", codec::ValueView::Integer(value)}};
  return point;
}

codec::TimeseriesKey LineOfPoints() {
  codec::TimeseriesKey key;
  key.measurement = "cpu";
  key.source = "host1";
  key.tag_list = {{"os", "linux"}};
  return key;
}

codec::GetTimeseriesDataRequest GetRequest() {
  codec::GetTimeseriesDataRequest request;
  request.table_name = "series";
  request.key = LineOfPoints();
  return request;
}

std::vector<std::string> PointsIn(const std::string& rows) {
  codec::PlainBufferReader reader(rows, codec::PlainBufferReader::Lengths::kChecked);
  codec::RowView row;
  codec::TimeseriesRowView point;
  std::vector<std::string> points;
  while (reader.Next(&row)) {
    CHECK(row.key.front().name == "_#h");
    const codec::Status status = codec::ReadPhysicalRow(row, &point);
    REQUIRE_MESSAGE(status.ok(), status.message());
    points.push_back(codec::TextOf(point));
  }
  CHECK_FALSE(reader.failed());
  return points;
}

}  // namespace hopline::emulator::tablestore
