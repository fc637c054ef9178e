#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "timeseries_text.h"
#include "vectors.h"
#include "wire/common/crc32c.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/stream_records.h"
#include "wire/tablestore/timeseries_messages.h"
#include "wire/tablestore/timeseries_rows_reader.h"
#include "wire/tablestore/timeseries_rows_writer.h"

namespace hopline::wire::tablestore {
namespace {

std::vector<std::string> RowsOf(TimeseriesEncoding encoding, std::string_view bytes) {
  const std::string copy(bytes);
  std::vector<std::string> rows;
  TimeseriesRowsReader reader;
  Status status = reader.Open(encoding, copy);
  TimeseriesRowView row;
  while (status.ok() && reader.Next(&row, &status)) rows.push_back(TextOf(row));
  REQUIRE_MESSAGE(status.ok(), status.message());
  CHECK(reader.row_count() == rows.size());
  return rows;
}

PutTimeseriesDataRequest Recorded(const std::string& vector) {
  PutTimeseriesDataRequest request;
  REQUIRE(Decode(vectors::RequestBody(vector), &request).ok());
  return request;
}

const std::string kTagList = "{os=linux}{region=hangzhou}";
const std::string kFields =
    " @1600000000123456 bool_v=true count=int 42 label=string ok raw=binary \x01\x02\x03"
    " temp=double 36.600000";

TEST_CASE("TimeseriesRows.EveryVendorClientsRowsAreRead") {
  const auto rows_of = [](const std::string& vector) {
    const PutTimeseriesDataRequest request = Recorded(vector);
    CHECK(request.crc32c == Crc32c(0, request.rows));
    return RowsOf(request.encoding, request.rows);
  };
  const std::vector<std::string> with_list = {"cpu/host1/" + kTagList + kFields};
  CHECK(rows_of("java_PutTimeseriesData_1row") == with_list);
  CHECK(rows_of("go_PutTimeseriesData_protobuf") ==
        std::vector<std::string>{
            "cpu/host1/" + kTagList +
            " @1600000000123456 temp=double 36.600000 count=int 42 bool_v=true "
            "label=string ok raw=binary \x01\x02\x03"});
  CHECK(
      rows_of("java5.13.13_PutTimeseriesData_1row") ==
      std::vector<std::string>{R"(cpu/host1/["os=linux","region=hangzhou"])" + kFields});
  CHECK(rows_of("java_PutTimeseriesData_2rows_cached_partial_fail") ==
        std::vector<std::string>{with_list[0] + " cached 1600000000",
                                 "mem// @1600000000123457 used=int -7"});
  CHECK(rows_of("go_PutTimeseriesData_flatbuffer").size() == 1);
  CHECK(rows_of("python_PutTimeseriesData_1row").size() == 1);
}

// Rows that share much and rows that share nothing with the one before.
std::vector<TimeseriesRowView> VariedRows() {
  std::vector<TimeseriesRowView> rows(5);
  rows[0].measurement = "cpu";
  rows[0].source = "host1";
  rows[0].tag_list = {{"a", "1"}, {"b", "2"}};
  rows[0].time_us = 1600000000123456;
  rows[0].fields = {{"i", ValueView::Integer(-5)},      {"d", ValueView::Double(0.25)},
                    {"s", ValueView::String("\u4f60")}, {"b", ValueView::Boolean(true)},
                    {"x", ValueView::Binary("\x00z")},  {"i2", ValueView::Integer(1)},
                    {"s2", ValueView::String("")},      {"x2", ValueView::Binary("")},
                    {"b2", ValueView::Boolean(false)}};
  rows[1] = rows[0];
  rows[1].time_us = 0;
  rows[1].meta_cache_update_time_s = 4000000000;
  rows[2] = rows[0];
  rows[2].fields[0].value = ValueView::String("now a string");
  rows[3].measurement = "mem";
  rows[3].tags = R"(["a=1"])";
  rows[4] = rows[3];
  rows[4].fields = {{"i", ValueView::Integer(INT64_MIN)}};
  return rows;
}

TEST_CASE("TimeseriesRows.WrittenRowsAreReadBack") {
  std::vector<std::string> expected;
  TimeseriesRowsWriter writer;
  std::string protobuf;
  const auto rows = VariedRows();
  for (const TimeseriesRowView& row : rows) expected.push_back(TextOf(row));
  for (int round = 0; round < 2; ++round) {  // the second one in used memory
    for (const TimeseriesRowView& row : rows) writer.Add(row);
    CHECK(writer.row_count() == rows.size());
    const size_t announced = writer.size_bytes();
    const std::string bytes(writer.Finish());
    CHECK(bytes.size() <= announced);
    CHECK(RowsOf(TimeseriesEncoding::kFlatBuffers, bytes) == expected);
    writer.Clear();
  }
  for (const TimeseriesRowView& row : rows) AppendProtobufRow(row, &protobuf);
  CHECK(RowsOf(TimeseriesEncoding::kProtobuf, protobuf) == expected);
}

TEST_CASE("TimeseriesRows.ProtobufRowsKeepTheirBytes") {
  const PutTimeseriesDataRequest request = Recorded("go_PutTimeseriesData_protobuf");
  TimeseriesRowsReader reader;
  Status status = reader.Open(request.encoding, request.rows);
  TimeseriesRowView row;
  std::string again;
  while (reader.Next(&row, &status)) AppendProtobufRow(row, &again);
  CHECK(again == request.rows);
}

TEST_CASE("TimeseriesRows.FieldsThatDoNotMatchTheirValuesAreRefused") {
  const PutTimeseriesDataRequest request = Recorded("java_PutTimeseriesData_1row");
  // field_types stand at the end of their vector: 5 numbers in a row.
  const size_t types = request.rows.find(std::string("\x02\x01\x04\x05\x03", 5));
  REQUIRE(types != std::string::npos);
  for (const char type : {'\x00', '\x01', '\x06', '\x7f'}) {
    std::string rows = request.rows;
    rows[types] = type;
    TimeseriesRowsReader reader;
    REQUIRE(reader.Open(TimeseriesEncoding::kFlatBuffers, rows).ok());
    Status status;
    TimeseriesRowView row;
    CHECK(!reader.Next(&row, &status));
    CHECK(status.message() == "names, types and values of a row's fields do not match");
  }
}

TEST_CASE("TimeseriesRows.OtherEncodingsAreRefused") {
  TimeseriesRowsReader reader;
  CHECK(!reader.Open(TimeseriesEncoding::kPlainBuffer, "").ok());
  CHECK(!reader.Open(TimeseriesEncoding::kFlatBuffers, "").ok());
  CHECK(!reader.Open(TimeseriesEncoding::kFlatBuffers, "\x04\x00\x00\x00").ok());
  CHECK(!reader.Open(TimeseriesEncoding::kProtobuf, "\x0a\x05x").ok());
  CHECK(reader.Open(TimeseriesEncoding::kProtobuf, "").ok());
}

std::vector<std::string> PhysicalRows(std::string_view plain_buffer) {
  std::vector<std::string> rows;
  PlainBufferReader reader(plain_buffer);
  RowView physical;
  TimeseriesRowView row;
  while (reader.Next(&physical)) {
    const Status status = ReadPhysicalRow(physical, &row);
    rows.push_back(status.ok() ? TextOf(row) : status.message());
  }
  CHECK(!reader.failed());
  return rows;
}

TEST_CASE("TimeseriesRows.RowsOfReadsAndScansAreUnderstood") {
  GetTimeseriesDataResponse get;
  REQUIRE(Decode(vectors::ResponseBody("java_GetTimeseriesData_fullkeys"), &get).ok());
  const std::string key = R"(cpu/host1/["os=linux","region=hangzhou"])";
  CHECK(PhysicalRows(get.rows) ==
        std::vector<std::string>{key + " @1600000000123456 bool_v=true count=int 42 "
                                       "label=string ok temp=double 36.600000",
                                 key + " @1599999999123456 temp=double 35.000000"});
  ScanTimeseriesDataResponse scan;
  REQUIRE(
      Decode(vectors::ResponseBody("java_ScanTimeseriesData_custom_keys"), &scan).ok());
  CHECK(PhysicalRows(scan.rows) ==
        std::vector<std::string>{R"(cpu//["vendor=intel"]{region=hangzhou} )"
                                 "@1600000000123456 cores=int 8 freq=string 2.0GHz "
                                 "load1=double 0.500000"});
  // The second row of this one lacks most of its key, as no server should answer.
  REQUIRE(Decode(vectors::ResponseBody("java_GetTimeseriesData"), &get).ok());
  CHECK(PhysicalRows(get.rows).at(1) == "key column _m_name is missing");
}

TEST_CASE("TimeseriesRows.RecordsOfAStreamAreUnderstood") {
  for (const char* name :
       {"java_GetStreamRecord_timeseries", "java5.13.13_GetStreamRecord_timeseries"}) {
    const std::string body = vectors::ResponseBody(name);
    StreamRecordReader reader;
    REQUIRE(reader.Open(body).ok());
    StreamRecordView record;
    REQUIRE(reader.Next(&record));
    CHECK(record.action == StreamAction::kPut);
    CHECK(PhysicalRows(record.row) ==
          std::vector<std::string>{
              R"(cpu/host1/["os=linux","region=hangzhou"] @1600000000123456 )"
              "bool_v=true count=int 42 label=string ok temp=double 36.600000"});
  }
}

}  // namespace
}  // namespace hopline::wire::tablestore
