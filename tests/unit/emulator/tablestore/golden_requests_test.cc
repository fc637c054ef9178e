#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "client.h"

// The recorded requests of the vendor's SDKs, headers and all, sent to the service. The
// key that is exempt from the clock check takes them whatever day it is.
namespace hopline::emulator::tablestore {
namespace {

std::string ReadFile(const std::string& name) {
  std::ifstream in(std::string(HOPLINE_TEST_DATA) + "/vectors/tablestore/" + name,
                   std::ios::binary);
  REQUIRE_MESSAGE(in, "no golden vector file ", name);
  return {std::istreambuf_iterator<char>(in), {}};
}

HttpRequest Recorded(const std::string& vector) {
  HttpRequest request;
  std::istringstream head(ReadFile(vector + ".req.headers.txt"));
  head >> request.method >> request.target;
  for (std::string line; std::getline(head, line);) {
    const size_t colon = line.find(": ");
    if (colon != std::string::npos) {
      request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  request.body = ReadFile(vector + ".req.body.bin");
  return request;
}

struct Recordings {
  Recordings() : service(&clock, {{"testAccessId", "testAccessKey", true}}) {
    // The recorded cells carry this time as their version.
    clock.Set(kStartMs * 1000);
  }

  HttpResponse Send(const std::string& vector) {
    HttpResponse response = service.Handle(Recorded(vector));
    INFO(vector, ": ", Client::ErrorOf(response).message);
    CHECK(response.status == 200);
    return response;
  }

  Clock clock;
  TablestoreService service;
};

TEST_CASE_FIXTURE(Recordings, "RecordedRequests.OfEverySdkAreAccepted") {
  Send("java_CreateTable_stream");
  Send("java_CreateTable_autoincr_definedcol");
  for (const char* vector :
       {"java_ListTable", "java_ListTable_v4", "java_ListTable_sts",
        "java_ListTable_extra_headers", "python_ListTable", "java_DescribeTable",
        "go_DescribeTable_with_table_status", "node_DescribeTable",
        "java_PutRow_all_types", "java_PutRow_autoincr_return_pk", "java_ListStream",
        "java_UpdateTable", "java_UpdateTable_disable_stream",
        "java_ComputeSplitPointsBySize", "java_DeleteTable"}) {
    Send(vector);
  }
}

TEST_CASE("RecordedRows.OfEverySdkAreStored") {
  for (const char* vector : {"java_PutRow_all_types", "go_PutRow_all_types",
                             "node_PutRow_all_types", "python_PutRow_all_types"}) {
    Recordings recordings;
    recordings.Send("java_CreateTable_stream");

    recordings.Send(vector);

    CHECK(recordings.service.ListShards(kInstance, "sampletable").at(0).records == 1);
  }
}

TEST_CASE_FIXTURE(Recordings, "RecordedRowsOfATableWithTwoKeysAreWrittenAndRead") {
  Send("node_CreateTable_stream");
  for (const char* vector :
       {"java_DeleteRow", "go_DeleteRow", "java_BatchWriteRow", "node_BatchWriteRow",
        "java_BatchGetRow", "java_GetRow", "java_GetRow_not_found",
        "java_GetRange_forward", "go_GetRange_forward", "node_GetRange_forward",
        "python_GetRange_forward", "java_GetRange_compressed",
        "java_GetRange_backward_filter_empty"}) {
    Send(vector);
  }
}

// Their stream is one of the recorder's: understood, and not found.
TEST_CASE_FIXTURE(Recordings, "RecordedStreamRequestsAreUnderstood") {
  for (const char* vector :
       {"java_DescribeStream", "java_DescribeStream_timeseries", "java_GetShardIterator",
        "java_GetShardIterator_timestamp_token", "go_GetShardIterator_timestamp"}) {
    INFO(vector);
    const HttpResponse response = service.Handle(Recorded(vector));
    CHECK(response.status == 404);
    CHECK(Client::ErrorOf(response).code == "OTSObjectNotExist");
  }
  for (const char* vector : {"java_GetStreamRecord", "java_GetStreamRecord_shard_end",
                             "java_GetStreamRecord_caught_up", "go_GetStreamRecord"}) {
    INFO(vector);
    const HttpResponse response = service.Handle(Recorded(vector));
    CHECK(response.status == 400);
    CHECK(Client::ErrorOf(response).code == "OTSParameterInvalid");
    CHECK(Client::ErrorOf(response).message.find("iterator") != std::string::npos);
  }
}

TEST_CASE_FIXTURE(Recordings, "RecordedRequestsOfTimeSeriesAreAccepted") {
  for (const char* vector : {"java_CreateTimeseriesTable",
                             "java_ListTimeseriesTable",
                             "java_DescribeTimeseriesTable",
                             "java5.13.13_DescribeTimeseriesTable",
                             "java_PutTimeseriesData_1row",
                             "java_PutTimeseriesData_2rows_cached_partial_fail",
                             "java_PutTimeseriesData_meta_ignore",
                             "java5.13.13_PutTimeseriesData_1row",
                             "go_PutTimeseriesData_flatbuffer",
                             "go_PutTimeseriesData_protobuf",
                             "python_PutTimeseriesData_1row",
                             "java_GetTimeseriesData_fullkeys",
                             "java5.13.13_GetTimeseriesData",
                             "python_GetTimeseriesData",
                             "java_SplitTimeseriesScanTask",
                             "java5.13.13_SplitTimeseriesScanTask",
                             "python_QueryTimeseriesMeta",
                             "java_UpdateTimeseriesMeta",
                             "java_DeleteTimeseriesMeta",
                             "java_UpdateTimeseriesTable",
                             "java_DeleteTimeseriesTable",
                             "python_CreateTimeseriesTable",
                             "java_CreateTimeseriesTable_custom_keys",
                             "java_ScanTimeseriesData_custom_keys"}) {
    Send(vector);
  }
}

TEST_CASE_FIXTURE(Recordings, "RecordedRequestsThatWereTamperedWithAreRefused") {
  HttpRequest request = Recorded("java_CreateTable_stream");
  request.body.back() = static_cast<char>(request.body.back() ^ 1);

  CHECK(service.Handle(request).status == 403);
}

}  // namespace
}  // namespace hopline::emulator::tablestore
