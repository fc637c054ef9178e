// BatchWriteRow without structs against the messages it must equal.
#include "wire/tablestore/batch_rows.h"

#include <doctest/doctest.h>

namespace hopline::wire::tablestore {
namespace {

TEST_CASE("the body is the one of the message, byte by byte") {
  BatchWriteRowRequest message;
  BatchWriteTable& table = message.tables.emplace_back();
  table.table_name = "orders";
  std::vector<BatchRowSlice> slices;
  for (const size_t size : {size_t{0}, size_t{5}, size_t{130}, size_t{70'000}}) {
    for (const auto operation :
         {BatchOperation::kPut, BatchOperation::kUpdate, BatchOperation::kDelete}) {
      table.rows.push_back({operation, std::string(size, 'r'), {}, std::nullopt});
    }
  }
  for (const BatchWriteRow& row : table.rows) slices.push_back({row.operation, row.row});
  CHECK(EncodeBatchWrite("orders", slices) == Encode(message));
}

TEST_CASE("failures are found by their place") {
  BatchWriteRowResponse message;
  BatchTableResult& table = message.tables.emplace_back();
  table.table_name = "orders";
  table.rows.resize(5);
  for (BatchRowResult& row : table.rows) row.consumed = ConsumedCapacity{0, 1};
  for (const size_t index : {1U, 4U}) {
    table.rows[index] = {};
    table.rows[index].error = ServiceError{"OTSServerBusy", "busy", std::nullopt};
  }
  std::vector<BatchRowFailure> failures;
  REQUIRE(DecodeBatchFailures(Encode(message), 5, &failures).ok());
  REQUIRE(failures.size() == 2);
  CHECK(failures[0].index == 1);
  CHECK(failures[1].index == 4);
  CHECK(failures[1].error.code == "OTSServerBusy");
  CHECK(failures[1].error.message == "busy");
}

TEST_CASE("an answer that does not fit the request is an error") {
  BatchWriteRowResponse message;
  message.tables.emplace_back().table_name = "orders";
  message.tables[0].rows.resize(2);
  const std::string body = Encode(message);
  std::vector<BatchRowFailure> failures;
  CHECK(DecodeBatchFailures(body, 2, &failures).ok());
  CHECK(!DecodeBatchFailures(body, 3, &failures).ok());
  CHECK(!DecodeBatchFailures("", 1, &failures).ok());
  CHECK(!DecodeBatchFailures("no message", 1, &failures).ok());
  message.tables.push_back(message.tables[0]);
  CHECK(!DecodeBatchFailures(Encode(message), 4, &failures).ok());
  // Whatever is cut off must not pass for success.
  for (size_t n = 0; n < body.size(); ++n) {
    CHECK(!DecodeBatchFailures(std::string_view(body).substr(0, n), 2, &failures).ok());
  }
}

}  // namespace
}  // namespace hopline::wire::tablestore
