#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/wire/tablestore/decoded.h"
#include "vectors.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/table_messages.h"
#include "wire/tablestore/timeseries_meta_messages.h"
#include "wire/tablestore/timeseries_table_messages.h"

namespace hopline::wire::tablestore {
namespace {

template <typename Message>
void CheckBody(const std::string& body) {
  CHECK(Encode(Decoded<Message>(body)) == body);
}

// Decoding and encoding again must give the recorded bytes.
template <typename Request>
void CheckRequests(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    CheckBody<Request>(vectors::RequestBody(name));
  }
}

template <typename Response>
void CheckResponses(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    CheckBody<Response>(vectors::ResponseBody(name));
  }
}

TEST_CASE("TimeseriesMessages.TableOperationsKeepTheirBytes") {
  CheckRequests<CreateTimeseriesTableRequest>({"java_CreateTimeseriesTable",
                                               "java_CreateTimeseriesTable_custom_keys",
                                               "python_CreateTimeseriesTable"});
  CheckRequests<UpdateTimeseriesTableRequest>({"java_UpdateTimeseriesTable"});
  CheckRequests<TableNameRequest>(
      {"java_DescribeTimeseriesTable", "java_DeleteTimeseriesTable"});
  CheckResponses<DescribeTimeseriesTableResponse>(
      {"java_DescribeTimeseriesTable", "java5.13.13_DescribeTimeseriesTable"});
  CheckResponses<ListTimeseriesTableResponse>({"java_ListTimeseriesTable"});
}

TEST_CASE("TimeseriesMessages.DataRequestsKeepTheirBytes") {
  CheckRequests<PutTimeseriesDataRequest>(
      {"java_PutTimeseriesData_1row", "java_PutTimeseriesData_2rows_cached_partial_fail",
       "java_PutTimeseriesData_meta_ignore", "java5.13.13_PutTimeseriesData_1row",
       "go_PutTimeseriesData_flatbuffer", "go_PutTimeseriesData_protobuf",
       "python_PutTimeseriesData_1row"});
  CheckRequests<GetTimeseriesDataRequest>(
      {"java_GetTimeseriesData", "java_GetTimeseriesData_end",
       "java_GetTimeseriesData_fullkeys", "java5.13.13_GetTimeseriesData",
       "python_GetTimeseriesData"});
  CheckRequests<SplitTimeseriesScanTaskRequest>(
      {"java_SplitTimeseriesScanTask", "java5.13.13_SplitTimeseriesScanTask"});
  CheckRequests<ScanTimeseriesDataRequest>({"java_ScanTimeseriesData",
                                            "java_ScanTimeseriesData_custom_keys",
                                            "java5.13.13_ScanTimeseriesData"});
}

TEST_CASE("TimeseriesMessages.DataResponsesKeepTheirBytes") {
  CheckResponses<PutTimeseriesDataResponse>(
      {"java_PutTimeseriesData_1row", "java_PutTimeseriesData_2rows_cached_partial_fail",
       "java_PutTimeseriesData_meta_ignore"});
  CheckResponses<GetTimeseriesDataResponse>({"java_GetTimeseriesData",
                                             "java_GetTimeseriesData_end",
                                             "java5.13.13_GetTimeseriesData"});
  CheckResponses<SplitTimeseriesScanTaskResponse>({"java_SplitTimeseriesScanTask"});
  CheckResponses<ScanTimeseriesDataResponse>(
      {"java_ScanTimeseriesData", "java_ScanTimeseriesData_custom_keys"});
}

TEST_CASE("TimeseriesMessages.MetaOperationsKeepTheirBytes") {
  CheckRequests<QueryTimeseriesMetaRequest>(
      {"java_QueryTimeseriesMeta", "python_QueryTimeseriesMeta"});
  CheckRequests<UpdateTimeseriesMetaRequest>({"java_UpdateTimeseriesMeta"});
  CheckRequests<DeleteTimeseriesMetaRequest>({"java_DeleteTimeseriesMeta"});
  CheckResponses<QueryTimeseriesMetaResponse>(
      {"java_QueryTimeseriesMeta", "python_QueryTimeseriesMeta"});
  CheckResponses<TimeseriesMetaChangeResponse>({"java_UpdateTimeseriesMeta"});
}

TEST_CASE("TimeseriesMessages.StreamsTellThatTheyAreOfTimeSeries") {
  CheckRequests<DescribeStreamRequest>({"java_DescribeStream_timeseries"});
  CheckResponses<DescribeStreamResponse>({"java_DescribeStream_timeseries"});
}

TEST_CASE("TimeseriesMessages.CustomKeysAreRead") {
  const auto request = Decoded<CreateTimeseriesTableRequest>(
      vectors::RequestBody("java_CreateTimeseriesTable_custom_keys"));
  CHECK(request.meta.name == "tstable2");
  CHECK(request.meta.time_to_live_s == 604800);
  CHECK(request.meta.meta_options == TimeseriesMetaOptions{false, 2592000});
  CHECK(request.meta.key_schema ==
        std::vector<std::string>{"_m_name", "_tags", "region"});
  CHECK(request.meta.field_key_schema ==
        std::vector<KeyColumnSchema>{{"cores", KeyType::kInteger, false},
                                     {"freq", KeyType::kString, false}});
}

TEST_CASE("TimeseriesMessages.ConditionsOnMetaAreRead") {
  using Kind = MetaCondition::Kind;
  using Operator = MetaCondition::Operator;
  const auto request = Decoded<QueryTimeseriesMetaRequest>(
      vectors::RequestBody("java_QueryTimeseriesMeta"));
  REQUIRE(request.condition);
  CHECK(request.condition->kind == Kind::kComposite);
  CHECK(request.condition->logic == MetaCondition::Logic::kAnd);
  const auto& operands = request.condition->operands;
  REQUIRE(operands.size() == 5);
  CHECK(operands[1].kind == Kind::kSource);
  CHECK(operands[1].comparator == Operator::kPrefix);
  CHECK(operands[1].value == "host");
  CHECK(operands[2].kind == Kind::kTag);
  CHECK(operands[2].comparator == Operator::kGreaterOrEqual);
  CHECK(operands[2].name == "region");
  CHECK(operands[4].logic == MetaCondition::Logic::kNot);
  CHECK(operands[4].operands.at(0).kind == Kind::kUpdateTime);
  CHECK(operands[4].operands.at(0).time_us == 1600000000123456);
}

TEST_CASE("TimeseriesMessages.ConditionsWithoutEndAreRefused") {
  QueryTimeseriesMetaRequest request;
  MetaCondition* innermost = &request.condition.emplace();
  for (int depth = 0; depth < kMaxMetaConditions; ++depth) {
    innermost->logic = MetaCondition::Logic::kNot;
    innermost = &innermost->operands.emplace_back();
  }
  innermost->kind = MetaCondition::Kind::kMeasurement;
  QueryTimeseriesMetaRequest decoded;
  CHECK(Decode(Encode(request), &decoded).message() ==
        "there are more than 128 conditions");
}

}  // namespace
}  // namespace hopline::wire::tablestore
