#include "plugins/transform/json_extracting.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/transform/step_run.h"

namespace hopline::plugins::transform {
namespace {

using Rows = std::vector<std::string>;

std::string Column(const std::string& path, const std::string& more = "") {
  return R"({"name":"new","fromColumn":"c0","jsonPath":")" + path + "\"" + more + "}";
}

/// One document through one extraction.
std::string One(const std::string& path, const char* document,
                const char* type = "STRING") {
  const StepResult result = RunStep<JsonExtracting>(
      R"({"column":[)" + Column(path, std::string(R"(,"type":")") + type + "\"") + "]}",
      TestRows::Text({{document}}));
  REQUIRE(result.rows.size() == 1);
  return result.rows[0].substr(std::string(document).size() + 1);
}

TEST_CASE("a path names one place") {
  const char* document =
      R"({"a":{"b":"x","c d":[10,{"e":"last"}]},"n":1.10,"big":123456789012345678901,"t":true,"z":null})";
  CHECK(One("$.a.b", document) == "x");
  CHECK(One("$['a']['c d'][0]", document) == "10");
  CHECK(One("$.a['c d'][-1].e", document) == "last");
  CHECK(One("$.n", document) == "1.10");
  CHECK(One("$.big", document) == "123456789012345678901");
  CHECK(One("$.t", document) == "true");
  CHECK(One("$.z", document) == "<null>");
  CHECK(One("$.a.nothing", document) == "<null>");
  CHECK(One("$.n.x", document) == "<null>");
  CHECK(One("$.a['c d'][2]", document) == "<null>");
  CHECK(One("$.a", document) == R"({"b":"x","c d":[10,{"e":"last"}]})");
  CHECK(One("$", "[1, \"#\", \"\\\"\"]") == R"([1,"#","\""])");
}

TEST_CASE("types are converted where that loses nothing") {
  const char* document = R"({"n":"12.9","i":7,"d":1.10,"t":"TRUE","s":"x","big":1e30})";
  CHECK(One("$.i", document, "LONG") == "7");
  CHECK(One("$.n", document, "int") == "12");
  CHECK(One("$.d", document, "DOUBLE") == "1.10");
  CHECK(One("$.t", document, "BOOLEAN") == "true");
  CHECK(One("$.s", document, "LONG") == "<null>");
  CHECK(One("$.big", document, "LONG") == "<null>");
  CHECK(One("$.i", document, "BOOL") == "<null>");
}

TEST_CASE("DIRTY_DATA makes rows dirty that have no such value") {
  const StepResult result = RunStep<JsonExtracting>(
      R"({"column":[)" + Column("$.a", R"(,"nullOrInvalidDataAction":"DIRTY_DATA")") +
          "]}",
      TestRows::Text({{R"({"a":"1"})"}, {"{}"}, {"no json"}, {nullptr}, {R"({"a":2})"}}));
  CHECK(result.rows == Rows{R"({"a":"1"}|1)", R"({"a":2}|2)"});
  CHECK(result.dirty == Rows{"c0: there is no value at the path",
                             "c0: the text is no JSON",
                             "c0: there is no value at the path"});
}

TEST_CASE("several columns come out of several documents, behind the present ones") {
  const StepResult result = RunStep<JsonExtracting>(
      R"({"column":[{"name":"x","fromColumn":"c0","jsonPath":"$.k"},
                    {"name":"y","fromColumn":"c1","jsonPath":"$.k","type":"LONG"},
                    {"name":"z","fromColumn":"c0","jsonPath":"$.l"}]})",
      TestRows::Text({{R"({"k":1,"l":2})", R"({"k":3})"}, {"{}", R"({"k":4})"}}));
  CHECK(result.rows ==
        Rows{R"({"k":1,"l":2}|{"k":3}|1|3|2)", R"({}|{"k":4}|<null>|4|<null>)"});
  CHECK(result.fields[2].name == "x");
  CHECK(result.fields[3].type == Type::kInt64);
}

TEST_CASE("deep nesting is no JSON, and does no harm") {
  const std::string deep(100'000, '[');
  CHECK(One("$", deep.c_str()) == "<null>");
}

TEST_CASE("wrong columns are refused") {
  const auto path = [](const std::string& text) {
    return Refusal<JsonExtracting>(R"({"column":[)" + Column(text) + "]}");
  };
  CHECK(path("a.b") ==
        "/column/0/jsonPath: 'a.b' is no path: a path begins with $ (offset 0)");
  CHECK(path("$..a") ==
        "/column/0/jsonPath: '$..a' is no path: a name is missing; .. is "
        "not known here (offset 2)");
  CHECK(path("$.*") ==
        "/column/0/jsonPath: '$.*' is no path: * is not known here: a path "
        "names one value (offset 2)");
  CHECK(path("$[*]") ==
        "/column/0/jsonPath: '$[*]' is no path: an index or a quoted name "
        "belongs into brackets (offset 1)");
  CHECK(path("$['a") ==
        "/column/0/jsonPath: '$['a' is no path: the bracket is not closed (offset 1)");
  CHECK(Refusal<JsonExtracting>(
            R"({"column":[{"name":"x","fromColumn":"no","jsonPath":"$"}]})") ==
        "/column/0/fromColumn: the rows have no column 'no'; they have c0");
  CHECK(Refusal<JsonExtracting>(R"({"column":[)" + Column("$", R"(,"type":"DATE")") +
                                "]}") ==
        "/column/0/type: unknown type 'DATE'; one of STRING, LONG (INT, BIGINT), DOUBLE "
        "(DECIMAL), BOOL (BOOLEAN)");
  CHECK(
      Refusal<JsonExtracting>(R"({"column":[)" +
                              Column("$", R"(,"nullOrInvalidDataAction":"SKIP")") +
                              "]}") ==
      "/column/0/nullOrInvalidDataAction: 'SKIP' is unknown; write DIRTY_DATA, or leave "
      "it out to get null");
}

}  // namespace
}  // namespace hopline::plugins::transform
