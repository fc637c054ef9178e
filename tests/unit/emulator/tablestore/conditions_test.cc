#include <doctest/doctest.h>

#include "client.h"
#include "wire/tablestore/filter.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Filter;
using codec::RowExistence;
using codec::Value;

struct WithRow : Client {
  WithRow() {
    Send("CreateTable", codec::Encode(TableRequest("t")));
    Put("t", RowOf("a", 1,
                   {PutCell("n", Value::Integer(5), kStartMs + 1),
                    PutCell("s", Value::String("text"), kStartMs)}));
    Update("t", RowOf("a", 1, {PutCell("n", Value::Integer(3), kStartMs)}));
  }

  bool Holds(RowExistence existence, const std::string& pk1) {
    auto request = PutRequest("t", RowOf(pk1, 1, {PutCell("x", Value::Integer(0))}));
    request.condition.row_existence = existence;
    const HttpResponse http = Send("UpdateRow", codec::Encode(request));
    if (http.status != 200)
      CHECK(ErrorOf(http).code == codec::error_code::kConditionCheckFail);
    return http.status == 200;
  }

  bool Passes(const Filter& filter) {
    codec::GetRowRequest request;
    request.table_name = "t";
    request.primary_key = codec::EncodeKey(KeyOf("a", 1));
    request.selection.max_versions = 1;
    request.selection.filter = codec::Encode(filter);
    return !Call<codec::GetRowResponse>("GetRow", request).row.empty();
  }
};

Filter Compare(const std::string& column, Filter::Comparator comparator, Value value) {
  Filter filter;
  filter.column_name = column;
  filter.comparator = comparator;
  filter.column_value = std::move(value);
  filter.fail_if_missing = true;
  return filter;
}

Filter Combine(Filter::Logic logic, std::vector<Filter> operands) {
  Filter filter;
  filter.kind = Filter::Kind::kComposite;
  filter.logic = logic;
  filter.operands = std::move(operands);
  return filter;
}

TEST_CASE_FIXTURE(WithRow, "Conditions.OnTheRowsExistenceDecideWrites") {
  CHECK(Holds(RowExistence::kExpectExist, "a"));
  CHECK_FALSE(Holds(RowExistence::kExpectNotExist, "a"));
  CHECK_FALSE(Holds(RowExistence::kExpectExist, "b"));
  CHECK(Holds(RowExistence::kExpectNotExist, "b"));
  CHECK(Holds(RowExistence::kIgnore, "c"));
}

TEST_CASE_FIXTURE(WithRow, "Conditions.OnColumnsDecideWrites") {
  auto request = PutRequest("t", RowOf("a", 1, {PutCell("n", Value::Integer(6))}));
  request.condition.column_condition =
      codec::Encode(Compare("n", Filter::Comparator::kEqual, Value::Integer(4)));

  CHECK(Refused("UpdateRow", request).message == "Condition check failed.");
  request.condition.column_condition =
      codec::Encode(Compare("n", Filter::Comparator::kEqual, Value::Integer(5)));
  Call<codec::WriteRowResponse>("UpdateRow", request);
}

TEST_CASE_FIXTURE(WithRow, "Filters.CompareTheNewestVersion") {
  using enum Filter::Comparator;
  CHECK(Passes(Compare("n", kEqual, Value::Integer(5))));
  CHECK_FALSE(Passes(Compare("n", kEqual, Value::Integer(3))));
  CHECK(Passes(Compare("n", kNotEqual, Value::Integer(3))));
  CHECK(Passes(Compare("n", kGreater, Value::Integer(4))));
  CHECK_FALSE(Passes(Compare("n", kGreater, Value::Integer(5))));
  CHECK(Passes(Compare("n", kGreaterOrEqual, Value::Integer(5))));
  CHECK(Passes(Compare("n", kLess, Value::Integer(6))));
  CHECK(Passes(Compare("n", kLessOrEqual, Value::Integer(5))));
  CHECK(Passes(Compare("s", kGreater, Value::String("tex"))));
  CHECK_FALSE(Passes(Compare("n", kEqual, Value::String("5"))));
}

TEST_CASE_FIXTURE(WithRow, "Filters.CompareAnyVersionIfAskedTo") {
  Filter filter = Compare("n", Filter::Comparator::kEqual, Value::Integer(3));
  filter.latest_version_only = false;

  CHECK(Passes(filter));
}

TEST_CASE_FIXTURE(WithRow, "Filters.DecideWhatAMissingColumnMeans") {
  Filter filter = Compare("none", Filter::Comparator::kEqual, Value::Integer(1));
  CHECK_FALSE(Passes(filter));
  filter.fail_if_missing = false;
  CHECK(Passes(filter));
  CHECK(Passes(Compare("none", Filter::Comparator::kNotExists, Value::Integer(0))));
  CHECK(Passes(Compare("s", Filter::Comparator::kExists, Value::Integer(0))));
}

TEST_CASE_FIXTURE(WithRow, "Filters.Combine") {
  const Filter yes = Compare("n", Filter::Comparator::kEqual, Value::Integer(5));
  const Filter no = Compare("n", Filter::Comparator::kEqual, Value::Integer(0));

  CHECK(Passes(Combine(Filter::Logic::kAnd, {yes, yes})));
  CHECK_FALSE(Passes(Combine(Filter::Logic::kAnd, {yes, no})));
  CHECK(Passes(Combine(Filter::Logic::kOr, {no, yes})));
  CHECK_FALSE(Passes(Combine(Filter::Logic::kOr, {no, no})));
  CHECK(Passes(Combine(Filter::Logic::kNot, {no})));
}

TEST_CASE_FIXTURE(WithRow, "Filters.SeeOnlyTheColumnsAskedFor") {
  codec::GetRowRequest request;
  request.table_name = "t";
  request.primary_key = codec::EncodeKey(KeyOf("a", 1));
  request.selection.max_versions = 1;
  request.selection.columns_to_get = {"s"};
  request.selection.filter =
      codec::Encode(Compare("n", Filter::Comparator::kEqual, Value::Integer(5)));

  CHECK(Call<codec::GetRowResponse>("GetRow", request).row.empty());
}

TEST_CASE_FIXTURE(WithRow, "Filters.CutAPageOfColumns") {
  Filter page;
  page.kind = Filter::Kind::kPage;
  page.offset = 1;
  page.limit = 1;
  codec::GetRowRequest request;
  request.table_name = "t";
  request.primary_key = codec::EncodeKey(KeyOf("a", 1));
  request.selection.max_versions = 1;
  request.selection.filter = codec::Encode(page);

  const codec::Row row = RowsIn(Call<codec::GetRowResponse>("GetRow", request).row).at(0);

  REQUIRE(row.cells.size() == 1);
  CHECK(row.cells[0].name == "s");
}

TEST_CASE_FIXTURE(WithRow, "Filters.ThatAreNoneAreRefused") {
  codec::GetRowRequest request;
  request.table_name = "t";
  request.primary_key = codec::EncodeKey(KeyOf("a", 1));
  request.selection.max_versions = 1;
  request.selection.filter = "nonsense";

  CHECK(Refused("GetRow", request).message == "Deserialize filter failed.");
}

}  // namespace
}  // namespace hopline::emulator::tablestore
