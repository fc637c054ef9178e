#include <doctest/doctest.h>

#include <string>

#include "vectors.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/compression.h"
#include "wire/tablestore/errors.h"
#include "wire/tablestore/filter.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/stream_records.h"
#include "wire/tablestore/table_messages.h"
#include "wire/tablestore/timeseries_meta_messages.h"
#include "wire/tablestore/timeseries_rows_reader.h"
#include "wire/tablestore/timeseries_table_messages.h"

// Every decoder meets every recorded body cut short and with single bytes changed. What
// they answer does not matter; that they never leave the buffer does (address sanitizer
// watches).
namespace hopline::wire::tablestore {
namespace {

template <typename Message>
void DecodeOne(std::string_view body) {
  Message message;
  (void)Decode(body, &message);
}

template <typename... Messages>
void DecodeAs(std::string_view body) {
  (DecodeOne<Messages>(body), ...);
}

void ReadRows(std::string_view bytes) {
  PlainBufferReader reader(bytes, PlainBufferReader::Lengths::kChecked);
  RowView row;
  TimeseriesRowView point;
  while (reader.Next(&row)) {
    (void)ToRow(row);
    (void)ReadPhysicalRow(row, &point);
  }
  (void)Describe(reader.fault());
}

// What a row says is read to its last byte.
size_t BytesIn(const TimeseriesRowView& row) {
  std::string text(row.measurement);
  text.append(row.source).append(row.tags);
  for (const TagView& tag : row.tag_list) text.append(tag.name).append(tag.value);
  for (const FieldView& field : row.fields) {
    text.append(field.name).append(field.value.bytes);
  }
  return text.size();
}

void ReadPutRows(std::string_view body) {
  PutTimeseriesDataRequest request;
  if (!Decode(body, &request).ok()) return;
  for (const auto encoding :
       {TimeseriesEncoding::kFlatBuffers, TimeseriesEncoding::kProtobuf}) {
    TimeseriesRowsReader reader;
    Status status = reader.Open(encoding, request.rows);
    TimeseriesRowView row;
    while (status.ok() && reader.Next(&row, &status)) (void)BytesIn(row);
  }
}

void FeedEveryDecoder(std::string_view bytes) {
  // A copy of exactly this size, so that one byte too far is outside of the allocation.
  const std::vector<char> copy(bytes.begin(), bytes.end());
  const std::string_view body(copy.data(), copy.size());
  DecodeAs<CreateTableRequest, DescribeTableResponse, UpdateTableRequest, WriteRowRequest,
           GetRowRequest, GetRangeRequest, GetRangeResponse, BatchWriteRowRequest,
           BatchWriteRowResponse, BatchGetRowRequest, BatchGetRowResponse,
           DescribeStreamResponse, GetStreamRecordRequest, ServiceError, Filter>(body);
  DecodeAs<CreateTimeseriesTableRequest, ListTimeseriesTableResponse,
           GetTimeseriesDataRequest, GetTimeseriesDataResponse, ScanTimeseriesDataRequest,
           ScanTimeseriesDataResponse, PutTimeseriesDataResponse,
           QueryTimeseriesMetaRequest, QueryTimeseriesMetaResponse,
           UpdateTimeseriesMetaRequest>(body);
  ReadPutRows(body);
  ReadRows(body);
  StreamRecordReader reader;
  StreamRecordView record;
  if (reader.Open(body).ok()) {
    while (reader.Next(&record)) ReadRows(record.row);
  }
  Value value;
  (void)DecodeBareValue(body, &value);
  std::string plain;
  (void)Decompress(body, 1 << 16, &plain);
}

TEST_CASE("HostileInput.CutAnywhereStaysInItsBuffer") {
  for (const char* name :
       {"java_GetStreamRecord", "java_GetRange_forward", "java_BatchGetRow"}) {
    const std::string body = vectors::ResponseBody(name);
    for (size_t size = 0; size < body.size(); ++size) {
      FeedEveryDecoder(std::string_view(body).substr(0, size));
    }
  }
  CHECK(true);
}

TEST_CASE("HostileInput.WithChangedBytesStaysInItsBuffer") {
  const std::string body = vectors::ResponseBody("java_GetStreamRecord");
  for (size_t at = 0; at < body.size(); ++at) {
    for (const int change : {0x00, 0x7F, 0x80, 0xFF}) {
      std::string changed = body;
      changed[at] = static_cast<char>(change);
      FeedEveryDecoder(changed);
    }
  }
  CHECK(true);
}

TEST_CASE("HostileInput.WithAChangedByteInARowNeverDecodes") {
  const std::string row =
      vectors::PlainBufferSamples().at("row_col_with_timestamp_1600000000123");
  for (size_t at = 0; at < row.size(); ++at) {
    // The two lengths before values are not covered by a checksum, and ignored.
    if ((at >= 14 && at < 18) || (at >= 35 && at < 39)) continue;
    std::string changed = row;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    Row decoded;
    CAPTURE(at);
    CHECK_FALSE(DecodeRow(changed, &decoded).ok());
  }
}

}  // namespace
}  // namespace hopline::wire::tablestore
