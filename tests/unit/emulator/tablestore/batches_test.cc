#include <doctest/doctest.h>

#include "client.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::BatchOperation;
using codec::Value;

codec::BatchWriteRow Entry(BatchOperation operation, const codec::Row& row) {
  return {operation, codec::EncodeRow(row), {}, {}};
}

codec::Row OneCell(const std::string& pk1, int64_t value) {
  return RowOf(pk1, 1, {PutCell("c", Value::Integer(value))});
}

codec::Row Deletion(const std::string& pk1) {
  codec::Row row = RowOf(pk1, 1);
  row.delete_marker = true;
  return row;
}

struct WithTables : Client {
  WithTables() {
    Send("CreateTable", codec::Encode(TableWithStream("t")));
    Send("CreateTable", codec::Encode(TableRequest("u")));
  }
};

TEST_CASE_FIXTURE(WithTables, "BatchWrite.AnswersEveryRowInItsPlace") {
  Put("t", OneCell("gone", 1));
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"u", {Entry(BatchOperation::kPut, OneCell("a", 1))}});
  request.tables.push_back({"t",
                            {Entry(BatchOperation::kPut, OneCell("a", 1)),
                             Entry(BatchOperation::kUpdate, OneCell("b", 2)),
                             Entry(BatchOperation::kDelete, Deletion("gone"))}});
  request.tables[1].rows[1].condition.row_existence = codec::RowExistence::kExpectExist;

  const auto response = Call<codec::BatchWriteRowResponse>("BatchWriteRow", request);

  REQUIRE(response.tables.size() == 2);
  CHECK(response.tables[0].table_name == "u");
  CHECK(response.tables[0].rows.at(0).ok());
  REQUIRE(response.tables[1].rows.size() == 3);
  CHECK(response.tables[1].rows[0].ok());
  CHECK(response.tables[1].rows[1].error->code == codec::error_code::kConditionCheckFail);
  CHECK(response.tables[1].rows[2].ok());
  CHECK(Get("t", KeyOf("a", 1)).has_value());
  CHECK_FALSE(Get("t", KeyOf("b", 1)).has_value());
  CHECK_FALSE(Get("t", KeyOf("gone", 1)).has_value());
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.FailsRowsOfUnknownTablesAlone") {
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"none", {Entry(BatchOperation::kPut, OneCell("a", 1))}});
  request.tables.push_back({"t", {Entry(BatchOperation::kPut, OneCell("a", 1))}});

  const auto response = Call<codec::BatchWriteRowResponse>("BatchWriteRow", request);

  CHECK(response.tables[0].rows[0].error->code == codec::error_code::kObjectNotExist);
  CHECK(response.tables[1].rows[0].ok());
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.InjectedRowsFailAloneInAllTables") {
  codec::BatchWriteRowRequest request;
  for (const char* table : {"t", "u"}) {
    request.tables.push_back({table, {}});
    for (const char* key : {"a", "b", "c"}) {
      request.tables.back().rows.push_back(Entry(BatchOperation::kPut, OneCell(key, 1)));
    }
  }
  row_fault = RowFault{"OTSServerBusy", "busy", 2, 0};

  const auto response = Call<codec::BatchWriteRowResponse>("BatchWriteRow", request);

  for (size_t row = 0; row < 6; ++row) {
    CAPTURE(row);
    const auto& result = response.tables.at(row / 3).rows.at(row % 3);
    const char* table = row < 3 ? "t" : "u";
    const std::string key(1, static_cast<char>('a' + row % 3));
    CHECK(result.ok() == (row % 2 == 1));
    if (!result.ok()) CHECK(result.error->code == "OTSServerBusy");
    CHECK(Get(table, KeyOf(key, 1)).has_value() == result.ok());
  }
  const auto shards = service.ListShards(kInstance, "t");
  CHECK(ReadStream(this, IteratorOf("t", shards.at(0).id)).rows.size() == 1);
}

TEST_CASE_FIXTURE(WithTables, "BatchGet.InjectedRowsFailAlone") {
  Put("t", OneCell("a", 1));
  codec::BatchGetRowRequest request;
  codec::BatchGetTable& table = request.tables.emplace_back();
  table.table_name = "t";
  table.selection.max_versions = 1;
  table.primary_keys.assign(4, codec::EncodeKey(KeyOf("a", 1)));
  row_fault = RowFault{"OTSServerBusy", "busy", 2, 1};

  const auto response = Call<codec::BatchGetRowResponse>("BatchGetRow", request);

  const auto& rows = response.tables.at(0).rows;
  CHECK(rows.at(0).error->code == "OTSServerBusy");
  for (size_t row = 1; row < 4; ++row) {
    CHECK(RowsIn(rows.at(row).row.value()).at(0).key == KeyOf("a", 1));
  }
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.AppliesRepeatedRowsInOrder") {
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"t",
                            {Entry(BatchOperation::kPut, OneCell("a", 1)),
                             Entry(BatchOperation::kPut, OneCell("a", 2))}});

  Call<codec::BatchWriteRowResponse>("BatchWriteRow", request);

  CHECK(Get("t", KeyOf("a", 1))->cells[0].value == Value::Integer(2));
  request.tables[0].rows[1].condition.row_existence = codec::RowExistence::kExpectExist;
  CHECK(Refused("BatchWriteRow", request).message ==
        "Repeated rows do not support row exist expectation check in BatchModify.");
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.WithOneMalformedRowWritesNothing") {
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"t",
                            {Entry(BatchOperation::kPut, OneCell("a", 1)),
                             Entry(BatchOperation::kDelete, OneCell("b", 1))}});

  CHECK(Refused("BatchWriteRow", request).code == codec::error_code::kParameterInvalid);
  CHECK_FALSE(Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.InOneTransactionIsRefused") {
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"t", {Entry(BatchOperation::kPut, OneCell("a", 1))}});
  codec::BatchWriteRowRequest named = request;
  request.is_atomic = true;
  named.transaction_id = "0";

  CHECK(Refused("BatchWriteRow", request).message ==
        "Atomic BatchWriteRow is not supported.");
  CHECK(Refused("BatchWriteRow", named).message == "Transactions are not supported.");
  CHECK_FALSE(Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.KeepsItsLimits") {
  codec::BatchWriteRowRequest request;
  CHECK(Refused("BatchWriteRow", request).message ==
        "No row is specified in BatchWriteRow.");
  request.tables.push_back({"t", {}});
  CHECK(Refused("BatchWriteRow", request).message ==
        "No operation is specified for table: 't'.");
  request.tables.push_back({"t", {}});
  CHECK(Refused("BatchWriteRow", request).message == "Duplicated table name: 't'.");
  request.tables.pop_back();
  for (int i = 0; i < 201; ++i) {
    request.tables[0].rows.push_back(
        Entry(BatchOperation::kPut, OneCell(std::to_string(i), i)));
  }
  CHECK(Refused("BatchWriteRow", request).message ==
        "Rows count exceeds the upper limit: 200.");
  request.tables[0].rows.pop_back();
  Call<codec::BatchWriteRowResponse>("BatchWriteRow", request);
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.OfTooMuchDataIsRefused") {
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"t", {}});
  const Value megabyte = Value::Binary(std::string(1 << 20, 'x'));
  for (const char* key : {"a", "b", "c", "d"}) {
    request.tables[0].rows.push_back(
        Entry(BatchOperation::kPut, RowOf(key, 1, {PutCell("c", megabyte)})));
  }

  CHECK(Refused("BatchWriteRow", request)
            .message.find(
                "The total data size of BatchWriteRow request exceeds the limit, limit "
                "size: 4194304, data size: ") == 0);
}

TEST_CASE_FIXTURE(WithTables, "BatchWrite.GivesEveryRowItsStreamRecord") {
  codec::BatchWriteRowRequest request;
  request.tables.push_back({"t",
                            {Entry(BatchOperation::kPut, OneCell("a", 1)),
                             Entry(BatchOperation::kPut, OneCell("b", 2))}});
  Call<codec::BatchWriteRowResponse>("BatchWriteRow", request);

  const auto shards = service.ListShards(kInstance, "t");
  const Batch batch = ReadStream(this, IteratorOf("t", shards.at(0).id));

  REQUIRE(batch.rows.size() == 2);
  CHECK(batch.rows[0].sequence->timestamp_us == batch.rows[1].sequence->timestamp_us);
  CHECK(batch.rows[0].sequence->row_index == 0);
  CHECK(batch.rows[1].sequence->row_index == 1);
}

TEST_CASE_FIXTURE(WithTables, "BatchGet.AnswersEveryKeyInItsPlace") {
  Put("t", OneCell("a", 1));
  codec::BatchGetRowRequest request;
  codec::BatchGetTable& table = request.tables.emplace_back();
  table.table_name = "t";
  table.selection.max_versions = 1;
  codec::PrimaryKey wrong = KeyOf("a", 1);
  wrong.pop_back();
  table.primary_keys = {codec::EncodeKey(KeyOf("none", 1)),
                        codec::EncodeKey(KeyOf("a", 1)), codec::EncodeKey(wrong)};

  const auto response = Call<codec::BatchGetRowResponse>("BatchGetRow", request);

  const auto& rows = response.tables.at(0).rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].ok());
  CHECK(rows[0].row.value_or("").empty());
  CHECK(RowsIn(rows[1].row.value()).at(0).key == KeyOf("a", 1));
  CHECK(rows[2].error->code == codec::error_code::kInvalidPrimaryKey);
}

TEST_CASE_FIXTURE(WithTables, "BatchGet.KeepsItsLimits") {
  codec::BatchGetRowRequest request;
  CHECK(Refused("BatchGetRow", request).message ==
        "No row specified in the request of BatchGetRow.");
  codec::BatchGetTable& table = request.tables.emplace_back();
  table.table_name = "t";
  table.selection.max_versions = 1;
  table.primary_keys.assign(101, codec::EncodeKey(KeyOf("a", 1)));
  CHECK(Refused("BatchGetRow", request).message ==
        "Rows count exceeds the upper limit: 100.");
}

}  // namespace
}  // namespace hopline::emulator::tablestore
