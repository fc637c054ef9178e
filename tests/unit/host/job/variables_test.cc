#include "host/job/variables.h"

#include <doctest/doctest.h>

#include "host/job/node_parameters.h"
#include "tests/unit/host/job/bench.h"

namespace hopline::job {
namespace {

/// "name=value" lines of the expressions, then the literal ones after a bar.
std::string Show(const NodeParameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters.expressions) {
    out += name + "=" + value + "\n";
  }
  out += "|";
  for (const std::string& define : parameters.defines) {
    for (const auto& [name, value] : ParseDefines(define))
      out += name + "=" + value + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("NodeParameters.AreReadFromTheirOneLine") {
  CHECK(Show(ParseNodeParameters(
            " startTime=$[yyyymmddhh24-2/24]$[miss-10/24/60]  b=$[yyyymmdd hh24:mi]\n"
            "c=${yyyymmdd-1} d=")) ==
        "startTime=$[yyyymmddhh24-2/24]$[miss-10/24/60]\nb=$[yyyymmdd hh24:mi]\n"
        "c=${yyyymmdd-1}\nd=\n|");
  CHECK(Show(ParseNodeParameters("")) == "|");
  CHECK_THROWS_WITH_AS(
      ParseNodeParameters("a=1 b"),
      "--params: \"b\" is not of the form name=value; values have no blanks",
      services::Failure);
}

TEST_CASE("NodeParameters.AreReadFromTheSpecificationsList") {
  CHECK(Show(ParseNodeParameters(
            R"([{"name":"a","scope":"NodeParameter","type":"System","value":"$[yyyy]"},
                {"name":"b","type":"Constant","value":"it's $bizdate \"x\""},
                {"name":"c","type":"NodeOutput","value":"${other}"},
                {"name":"d","value":7}])")) ==
        "a=$[yyyy]\nd=7\n|b=it's $bizdate \"x\"\n");
  CHECK_THROWS_WITH_AS(ParseNodeParameters(R"([{"value":"x"}])"),
                       "--params: element 1 has no \"name\"", services::Failure);
  CHECK_THROWS_AS(ParseNodeParameters("[{"), services::Failure);
}

TEST_CASE("Variables.OfANodeReachTheScript") {
  Bench bench;
  const NodeParameters node = ParseNodeParameters(
      "startTime=$[yyyymmddhh24-2/24]$[miss-10/24/60] day=${yyyymmdd}");
  bench.options.set = node.expressions;
  const ResolvedJob job =
      bench.Run(Job(Reader("R") + R"(,{"stepType":"null","category":"writer","name":"W",
          "parameter":{"t":"${startTime}","d":"p/$day"}})"));
  CHECK(job.steps[1].key_json == R"({"d":"p/20230422","t":"20230423175000"})");
}

TEST_CASE("Variables.OfTheEngineArePlainNames") {
  Bench bench;
  bench.options.defines = {"-Dday=20230423 -Dtext='a \"b\"'"};
  const ResolvedJob job =
      bench.Run(Job(Reader("R") + R"(,{"stepType":"null","category":"writer","name":"W",
          "parameter":{"a":"$day","b":"${day}-$days","c":"$text"}})"));
  CHECK(job.steps[1].key_json ==
        R"({"a":"20230423","b":"20230423-$days","c":"a \"b\""})");
}

}  // namespace hopline::job
