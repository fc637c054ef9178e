#include "wire/tablestore/stream_records.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "vectors.h"
#include "wire/tablestore/plain_buffer_reader.h"

namespace hopline::wire::tablestore {
namespace {

struct Collected {
  std::vector<StreamRecordView> records;
  std::vector<Row> rows;
};

// The views stay valid as long as the body does.
Collected Collect(StreamRecordReader* reader) {
  Collected all;
  StreamRecordView record;
  RowView row;
  while (reader->Next(&record)) {
    const Status status = DecodeRow(record.row, &row);
    REQUIRE_MESSAGE(status.ok(), status.message());
    all.records.push_back(record);
    all.rows.push_back(ToRow(row));
  }
  return all;
}

TEST_CASE("StreamRecords.AreReadInPlace") {
  const std::string body = vectors::ResponseBody("java_GetStreamRecord");
  StreamRecordReader reader;

  REQUIRE(reader.Open(body).ok());
  CHECK(reader.record_count() == 4);
  CHECK(reader.next_shard_iterator() == "iter-next");
  CHECK(reader.may_more_record() == true);
  const Collected all = Collect(&reader);

  REQUIRE(all.rows.size() == 4);
  CHECK(all.records[0].action == StreamAction::kPut);
  CHECK(all.rows[0].sequence == SequenceInfo{0, 1600000000123456, 0});
  CHECK(all.rows[0].cells[0] ==
        Cell{"c1", Value::String("v"), 1600000000123, CellOperation::kPut});
  CHECK(all.records[1].action == StreamAction::kUpdate);
  CHECK(all.rows[1].cells[1] ==
        Cell{"c2", {}, 1600000000123, CellOperation::kDeleteOneVersion});
  CHECK(all.rows[1].cells[2] == Cell{"c3", {}, {}, CellOperation::kDeleteAllVersions});
  CHECK(all.records[1].origin_row.size() == 85);
  CHECK(all.records[2].action == StreamAction::kDelete);
  CHECK(all.rows[2].delete_marker);
  CHECK_FALSE(all.rows[3].delete_marker);
  CHECK(all.rows[3].sequence == SequenceInfo{1, 1600000000126456, 2});
  CHECK(all.records[0].row.data() > body.data());
  CHECK(all.records[3].row.data() < body.data() + body.size());
}

TEST_CASE("StreamRecords.AreWrittenAsTheVendorWritesThem") {
  const std::string body = vectors::ResponseBody("java_GetStreamRecord");
  StreamRecordReader reader;
  REQUIRE(reader.Open(body).ok());
  std::string written;
  StreamRecordView record;

  while (reader.Next(&record)) StreamRecordWriter::AppendRecord(record, &written);
  StreamRecordWriter::Finish("iter-next", ConsumedCapacity{1, 0}, true, &written);

  CHECK(written == body);
}

TEST_CASE("StreamRecords.OfTheClosedShardsEndAreAnEmptyBody") {
  const std::string body = vectors::ResponseBody("java_GetStreamRecord_shard_end");
  StreamRecordReader reader;
  StreamRecordView record;

  REQUIRE(reader.Open(body).ok());
  CHECK_FALSE(reader.Next(&record));
  CHECK_FALSE(reader.next_shard_iterator().has_value());
  CHECK_FALSE(reader.may_more_record().has_value());
}

TEST_CASE("StreamRecords.WhenCaughtUpAreAnIteratorOnly") {
  const std::string body = vectors::ResponseBody("java_GetStreamRecord_caught_up");
  StreamRecordReader reader;

  REQUIRE(reader.Open(body).ok());
  CHECK(reader.record_count() == 0);
  CHECK(reader.next_shard_iterator().has_value());
  CHECK(reader.may_more_record() == false);
}

TEST_CASE("StreamRecords.OfTimeSeriesTablesAreReadToo") {
  const std::string body = vectors::ResponseBody("java_GetStreamRecord_timeseries");
  StreamRecordReader reader;
  REQUIRE(reader.Open(body).ok());

  const Collected all = Collect(&reader);

  REQUIRE_FALSE(all.rows.empty());
  CHECK(all.rows[0].key[0].name == "_#h");
  CHECK(all.rows[0].key[4].name == "_time");
}

TEST_CASE("StreamRecords.WithoutActionOrRowAreRefused") {
  StreamRecordReader reader;

  CHECK_FALSE(reader.Open(std::string("\x0a\x02\x08\x01", 4)).ok());
  CHECK_FALSE(reader.Open(std::string("\x0a\x03\x12\x01r", 5)).ok());
  CHECK_FALSE(reader.Open(std::string("\x0a\x05\x08\x04\x12\x01r", 7)).ok());
  CHECK(reader.Open(std::string("\x0a\x05\x08\x03\x12\x01r", 7)).ok());
}

}  // namespace
}  // namespace hopline::wire::tablestore
