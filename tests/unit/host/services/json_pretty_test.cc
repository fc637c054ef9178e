#include "host/services/json_pretty.h"

#include <doctest/doctest.h>

namespace hopline::services {

TEST_CASE("PrettyJson.PutsOneLevelOnOneLineIfItIsShort") {
  CHECK(
      WritePrettyJson(ParseJson(
          R"({"b":1.50,"a":{"x":[],"y":{}},"l":[{"n":"é"},{"n":"\n"}],"s":["a","b"]})")) ==
      R"({
  "b": 1.50,
  "a": {
    "x": [],
    "y": {}
  },
  "l": [
    {"n": "é"},
    {"n": "\n"}
  ],
  "s": ["a", "b"]
}
)");
}

TEST_CASE("PrettyJson.BreaksLongLists") {
  Json list = Json::Array();
  for (int i = 0; i < 5; ++i) list.items.push_back(Json::String(std::string(20, 'x')));
  const std::string line = "  \"" + std::string(20, 'x') + "\"";
  CHECK(WritePrettyJson(list) == "[\n" + line + ",\n" + line + ",\n" + line + ",\n" +
                                     line + ",\n" + line + "\n]\n");
}

TEST_CASE("PrettyJson.WritesAScalarAsItStands") {
  CHECK(WritePrettyJson(Json::Bool(true)) == "true\n");
}

}  // namespace hopline::services
