#include "wire/tablestore/filter.h"

#include <doctest/doctest.h>

#include "vectors.h"
#include "wire/tablestore/row_messages.h"

namespace hopline::wire::tablestore {
namespace {

Filter ColumnEquals(std::string name, Value value) {
  Filter filter;
  filter.column_name = std::move(name);
  filter.column_value = std::move(value);
  return filter;
}

Filter Negation(Filter operand) {
  Filter filter;
  filter.kind = Filter::Kind::kComposite;
  filter.logic = Filter::Logic::kNot;
  filter.operands.push_back(std::move(operand));
  return filter;
}

TEST_CASE("Filter.OfARecordedConditionReadsAndWritesBack") {
  WriteRowRequest request;
  REQUIRE(Decode(vectors::RequestBody("java_UpdateRow_mixed_condition"), &request).ok());
  Filter filter;

  REQUIRE(Decode(*request.condition.column_condition, &filter).ok());
  CHECK(filter.comparator == Filter::Comparator::kEqual);
  CHECK(filter.column_name == "c1");
  CHECK(filter.column_value == Value::String("old"));
  CHECK(filter.fail_if_missing);
  CHECK(filter.latest_version_only);
  CHECK(Encode(filter) == *request.condition.column_condition);
}

TEST_CASE("Filter.OfARecordedRangeReadsAndWritesBack") {
  GetRangeRequest request;
  REQUIRE(
      Decode(vectors::RequestBody("java_GetRange_backward_filter_empty"), &request).ok());
  Filter filter;

  REQUIRE(Decode(*request.selection.filter, &filter).ok());
  CHECK(filter.kind == Filter::Kind::kComposite);
  CHECK(filter.logic == Filter::Logic::kAnd);
  CHECK(filter.operands.size() == 2);
  CHECK(Encode(filter) == *request.selection.filter);
}

TEST_CASE("Filter.OfAPageKeepsItsBounds") {
  Filter page;
  page.kind = Filter::Kind::kPage;
  page.offset = 2;
  page.limit = 5;
  Filter decoded;

  REQUIRE(Decode(Encode(page), &decoded).ok());
  CHECK(decoded.offset == 2);
  CHECK(decoded.limit == 5);
}

TEST_CASE("Filter.RefusesMoreThanTheServiceAllows") {
  Filter deep = ColumnEquals("c", Value::Integer(1));
  for (int i = 1; i < kMaxFilters; ++i) deep = Negation(std::move(deep));
  Filter decoded;

  CHECK(Decode(Encode(deep), &decoded).ok());
  CHECK_FALSE(Decode(Encode(Negation(std::move(deep))), &decoded).ok());
}

TEST_CASE("Filter.RefusesAnEmptyComposite") {
  Filter filter;
  filter.kind = Filter::Kind::kComposite;
  Filter decoded;

  CHECK_FALSE(Decode(Encode(filter), &decoded).ok());
}

}  // namespace
}  // namespace hopline::wire::tablestore
