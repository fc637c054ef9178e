#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "client.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::CellOperation;
using codec::Value;

struct WithTable : Client {
  WithTable() { Send("CreateTable", codec::Encode(TableRequest("t"))); }

  codec::ServiceError RefusedPut(const codec::Row& row) {
    return Refused("PutRow", PutRequest("t", row));
  }
  codec::ServiceError RefusedUpdate(const codec::Row& row) {
    return Refused("UpdateRow", PutRequest("t", row));
  }
};

TEST_CASE_FIXTURE(WithTable, "Rows.AreReadAsTheyWereWritten") {
  const codec::Row row =
      RowOf("a", 1,
            {PutCell("c1", Value::String("v"), kStartMs),
             PutCell("c2", Value::Integer(-5), kStartMs),
             PutCell("c3", Value::Double(1.5), kStartMs),
             PutCell("c4", Value::Boolean(true), kStartMs),
             PutCell("c5", Value::Binary(std::string("\0\xff", 2)), kStartMs)});

  Put("t", row);

  CHECK(Get("t", row.key) == row);
  CHECK_FALSE(Get("t", KeyOf("a", 2)).has_value());
}

TEST_CASE_FIXTURE(WithTable, "Rows.GetTheServicesTimeAsVersion") {
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));

  const int64_t version = Get("t", KeyOf("a", 1))->cells[0].timestamp_ms.value();

  CHECK(version >= kStartMs);
  CHECK(version <= clock.NowUnixUs() / 1000);
}

TEST_CASE_FIXTURE(WithTable, "Rows.AreReplacedAsAWholeByPut") {
  Put("t", RowOf("a", 1,
                 {PutCell("old", Value::Integer(1)), PutCell("c", Value::Integer(1))}));
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(2), kStartMs)}));

  CHECK(Get("t", KeyOf("a", 1)) ==
        RowOf("a", 1, {PutCell("c", Value::Integer(2), kStartMs)}));
}

TEST_CASE_FIXTURE(WithTable, "Rows.KeepTheNewestVersionsOfAColumn") {
  for (const int64_t offset : {3, 1, 4, 2}) {
    Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(offset), kStartMs + offset)}));
  }
  Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(33), kStartMs + 3)}));

  CHECK(Get("t", KeyOf("a", 1))->cells ==
        std::vector<codec::Cell>{PutCell("c", Value::Integer(4), kStartMs + 4),
                                 PutCell("c", Value::Integer(33), kStartMs + 3),
                                 PutCell("c", Value::Integer(2), kStartMs + 2)});
}

TEST_CASE_FIXTURE(WithTable, "Rows.LoseVersionsThatTheTableNoLongerKeeps") {
  for (const int64_t offset : {1, 2, 3}) {
    Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(offset), kStartMs + offset)}));
  }
  codec::UpdateTableRequest fewer;
  fewer.table_name = "t";
  fewer.options.emplace().max_versions = 1;
  Send("UpdateTable", codec::Encode(fewer));

  const codec::Row newest =
      RowOf("a", 1, {PutCell("c", Value::Integer(3), kStartMs + 3)});
  CHECK(Get("t", newest.key) == newest);
  fewer.options->max_versions = 3;
  Send("UpdateTable", codec::Encode(fewer));
  CHECK(Get("t", newest.key) == newest);
}

TEST_CASE_FIXTURE(WithTable, "Rows.LoseVersionsAndColumnsByUpdate") {
  Update("t", RowOf("a", 1,
                    {PutCell("c", Value::Integer(1), kStartMs + 1),
                     PutCell("c", Value::Integer(2), kStartMs + 2),
                     PutCell("d", Value::Integer(3), kStartMs)}));
  Update("t", RowOf("a", 1,
                    {{"c", {}, kStartMs + 2, CellOperation::kDeleteOneVersion},
                     {"d", {}, {}, CellOperation::kDeleteAllVersions}}));

  CHECK(Get("t", KeyOf("a", 1))->cells ==
        std::vector<codec::Cell>{PutCell("c", Value::Integer(1), kStartMs + 1)});
}

TEST_CASE_FIXTURE(WithTable, "Rows.AreNotMadeByDeletionsAlone") {
  Update("t", RowOf("a", 1, {{"c", {}, {}, CellOperation::kDeleteAllVersions}}));

  CHECK_FALSE(Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE_FIXTURE(WithTable, "Rows.CountUpFromNothing") {
  const codec::Cell by_seven{"n", Value::Integer(7), {}, CellOperation::kIncrement};
  Update("t", RowOf("a", 1, {by_seven}));
  Update("t", RowOf("a", 1, {by_seven}));

  CHECK(Get("t", KeyOf("a", 1))->cells[0].value == Value::Integer(14));
}

TEST_CASE_FIXTURE(WithTable, "Rows.AnswerWithTheValueAfterAnIncrement") {
  auto request = PutRequest(
      "t", RowOf("a", 1, {{"n", Value::Integer(7), {}, CellOperation::kIncrement}}));
  request.return_content = codec::ReturnContent{codec::ReturnType::kAfterModify, {"n"}};

  const auto response = Call<codec::WriteRowResponse>("UpdateRow", request);

  const codec::Row row = RowsIn(response.row.value()).at(0);
  CHECK(row.key == KeyOf("a", 1));
  CHECK(row.cells[0].value == Value::Integer(7));
}

TEST_CASE_FIXTURE(WithTable, "Rows.OfTextDoNotCountUp") {
  Put("t", RowOf("a", 1, {PutCell("n", Value::String("x"))}));

  RefusedUpdate(RowOf("a", 1, {{"n", Value::Integer(1), {}, CellOperation::kIncrement}}));

  CHECK(Get("t", KeyOf("a", 1))->cells[0].value == Value::String("x"));
}

TEST_CASE_FIXTURE(WithTable, "Rows.GoAwayByDelete") {
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));

  Delete("t", KeyOf("a", 1));
  Delete("t", KeyOf("a", 1));

  CHECK_FALSE(Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithoutColumnsExist") {
  Put("t", RowOf("a", 1));

  CHECK(Get("t", KeyOf("a", 1)) == RowOf("a", 1));
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithWrongKeysAreRefused") {
  codec::Row row = RowOf("a", 1);
  row.key.pop_back();
  CHECK(RefusedPut(row).message == "Validate PK size fail. Input: 1, Meta: 2.");
  row = RowOf("a", 1);
  row.key[1].name = "PK2";
  CHECK(RefusedPut(row).message == "Validate PK name fail. Input: PK2, Meta: pk2.");
  row = RowOf("a", 1);
  row.key[1].value = Value::String("1");
  const codec::ServiceError error = RefusedPut(row);
  CHECK(error.code == codec::error_code::kInvalidPrimaryKey);
  CHECK(error.message == "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.");
  row = RowOf("a", 1);
  row.key[1].value = Value::InfMin();
  CHECK(RefusedPut(row).code == codec::error_code::kInvalidPrimaryKey);
  CHECK(RefusedPut(RowOf(std::string(1025, 'a'), 1)).message ==
        "The length of primary key column: 'pk1' exceeds the MaxLength:1024 with "
        "CurrentLength:1025.");
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithWrongColumnsAreRefused") {
  const auto refused = [&](codec::Cell cell) {
    return RefusedPut(RowOf("a", 1, {cell})).message;
  };

  CHECK(refused(PutCell("pk1", Value::Integer(1))) ==
        "Duplicated attribute column name with primary key column: 'pk1'.");
  CHECK(refused(PutCell("a b", Value::Integer(1))) == "Invalid column name: 'a b'.");
  CHECK(refused(PutCell("c", Value::Double(std::nan("")))) ==
        "NaN can't be set to double value.");
  CHECK(refused(PutCell("c", Value::Double(std::numeric_limits<double>::infinity()))) ==
        "Infinity can't be set to double value.");
  CHECK(refused(PutCell("c", Value::String("\xff"))) ==
        "Value of column c must be UTF8 encoding.");
  CHECK(refused(PutCell("c", Value::String(std::string((2 << 20) + 1, 'x')))) ==
        "The length of attribute column: 'c' exceeds the MaxLength:2097152 with "
        "CurrentLength:2097153.");
  CHECK(refused({"c", Value::Integer(1), {}, CellOperation::kIncrement}) ==
        "OpType cannot be given for column name:c in PutRow.");
  CHECK(refused(PutCell("c", Value::Integer(1), -1)) ==
        "Timestamp must be in range [0, INT64_MAX/1000).");
  CHECK_FALSE(Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithTooManyColumnsAreRefused") {
  std::vector<codec::Cell> cells;
  for (int i = 0; i < 1025; ++i)
    cells.push_back(PutCell("c" + std::to_string(i), Value::Integer(i)));

  CHECK(RefusedPut(RowOf("a", 1, cells)).message ==
        "The number of attribute columns exceeds the limit, limit count: 1024, column "
        "count: "
        "1025.");
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithTooMuchDataAreRefused") {
  const Value two_megabytes = Value::Binary(std::string(2 << 20, 'x'));

  CHECK(RefusedPut(
            RowOf("a", 1, {PutCell("c", two_megabytes), PutCell("d", two_megabytes)}))
            .message ==
        "The total data size of PutRow request exceeds the limit, limit size: "
        "4194304, data size: 4194321.");
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithVersionsFarFromNowAreRefused") {
  const int64_t day_ms = int64_t{86400} * 1000;

  CHECK(RefusedPut(
            RowOf("a", 1, {PutCell("c", Value::Integer(1), kStartMs - day_ms - 60000)}))
            .message == "Invalid timestamp. Cell:c.");
  CHECK(RefusedPut(
            RowOf("a", 1, {PutCell("c", Value::Integer(1), kStartMs + day_ms + 60000)}))
            .message == "Invalid timestamp. Cell:c.");
}

TEST_CASE_FIXTURE(WithTable, "Rows.MayHaveAnyVersionWhereTheDeviationIsTheLargest") {
  codec::UpdateTableRequest any;
  any.table_name = "t";
  any.options.emplace().max_version_deviation_s = std::numeric_limits<int64_t>::max();
  Send("UpdateTable", codec::Encode(any));
  for (const int64_t version :
       {int64_t{0}, std::numeric_limits<int64_t>::max() / 1000 - 1}) {
    const codec::Row row = RowOf("a", 1, {PutCell("c", Value::Integer(1), version)});

    Put("t", row);

    CHECK(Get("t", row.key) == row);
  }
}

TEST_CASE_FIXTURE(WithTable, "Rows.OfTheWrongShapeAreRefused") {
  codec::Row marked = RowOf("a", 1, {PutCell("c", Value::Integer(1))});
  marked.delete_marker = true;
  CHECK(RefusedPut(marked).message ==
        "Invalid request of put/update row: unexpected RowDeleteMarker in request.");
  CHECK(RefusedUpdate(RowOf("a", 1)).message ==
        "Invalid update row request: missing cells in request.");
  CHECK(RefusedUpdate(RowOf("a", 1, {{"c", {}, {}, CellOperation::kDeleteOneVersion}}))
            .message == "Timestamp must be given when type is DELETE_ONE_VERSION.");
  CHECK(RefusedUpdate(
            RowOf("a", 1, {{"c", {}, kStartMs, CellOperation::kDeleteAllVersions}}))
            .message == "Timestamp cannot be given when type is DELETE_ALL_VERSION.");
  CHECK(Refused("DeleteRow", PutRequest("t", RowOf("a", 1))).message ==
        "Invalid request of delete row: missing RowDeleteMarker in request.");
  CHECK(Refused("DeleteRow", PutRequest("t", marked)).message ==
        "Invalid delete row request: unexpected cells in request.");
}

TEST_CASE_FIXTURE(WithTable, "Rows.WithABrokenChecksumAreRefused") {
  auto request = PutRequest("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));
  request.row.back() = static_cast<char>(request.row.back() ^ 1);

  CHECK(
      Refused("PutRow", request).message.find("Cell data broken, checksum is mismatch") ==
      0);
}

TEST_CASE_FIXTURE(WithTable, "Rows.AreReadByVersionRange") {
  for (const int64_t offset : {1, 2, 3}) {
    Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(offset), kStartMs + offset)}));
  }
  const auto read = [&](codec::TimeRange range, std::optional<int32_t> versions) {
    codec::GetRowRequest request;
    request.table_name = "t";
    request.primary_key = codec::EncodeKey(KeyOf("a", 1));
    request.selection.time_range = range;
    request.selection.max_versions = versions;
    std::vector<int64_t> values;
    for (const codec::Row& row :
         RowsIn(Call<codec::GetRowResponse>("GetRow", request).row)) {
      for (const codec::Cell& cell : row.cells) values.push_back(cell.value->AsInteger());
    }
    return values;
  };

  CHECK(read({kStartMs + 1, kStartMs + 3, {}}, {}) == std::vector<int64_t>{2, 1});
  CHECK(read({kStartMs + 1, kStartMs + 3, {}}, 1) == std::vector<int64_t>{2});
  CHECK(read({{}, {}, kStartMs + 3}, {}) == std::vector<int64_t>{3});
  CHECK(read({{}, {}, std::numeric_limits<int64_t>::max()}, {}).empty());
}

TEST_CASE_FIXTURE(WithTable, "Rows.NeedAVersionConditionToBeRead") {
  codec::GetRowRequest request;
  request.table_name = "t";
  request.primary_key = codec::EncodeKey(KeyOf("a", 1));

  CHECK(Refused("GetRow", request).message ==
        "No version condition is specified while querying row.");
  request.selection.time_range = codec::TimeRange{{}, {}, kStartMs};
  request.selection.max_versions = 1;
  CHECK(Refused("GetRow", request).message ==
        "Specific tiemstamp and max versions cannot be given at the same time.");
}

TEST_CASE("Rows.OfATableWithTimeToLiveFadeAway") {
  Client client;
  auto create = TableRequest("t");
  create.options->time_to_live_s = 86400;
  client.Send("CreateTable", codec::Encode(create));
  client.Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));

  client.clock.Advance(int64_t{86399} * 1000 * 1000);
  CHECK(client.Get("t", KeyOf("a", 1)).has_value());
  client.clock.Advance(int64_t{2} * 1000 * 1000);
  CHECK_FALSE(client.Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE("Rows.CountUpFromNothingWhereTheColumnHasExpired") {
  Client client;
  auto create = TableRequest("t");
  create.options->time_to_live_s = 86400;
  client.Send("CreateTable", codec::Encode(create));
  client.Put("t", RowOf("a", 1, {PutCell("n", Value::Integer(41))}));
  client.clock.Advance(int64_t{50000} * 1000 * 1000);
  client.Update("t", RowOf("a", 1, {PutCell("other", Value::Integer(0))}));
  client.clock.Advance(int64_t{50000} * 1000 * 1000);
  auto request = PutRequest(
      "t", RowOf("a", 1, {{"m", Value::Integer(1), {}, CellOperation::kIncrement}}));
  request.return_content = codec::ReturnContent{codec::ReturnType::kAfterModify, {"n"}};

  const auto unchanged = client.Call<codec::WriteRowResponse>("UpdateRow", request);
  CHECK(RowsIn(unchanged.row.value()).at(0).cells.empty());
  client.Update("t",
                RowOf("a", 1, {{"n", Value::Integer(1), {}, CellOperation::kIncrement}}));

  const codec::Row row = client.Get("t", KeyOf("a", 1)).value();
  CHECK(row.cells.at(1).name == "n");
  CHECK(row.cells.at(1).value->AsInteger() == 1);
}

TEST_CASE("Rows.GetGrowingKeysWhereTheyAreAutoIncrement") {
  Client client;
  auto create = TableRequest("t");
  create.meta.key[1].auto_increment = true;
  client.Send("CreateTable", codec::Encode(create));
  codec::Row row = RowOf("a", 0, {PutCell("c", Value::Integer(1))});
  row.key[1].value = Value::AutoIncrement();
  auto request = PutRequest("t", row);
  request.return_content = codec::ReturnContent{codec::ReturnType::kPrimaryKey, {}};

  const auto first = client.Call<codec::WriteRowResponse>("PutRow", request);
  const auto second = client.Call<codec::WriteRowResponse>("PutRow", request);

  const codec::Row a = RowsIn(first.row.value()).at(0);
  const codec::Row b = RowsIn(second.row.value()).at(0);
  CHECK(a.key[1].value.AsInteger() < b.key[1].value.AsInteger());
  CHECK(client.Get("t", a.key).has_value());
  request.condition.row_existence = codec::RowExistence::kExpectNotExist;
  CHECK(client.Refused("PutRow", request).code == codec::error_code::kParameterInvalid);

  // Behind the largest number there is none.
  client.Put("t", RowOf("a", std::numeric_limits<int64_t>::max(),
                        {PutCell("c", Value::Integer(1))}));
  request.condition.row_existence = codec::RowExistence::kIgnore;
  CHECK(client.Refused("PutRow", request).code == codec::error_code::kParameterInvalid);
}

/// Performed outside of the transaction they would be there for all to see.
TEST_CASE_FIXTURE(WithTable, "Rows.InATransactionAreRefused") {
  auto put = PutRequest("t", RowOf("a", 1));
  put.transaction_id = "0";
  codec::GetRowRequest get;
  get.table_name = "t";
  get.primary_key = codec::EncodeKey(KeyOf("a", 1));
  get.selection.max_versions = 1;
  get.transaction_id = "0";
  codec::GetRangeRequest range;
  range.table_name = "t";
  range.transaction_id = "0";

  CHECK(Refused("PutRow", put).message == "Transactions are not supported.");
  CHECK(Refused("GetRow", get).message == "Transactions are not supported.");
  CHECK(Refused("GetRange", range).message == "Transactions are not supported.");
  CHECK_FALSE(Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE("Rows.OfAnUnknownTableAreRefused") {
  Client client;

  const codec::ServiceError error =
      client.Refused("PutRow", PutRequest("t", RowOf("a", 1)));

  CHECK(error.code == codec::error_code::kObjectNotExist);
  CHECK(error.message == "Requested table does not exist.");
}

}  // namespace
}  // namespace hopline::emulator::tablestore
