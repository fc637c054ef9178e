#include "host/job/config_pins.h"

#include <doctest/doctest.h>

#include "host/services/diagnostic.h"

namespace hopline::job {
namespace {

const std::map<std::string, registry::Pin> kPins = {{"org.a", {"aa", "1.0"}}};

std::string Pinned(const std::string& text, const std::string& environment = "prod") {
  return WithPins(text, "hopline.json", environment, kPins);
}

TEST_CASE("pins become the last member of the environment, all else stays") {
  CHECK(Pinned(R"(# of the team
{
  "environments": {
    "prod": {
      "datasources": { "s": { "type": "oss" } }  // the bucket {
    },
    "dev": {}
  }
}
)") == R"(# of the team
{
  "environments": {
    "prod": {
      "datasources": { "s": { "type": "oss" } },
      "pins": {
        "org.a": { "version": "1.0", "sha256": "aa" }
      }  // the bucket {
    },
    "dev": {}
  }
}
)");
}

TEST_CASE("an environment on one line, or empty, takes pins too") {
  CHECK(Pinned(R"({ "environments": { "prod": {} } })") ==
        R"({ "environments": { "prod": {
  "pins": {
    "org.a": { "version": "1.0", "sha256": "aa" }
  }
} } })");
  CHECK(Pinned(R"({"environments":{"prod":{"plugins":{"a":{"use":"b"}},}}})")
            .find("},\n  \"pins\"") != std::string::npos);
}

TEST_CASE("pins of the top level are those of every environment") {
  CHECK(Pinned("{\n  \"plugin_dirs\": []\n}\n", "") ==
        "{\n  \"plugin_dirs\": [],\n  \"pins\": {\n    \"org.a\": { \"version\": "
        "\"1.0\", \"sha256\": \"aa\" }\n  }\n}\n");
}

TEST_CASE("pins that are there are renewed, those of other plugins stay") {
  const std::string once = Pinned(R"({
  "pins": { "org.b": "bb", "org.a": "old" }, // '}'
  "plugin_dirs": [] })",
                                  "");
  CHECK(once == R"({
  "pins": {
    "org.a": { "version": "1.0", "sha256": "aa" },
    "org.b": "bb"
  }, // '}'
  "plugin_dirs": [] })");
  CHECK(Pinned(once, "") == once);
}

TEST_CASE("braces in strings and comments do not mislead, characters are not bytes") {
  const std::string text = R"({"environments": {"中文": {"a": "}\"{"}, /* { */ "prod": {
    "datasources": {} # }
  }}})";
  const std::string pinned = Pinned(text);
  CHECK(pinned.find("\"datasources\": {},\n  \"pins\"") != std::string::npos);
  CHECK(Pinned(pinned) == pinned);
}

TEST_CASE("what cannot be pinned is refused with the name") {
  CHECK_THROWS_WITH_AS(Pinned("{}", "prod"), doctest::Contains("no environment prod"),
                       services::Failure);
  CHECK_THROWS_AS(Pinned("{", ""), services::DocumentError);
}

}  // namespace
}  // namespace hopline::job
