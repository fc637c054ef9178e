#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/wire/tablestore/decoded.h"
#include "vectors.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::wire::tablestore {
namespace {

// Decoding and encoding again must give the recorded bytes.
template <typename Request>
void CheckRequests(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    const std::string body = vectors::RequestBody(name);
    CHECK(Encode(Decoded<Request>(body)) == body);
  }
}

template <typename Response>
void CheckResponses(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    const std::string body = vectors::ResponseBody(name);
    CHECK(Encode(Decoded<Response>(body)) == body);
  }
}

TEST_CASE("Messages.TableRequestsKeepTheirBytes") {
  CheckRequests<CreateTableRequest>({"java_CreateTable_stream",
                                     "java_CreateTable_autoincr_definedcol",
                                     "node_CreateTable_stream"});
  CheckRequests<TableNameRequest>({"java_DescribeTable", "node_DescribeTable",
                                   "go_DescribeTable_with_table_status",
                                   "java_DeleteTable"});
  CheckRequests<UpdateTableRequest>(
      {"java_UpdateTable", "java_UpdateTable_disable_stream"});
  CheckRequests<ComputeSplitPointsBySizeRequest>({"java_ComputeSplitPointsBySize"});
}

TEST_CASE("Messages.TableResponsesKeepTheirBytes") {
  CheckResponses<ListTableResponse>({"java_ListTable", "python_ListTable"});
  CheckResponses<DescribeTableResponse>({"java_DescribeTable"});
  CheckResponses<UpdateTableResponse>(
      {"java_UpdateTable", "java_UpdateTable_disable_stream"});
  CheckResponses<ComputeSplitPointsBySizeResponse>({"java_ComputeSplitPointsBySize"});
}

TEST_CASE("Messages.RowRequestsKeepTheirBytes") {
  CheckRequests<WriteRowRequest>(
      {"java_PutRow_all_types", "go_PutRow_all_types", "node_PutRow_all_types",
       "python_PutRow_all_types", "java_PutRow_autoincr_return_pk",
       "java_UpdateRow_mixed_condition", "java_DeleteRow", "go_DeleteRow"});
  CheckRequests<GetRowRequest>({"java_GetRow", "java_GetRow_not_found"});
  CheckRequests<GetRangeRequest>({"java_GetRange_forward", "go_GetRange_forward",
                                  "node_GetRange_forward", "python_GetRange_forward",
                                  "java_GetRange_backward_filter_empty"});
  CheckRequests<BatchWriteRowRequest>({"java_BatchWriteRow", "node_BatchWriteRow"});
  CheckRequests<BatchGetRowRequest>({"java_BatchGetRow"});
}

// Decoding a row or key and encoding it again must give the recorded bytes.
void CheckRow(const std::string& bytes) {
  Row row;
  const Status status = DecodeRow(bytes, &row);
  REQUIRE_MESSAGE(status.ok(), status.message());
  CHECK(EncodeRow(row) == bytes);
}

TEST_CASE("Messages.RowsInsideRequestsKeepTheirBytes") {
  for (const char* name :
       {"java_PutRow_all_types", "go_PutRow_all_types", "node_PutRow_all_types",
        "python_PutRow_all_types", "java_PutRow_autoincr_return_pk",
        "java_UpdateRow_mixed_condition", "java_DeleteRow", "go_DeleteRow"}) {
    CAPTURE(name);
    CheckRow(Decoded<WriteRowRequest>(vectors::RequestBody(name)).row);
  }
  for (const char* name : {"java_BatchWriteRow", "node_BatchWriteRow"}) {
    CAPTURE(name);
    for (const auto& table :
         Decoded<BatchWriteRowRequest>(vectors::RequestBody(name)).tables) {
      for (const BatchWriteRow& row : table.rows) CheckRow(row.row);
    }
  }
  for (const auto& table :
       Decoded<BatchGetRowRequest>(vectors::RequestBody("java_BatchGetRow")).tables) {
    for (const std::string& key : table.primary_keys) CheckRow(key);
  }
  for (const char* name :
       {"java_GetRange_forward", "go_GetRange_forward", "python_GetRange_forward",
        "java_GetRange_backward_filter_empty"}) {
    CAPTURE(name);
    const auto request = Decoded<GetRangeRequest>(vectors::RequestBody(name));
    CheckRow(request.start_key);
    CheckRow(request.end_key);
  }
}

TEST_CASE("Messages.RowResponsesKeepTheirBytes") {
  CheckResponses<WriteRowResponse>({"java_PutRow_all_types",
                                    "java_PutRow_autoincr_return_pk",
                                    "java_UpdateRow_mixed_condition", "go_DeleteRow"});
  CheckResponses<GetRowResponse>({"java_GetRow", "java_GetRow_not_found"});
  CheckResponses<GetRangeResponse>(
      {"java_GetRange_forward", "java_GetRange_backward_filter_empty"});
  CheckResponses<BatchWriteRowResponse>({"java_BatchWriteRow", "node_BatchWriteRow"});
  CheckResponses<BatchGetRowResponse>({"java_BatchGetRow"});
}

TEST_CASE("Messages.StreamOperationsKeepTheirBytes") {
  CheckRequests<ListStreamRequest>({"java_ListStream"});
  CheckResponses<ListStreamResponse>({"java_ListStream"});
  CheckRequests<DescribeStreamRequest>(
      {"java_DescribeStream", "java_DescribeStream_timeseries"});
  CheckResponses<DescribeStreamResponse>(
      {"java_DescribeStream", "java_DescribeStream_timeseries"});
  CheckRequests<GetShardIteratorRequest>({"java_GetShardIterator",
                                          "java_GetShardIterator_timestamp_token",
                                          "go_GetShardIterator_timestamp"});
  CheckResponses<GetShardIteratorResponse>({"java_GetShardIterator",
                                            "java_GetShardIterator_timestamp_token",
                                            "go_GetShardIterator_timestamp"});
  CheckRequests<GetStreamRecordRequest>(
      {"java_GetStreamRecord", "go_GetStreamRecord", "java_GetStreamRecord_caught_up",
       "java_GetStreamRecord_shard_end", "java_GetStreamRecord_timeseries"});
}

TEST_CASE("Messages.CreateTableIsUnderstood") {
  const auto request =
      Decoded<CreateTableRequest>(vectors::RequestBody("java_CreateTable_stream"));

  CHECK(request.meta.name == "sampletable");
  CHECK(request.meta.key ==
        std::vector<KeyColumnSchema>{{"pk1", KeyType::kString, false},
                                     {"pk2", KeyType::kInteger, false},
                                     {"pk3", KeyType::kBinary, false}});
  CHECK(request.reserved == CapacityUnit{0, 0});
  REQUIRE(request.options.has_value());
  CHECK(request.options->time_to_live_s == -1);
  CHECK(request.options->max_versions == 3);
  CHECK(request.options->max_version_deviation_s == 86400);
  REQUIRE(request.stream.has_value());
  CHECK(request.stream->enable);
  CHECK(request.stream->expiration_hours == 168);
}

TEST_CASE("Messages.AutoIncrementAndDefinedColumnsAreUnderstood") {
  const auto request = Decoded<CreateTableRequest>(
      vectors::RequestBody("java_CreateTable_autoincr_definedcol"));

  REQUIRE(request.meta.key.size() == 2);
  CHECK(request.meta.key[1].auto_increment);
  CHECK(request.meta.defined_columns.size() == 2);
  CHECK_FALSE(request.stream.has_value());
}

TEST_CASE("Messages.PutRowIsUnderstood") {
  const auto request =
      Decoded<WriteRowRequest>(vectors::RequestBody("java_PutRow_all_types"));
  Row row;

  CHECK(request.table_name == "sampletable");
  CHECK(request.condition.row_existence == RowExistence::kExpectNotExist);
  REQUIRE(DecodeRow(request.row, &row).ok());
  CHECK(row.key.size() == 3);
  CHECK(EncodeRow(row) == request.row);
}

TEST_CASE("Messages.BatchResponsesTellTheFateOfEveryRow") {
  const auto response =
      Decoded<BatchWriteRowResponse>(vectors::ResponseBody("java_BatchWriteRow"));

  REQUIRE(response.tables.size() == 1);
  REQUIRE(response.tables[0].rows.size() == 3);
  CHECK(response.tables[0].rows[0].ok());
  CHECK_FALSE(response.tables[0].rows[1].ok());
  CHECK(response.tables[0].rows[1].error->code == error_code::kConditionCheckFail);
  CHECK(response.tables[0].rows[2].ok());
}

TEST_CASE("Messages.TableStatusIsUnderstoodWhereverItStands") {
  const auto with_status = Decoded<DescribeTableResponse>(
      vectors::ResponseBody("go_DescribeTable_with_table_status"));
  const auto without =
      Decoded<DescribeTableResponse>(vectors::ResponseBody("java_DescribeTable"));

  CHECK(with_status.status == TableStatus::kActive);
  CHECK_FALSE(without.status.has_value());
  CHECK(with_status.stream == without.stream);
}

TEST_CASE("Messages.ShardsTellTheirParents") {
  const auto response =
      Decoded<DescribeStreamResponse>(vectors::ResponseBody("java_DescribeStream"));

  REQUIRE(response.shards.size() == 4);
  CHECK_FALSE(response.shards[0].parent_id.has_value());
  CHECK(response.shards[1].parent_id == response.shards[0].shard_id);
  CHECK(response.shards[2].parent_id == response.shards[0].shard_id);
  CHECK(response.shards[3].parent_id == response.shards[1].shard_id);
  CHECK(response.shards[3].parent_sibling_id == response.shards[2].shard_id);
  CHECK(response.next_shard_id.has_value());
}

TEST_CASE("Messages.WithoutARequiredFieldAreRefused") {
  WriteRowRequest put;
  GetRowRequest get;
  CreateTableRequest create;

  CHECK_FALSE(Decode("", &put).ok());
  CHECK_FALSE(Decode("\x0a\x01t", &get).ok());
  CHECK(Decode("", &create).message().find("required field") != std::string::npos);
}

}  // namespace
}  // namespace hopline::wire::tablestore
