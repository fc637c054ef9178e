#include "host/cli/connector_docs.h"

#include <doctest/doctest.h>

#include "host/services/json.h"

namespace hopline::cli {
namespace {

constexpr const char* kSchema = R"({
  "type": "object", "required": ["path"], "x-hopline-datasource": ["ftp"],
  "properties": {
    "path": {"type": "string", "description": "Folder | file.", "x-hopline-alias": "dir"},
    "mode": {"type": "string", "enum": ["a", "b"], "default": "a"},
    "part": {"type": "integer", "minimum": 1, "maximum": 9, "x-hopline-unit": "bytes"},
    "key": {"type": "string", "x-hopline-secret": true},
    "old": {"type": "string", "x-hopline-deprecated": "write path"},
    "idle": {"type": "boolean", "x-hopline-ignored": "nothing needs it"}}})";

struct Sample {
  Sample() {
    plugin.name = "ftp";
    plugin.id = "org.example.ftp";
    plugin.version = "1.2.3";
    connector.id = "ftp.writer";
    connector.kind = registry::Kind::kWriter;
    connector.step_types = {"ftp", "ftpwriter"};
    connector.summary = "writes files";
    connector.config_schema = kSchema;
    connector.plugin = &plugin;
  }
  registry::PluginInfo plugin;
  registry::ConnectorInfo connector;
};

TEST_CASE("the text form says type, absence and meaning, and what has no effect") {
  const Sample sample;
  CHECK(DescribeConnector(sample.connector, OutputFormat::kText, 100) ==
        R"(ftp.writer (writer of plugin ftp 1.2.3)
writes files
step types: ftp, ftpwriter

KEY   TYPE            WHEN ABSENT  MEANING
path  string          an error     Folder | file. Also written dir.
mode  one of: a, b    "a"
part  integer 1 to 9  –            In bytes, or with a unit: 64MiB.
key   string          –            Redacted wherever it would show.
old   string          –            Deprecated: write path.

KNOWN, WITHOUT EFFECT  WHY
idle                   nothing needs it
)");
}

TEST_CASE("the markdown form is a table whose cells keep their bars") {
  const Sample sample;
  const std::string text =
      DescribeConnector(sample.connector, OutputFormat::kMarkdown, 100);
  CHECK(text.starts_with("| Key | Value | When absent | Meaning |\n|---|---|---|---|\n"));
  CHECK(
      text.find("| `path` | string | an error | Folder \\| file. Also written dir. |") !=
      std::string::npos);
  CHECK(text.find("| `idle` | nothing needs it |") != std::string::npos);
}

TEST_CASE("the JSON form has every parameter, its default as a value") {
  const Sample sample;
  const services::Json json =
      services::ParseJson(DescribeConnector(sample.connector, OutputFormat::kJson, 100));
  CHECK(services::FindPointer(json, "/plugin_version")->text == "1.2.3");
  CHECK(services::FindPointer(json, "/datasources/0")->text == "ftp");
  CHECK(services::FindPointer(json, "/parameters")->items.size() == 6);
  CHECK(services::FindPointer(json, "/parameters/0/required")->boolean);
  CHECK(services::FindPointer(json, "/parameters/1/default")->text == "a");
  CHECK(services::FindPointer(json, "/parameters/3/secret")->boolean);
  CHECK(services::FindPointer(json, "/parameters/5/ignored")->text == "nothing needs it");
}

TEST_CASE("a connector without parameters says so") {
  Sample sample;
  sample.connector.config_schema = R"({"type":"object","properties":{}})";
  CHECK(DescribeConnector(sample.connector, OutputFormat::kMarkdown, 100) ==
        "It takes no parameters.\n");
}

}  // namespace
}  // namespace hopline::cli
