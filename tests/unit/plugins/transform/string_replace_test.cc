#include "plugins/transform/string_replace.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/transform/step_run.h"

namespace hopline::plugins::transform {
namespace {

using Rows = std::vector<std::string>;

Rows Replaced(const std::string& conditions, std::vector<std::vector<const char*>> rows) {
  const StepResult result = RunStep<StringReplace>(
      R"({"condition":[)" + conditions + "]}", TestRows::Text(std::move(rows)));
  CHECK(result.dirty.empty());
  return result.rows;
}

TEST_CASE("plain text is found in any letter case unless told otherwise") {
  CHECK(Replaced(R"({"name":"c0","replaceString":"A.B","replaceByString":"$1"})",
                 {{"xa.bya.Bz"}, {"axb"}, {nullptr}}) ==
        Rows{"x$1y$1z", "axb", "<null>"});
  CHECK(
      Replaced(
          R"({"name":"c0","replaceString":"É","replaceByString":"e","caseSensitive":true})",
          {{"éÉ"}}) == Rows{"ée"});
  CHECK(Replaced(R"({"name":"c0","replaceString":"É","replaceByString":"e"})",
                 {{"éÉ"}}) == Rows{"ee"});
}

TEST_CASE("regular expressions know groups") {
  CHECK(
      Replaced(
          R"x({"name":"c0","replaceString":"(\\d+)-(?<b>\\d+)","replaceByString":"${b}/$1\\$","useRegex":true})x",
          {{"10-20, 3-4"}}) == Rows{"20/10$, 4/3$"});
  CHECK(Replaced(
            R"({"name":"c0","replaceString":"x*","replaceByString":"-","useRegex":true})",
            {{"axb"}, {"中"}, {""}}) == Rows{"-a--b-", "-中-", "-"});
}

TEST_CASE("rules apply in order, to the columns that they name") {
  CHECK(Replaced(R"({"name":"c1","replaceString":"a","replaceByString":"b"},
                    {"name":"c0","replaceString":"x","replaceByString":"y"},
                    {"name":"c1","replaceString":"b","replaceByString":"c"})",
                 {{"xa", "ab", "xab"}}) == Rows{"ya|cc|xab"});
}

TEST_CASE("wrong rules are refused") {
  CHECK(Refusal<StringReplace>(R"({"condition":[]})") ==
        "/condition: is empty; give at least one replacement");
  CHECK(Refusal<StringReplace>(R"({"condition":[{"name":"c0","replaceString":""}]})") ==
        "/condition/0/replaceString: is empty; give the text to find");
  CHECK(Refusal<StringReplace>(R"({"condition":[{"name":"no","replaceString":"a"}]})",
                               TestRows::Text({{"x", "y"}})) ==
        "/condition/0/name: the rows have no column 'no'; they have c0, c1");
  const auto regex = [](const std::string& by) {
    return Refusal<StringReplace>(
        R"x({"condition":[{"name":"c0","replaceString":"(a)","useRegex":true,"replaceByString":")x" +
        by + R"("}]})");
  };
  const std::string no_group =
      "/condition/0/replaceByString: the expression has no such group; write \\$ for a "
      "dollar sign";
  CHECK(regex("$2") == no_group);
  CHECK(regex("$") == no_group);
  CHECK(regex("${x}") == no_group);
  CHECK(regex("${x") == "/condition/0/replaceByString: ${ has no closing brace");
  CHECK(regex("\\\\") == "/condition/0/replaceByString: ends with a single backslash");
  CHECK(regex("$11") == "");  // the first group, then the digit 1
}

}  // namespace
}  // namespace hopline::plugins::transform
