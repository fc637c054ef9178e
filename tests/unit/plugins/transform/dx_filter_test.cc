// dx_filter: what matches is removed.
#include "plugins/transform/dx_filter.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/transform/step_run.h"

namespace hopline::plugins::transform {
namespace {

using Rows = std::vector<std::string>;

std::string FilterConfig(const std::string& comparison, const std::string& value) {
  return R"({"columnIndex":0,"paras":[")" + comparison + R"(",")" + value + R"("]})";
}

TestRows Column(Type type, std::vector<const char*> cells) {
  TestRows rows;
  rows.fields = {Field::Of("c", type)};
  for (const char* cell : cells) rows.rows.push_back({cell});
  return rows;
}

Rows Kept(const std::string& comparison, const std::string& value, const TestRows& rows) {
  const StepResult result = RunStep<DxFilter>(FilterConfig(comparison, value), rows);
  CHECK(result.dirty.empty());
  return result.rows;
}

TEST_CASE("like wants the whole text to fit a regular expression") {
  const TestRows rows = Column(Type::kUtf8, {"abcdef", "a", nullptr});
  CHECK(Kept("like", "a", rows) == Rows{"abcdef", "<null>"});
  CHECK(Kept("LIKE", "a.*", rows) == Rows{"<null>"});
  CHECK(Kept("not like", "a.*f", rows) == Rows{"abcdef"});
  CHECK(Kept("like", "\\\\d+", Column(Type::kInt64, {"12", "-3"})) == Rows{"-3"});
}

TEST_CASE("numbers are compared as numbers") {
  const TestRows whole = Column(Type::kInt64, {"9", "10", "11", nullptr});
  CHECK(Kept(">", "9", whole) == Rows{"9", "<null>"});
  CHECK(Kept(">=", "10", whole) == Rows{"9", "<null>"});
  CHECK(Kept("<", "10", whole) == Rows{"10", "11", "<null>"});
  CHECK(Kept("<=", "10", whole) == Rows{"11", "<null>"});
  CHECK(Kept("=", "10", whole) == Rows{"9", "11", "<null>"});
  CHECK(Kept("==", "10", whole) == Rows{"9", "11", "<null>"});
  CHECK(Kept("!=", "10", whole) == Rows{"10"});
  CHECK(Kept(">", "9.75", Column(Type::kDouble, {"9.5", "9.75", "10"})) ==
        Rows{"9.5", "9.75"});
}

TEST_CASE("a date is compared by its milliseconds") {
  CHECK(Kept("<", "1682243400000",
             Column(Type::kTimestamp, {"1682243399999", "1682243400000"})) ==
        Rows{"2023-04-23 17:50:00"});
}

TEST_CASE("text is compared by its units, a bool by its word") {
  CHECK(Kept(">", "9", Column(Type::kUtf8, {"10", "95"})) == Rows{"10"});
  CHECK(Kept("=", "true", Column(Type::kBool, {"true", "false"})) == Rows{"false"});
}

TEST_CASE("the value null stands for nulls") {
  const TestRows rows = Column(Type::kUtf8, {"a", "null", nullptr});
  CHECK(Kept("=", "NULL", rows) == Rows{"a", "null"});
  CHECK(Kept("=", "null", rows) == Rows{"a"});
  CHECK(Kept("!=", "null", rows) == Rows{"null", "<null>"});
  const TestRows whole = Column(Type::kInt64, {"1", nullptr});
  CHECK(Kept("=", "null", whole) == Rows{"1"});
  CHECK(Kept("!=", "null", whole) == Rows{"<null>"});
}

TEST_CASE("rows that cannot be compared are dirty") {
  TestRows rows;
  rows.fields = {Field::Of("n", Type::kUtf8, ColumnKind::kLong)};
  rows.rows = {{"5"}, {"99999999999999999999"}, {"7"}};
  const StepResult result = RunStep<DxFilter>(FilterConfig(">", "6"), rows);
  CHECK(result.rows == Rows{"5"});
  CHECK(result.dirty == Rows{"n: the number is out of range"});
}

TEST_CASE("an expression that backtracks for ever makes the row dirty") {
  const std::string text(40, 'a');
  const StepResult result =
      RunStep<DxFilter>(FilterConfig("like", "(a+)+(b|c)"),
                        Column(Type::kUtf8, {(text + "d").c_str(), "ab"}));
  CHECK(result.rows.empty());
  CHECK(result.dirty == Rows{"c: the regular expression takes too long on this text"});
}

TEST_CASE("what no row could pass is refused") {
  CHECK(Refusal<DxFilter>(FilterConfig("~", "1")) ==
        "/paras/0: '~' is no operator; one of like, not like, >, >=, <, <=, =, ==, !=");
  CHECK(Refusal<DxFilter>(FilterConfig("=", "")) ==
        "/paras/1: is empty; give the value to compare with");
  CHECK(
      Refusal<DxFilter>(FilterConfig("like", "(")) ==
      "/paras/1: '(' is no regular expression: missing closing parenthesis at offset 1");
  CHECK(Refusal<DxFilter>(FilterConfig(">", "1.5"), Column(Type::kInt64, {"1"})) ==
        "/paras/1: '1.5' cannot be compared with column 'c', which is a long; give a "
        "whole number");
  CHECK(Refusal<DxFilter>(FilterConfig(">", "x"), Column(Type::kDouble, {"1"})) ==
        "/paras/1: 'x' cannot be compared with column 'c', which is a double; give a "
        "number");
}

}  // namespace
}  // namespace hopline::plugins::transform
