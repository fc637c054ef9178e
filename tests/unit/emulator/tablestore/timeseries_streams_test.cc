#include <doctest/doctest.h>

#include "tests/unit/wire/tablestore/timeseries_text.h"
#include "timeseries_client.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::TimeseriesRowView;
using codec::Value;
using codec::ValueView;

codec::DescribeStreamRequest DescribeRequest(Client* client) {
  codec::DescribeStreamRequest request;
  request.stream_id = client->StreamIdOf("series");
  request.support_timeseries_table = true;
  return request;
}

std::vector<codec::Row> PhysicalRows(Client* client) {
  codec::GetRangeRequest request;
  request.table_name = "series#timeseries";
  request.selection.max_versions = 1;
  codec::PrimaryKey start;
  codec::PrimaryKey end;
  for (const char* name : {"_#h", "_m_name", "_data_source", "_tags", "_time"}) {
    start.push_back({name, Value::InfMin()});
    end.push_back({name, Value::InfMax()});
  }
  request.start_key = codec::EncodeKey(start);
  request.end_key = codec::EncodeKey(end);
  return RowsIn(client->Call<codec::GetRangeResponse>("GetRange", request).rows);
}

TEST_CASE_FIXTURE(TimeseriesClient, "TimeseriesStreams.AreThereForEveryTable") {
  const std::string id = StreamIdOf("series");
  CHECK(id == "series_" + id.substr(id.rfind('_') + 1));

  auto request = DescribeRequest(this);
  const auto stream = Call<codec::DescribeStreamResponse>("DescribeStream", request);
  CHECK(stream.table_name == "series");
  CHECK(stream.is_timeseries_table == true);
  CHECK(stream.expiration_hours == 168);
  CHECK(stream.shards.size() == 1);

  request.support_timeseries_table.reset();
  CHECK(Refused("DescribeStream", request).message ==
        "Table [series] is a timeseries table, not support DescribeStream");
}

TEST_CASE_FIXTURE(TimeseriesClient, "TimeseriesStreams.RecordEveryPointAsAPutOfItsRow") {
  TimeseriesRowView point = PointAt(1600000000123456);
  point.fields = {{"temp", ValueView::Double(36.5)}, {"ok", ValueView::Boolean(true)}};
  PutAll({point, PointAt(2)});
  PutAll({point});

  const std::string shard = service.ListShards(kInstance, "series").at(0).id;
  const Batch batch = ReadStream(this, IteratorOf("series", shard));
  REQUIRE(batch.rows.size() == 3);
  for (const codec::StreamAction action : batch.actions) {
    CHECK(action == codec::StreamAction::kPut);
  }
  const codec::Row& row = batch.rows[0];
  CHECK(row.key.at(0).name == "_#h");
  CHECK(row.key.at(1) == codec::KeyColumn{"_m_name", Value::String("cpu")});
  CHECK(row.key.at(2) == codec::KeyColumn{"_data_source", Value::String("host1")});
  CHECK(row.key.at(3) == codec::KeyColumn{"_tags", Value::String("[\"os=linux\"]")});
  CHECK(row.key.at(4) == codec::KeyColumn{"_time", Value::Integer(1600000000123456)});
  REQUIRE(row.cells.size() == 2);
  CHECK(row.cells[0].name == "ok:b");
  CHECK(row.cells[1].name == "temp:d");
  CHECK(row.cells[1].timestamp_ms.value_or(0) / 1000 == kStartMs / 1000);
  CHECK(row.sequence.has_value());
  CHECK(batch.rows[2].key == row.key);
}

TEST_CASE_FIXTURE(TimeseriesClient, "TimeseriesStreams.AndRangesShowTheSameRows") {
  PutAll({PointAt(1), PointAt(2), PointAt(3)});

  const auto rows = PhysicalRows(this);
  const std::string shard = service.ListShards(kInstance, "series").at(0).id;
  const Batch batch = ReadStream(this, IteratorOf("series", shard));
  REQUIRE(rows.size() == 3);
  REQUIRE(batch.rows.size() == 3);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(rows[i].key == batch.rows[i].key);
    CHECK(rows[i].cells == batch.rows[i].cells);
  }
}

TEST_CASE_FIXTURE(TimeseriesClient, "TimeseriesStreams.SplitByTheHashOfTimeLines") {
  std::vector<TimeseriesRowView> points(20, PointAt(1));
  std::vector<std::string> sources;
  for (size_t i = 0; i < points.size(); ++i) sources.push_back("h" + std::to_string(i));
  for (size_t i = 0; i < points.size(); ++i) points[i].source = sources[i];
  PutAll(points);

  const auto halves = service.SplitShard(kInstance, "series", "");
  PutAll(points);

  const auto shards = service.ListShards(kInstance, "series");
  REQUIRE(shards.size() == 3);
  CHECK(shards[0].records == 20);
  CHECK(shards[1].records == 10);
  CHECK(shards[2].records == 10);
}

}  // namespace
}  // namespace hopline::emulator::tablestore
