/// \file bench.h
/// What tests of whole scripts share: connectors like those of the mission, a folder, and
/// words to build scripts from.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/job/resolve.h"
#include "host/services/json.h"
#include "tests/unit/host/job/test_catalog.h"

namespace hopline::job {

using registry::Kind;

inline constexpr const char* kStreamSchema =
    R"({"type":"object","x-hopline-datasource":["tablestore"],
  "required":["dataTable","statusTable"],
  "properties":{
    "endpoint":{"type":"string","x-hopline-alias":["endPoint"]},
    "instanceName":{"type":"string"},
    "accessId":{"type":"string"},
    "accessKey":{"type":"string","x-hopline-secret":true},
    "dataTable":{"type":"string","x-hopline-alias":["table"]},
    "statusTable":{"type":"string"},
    "startTimeString":{"type":"string","pattern":"^[0-9]{14}$"},
    "endTimeString":{"type":"string","pattern":"^[0-9]{14}$"},
    "startTimestampMillis":{"type":"integer"},
    "endTimestampMillis":{"type":"integer"},
    "date":{"type":"string"},
    "mode":{"type":"string","enum":["single_version_and_update_only"]},
    "isExportSequenceInfo":{"type":"boolean","default":false},
    "isTimeseriesTable":{"type":"boolean","default":false},
    "newVersion":{"x-hopline-ignored":"there is one implementation"},
    "maxRetries":{"type":"integer","minimum":0,"default":30},
    "column":{"type":"array","items":{"type":"object","required":["name"],
      "properties":{"name":{"type":"string"},"type":{"type":"string"}}}}}})";

inline constexpr const char* kOssSchema = R"({"type":"object",
  "x-hopline-datasource":["oss","file"],
  "required":["object","writeMode"],
  "properties":{
    "endpoint":{"type":"string"},"bucket":{"type":"string"},"path":{"type":"string"},
    "accessId":{"type":"string"},
    "accessKey":{"type":"string","x-hopline-secret":true},
    "object":{"type":"string"},
    "writeMode":{"type":"string","enum":["truncate","append","nonConflict"]},
    "fileFormat":{"type":"string","enum":["csv","text","parquet","orc"]},
    "fieldDelimiter":{"type":"string","x-hopline-empty":true,"x-hopline-escapes":true,
                      "default":","},
    "encoding":{"type":"string","default":"UTF-8"},
    "nullFormat":{"type":"string","x-hopline-empty":true,"default":"null"},
    "dateFormat":{"type":"string"}}})";

inline constexpr const char* kAnySchema = R"({"type":"object"})";

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "hopline-job-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = (path_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// Runs Resolve over connectors like those of the mission.
class Bench {
 public:
  Bench() {
    catalog_.Add(Kind::kReader, "otsstream.reader", {"otsstream", "otsstreamreader"},
                 kStreamSchema);
    catalog_.Add(Kind::kWriter, "oss.writer", {"oss", "osswriter"}, kOssSchema);
    catalog_.Add(Kind::kWriter, "file.writer", {"file"}, kOssSchema);
    catalog_.Add(Kind::kWriter, "null.writer", {"null"}, kAnySchema);
    catalog_.Add(Kind::kReader, "stream.reader", {"stream"}, kAnySchema);
    catalog_.Add(Kind::kWriter, "stream.writer", {"stream"}, kAnySchema);
    catalog_.Add(Kind::kProcessor, "replace.processor", {"stringreplace"}, kAnySchema);
    options.path = "job.json";
    options.cyctime = "2023-04-23 19:00:00";
    options.getenv = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      if (found == environment.end()) return std::nullopt;
      return found->second;
    };
  }

  ResolvedJob Run(const std::string& text) {
    options.text = text;
    remarks.clear();
    return Resolve(options, catalog_.catalog(), &remarks);
  }

  /// The errors, one line each.
  std::string Errors(const std::string& text) {
    try {
      Run(text);
      return "";
    } catch (const services::Failure& failure) {
      code = failure.code();
      return failure.what();
    }
  }

  std::string Warnings() const { return Told(services::Severity::kWarning); }
  std::string Notes() const { return Told(services::Severity::kNote); }

  ResolveOptions options;
  std::map<std::string, std::string> environment;
  std::vector<Diagnostic> remarks;
  services::ExitCode code = services::ExitCode::kDone;

 private:
  std::string Told(services::Severity severity) const {
    std::string out;
    for (const Diagnostic& one : remarks) {
      if (one.severity != severity) continue;
      out += (out.empty() ? "" : "\n") + FormatDiagnostic(one);
    }
    return out;
  }

  TestCatalog catalog_;
};

inline std::string ReadSeed(const std::string& name) {
  return ReadScript(HOPLINE_TEST_DATA "/seeds/" + name);
}

inline void Replace(std::string* text, const std::string& from, const std::string& to) {
  const size_t at = text->find(from);
  REQUIRE(at != std::string::npos);
  text->replace(at, from.size(), to);
}

/// Data sources of two environments.
inline constexpr const char* kConfig = R"({
  // an account each
  "environments": {
    "prod": {"datasources": {
      "tables": {"type": "ots", "endpoint": "http://ots", "instanceName": "i",
                 "accessId": "AK", "accessKey": "${env:SECRET}"},
      "osstest": {"type": "oss", "endpoint": "http://oss", "bucket": "b",
                  "accessId": "AK", "accessKey": "literal-secret"}}},
    "dev": {"datasources": {
      "tables": {"type": "tablestore", "endpoint": "http://dev", "accessKey": "dev-secret"},
      "osstest": {"type": "file", "path": "./out"}},
      "plugins": {"writer/oss": {"use": "writer/file"}}}}})";

/// A v2.0 job around some steps and the rest. Without a setting of its own it bears no
/// dirty row.
inline std::string Job(const std::string& steps, const std::string& rest = "") {
  const bool has_setting = rest.find("\"setting\"") != std::string::npos;
  return R"({"type":"job","version":"2.0","steps":[)" + steps + "]" + rest +
         (has_setting ? "}" : R"(,"setting":{"errorLimit":{"record":"0"}}})");
}
inline std::string Reader(const std::string& name) {
  return R"({"stepType":"stream","parameter":{},"name":")" + name +
         R"(","category":"reader"})";
}
inline std::string Writer(const std::string& name) {
  return R"({"stepType":"null","parameter":{},"name":")" + name +
         R"(","category":"writer"})";
}
inline std::string Processor(const std::string& name) {
  return R"({"stepType":"stringreplace","parameter":{},"name":")" + name +
         R"(","category":"map"})";
}
inline std::string Hops(const std::vector<std::pair<std::string, std::string>>& hops) {
  std::string out = R"(,"order":{"hops":[)";
  for (const auto& [from, to] : hops) {
    out += (out.back() == '[' ? "" : ",") + std::string(R"({"from":")") + from +
           R"(","to":")" + to + "\"}";
  }
  return out + "]}";
}

}  // namespace hopline::job
