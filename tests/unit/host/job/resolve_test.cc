#include "host/job/resolve.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "host/job/restore.h"
#include "host/services/json.h"
#include "tests/unit/host/job/test_catalog.h"

namespace hopline::job {
namespace {

using registry::Kind;

constexpr const char* kStreamSchema =
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

constexpr const char* kOssSchema = R"({"type":"object",
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

constexpr const char* kAnySchema = R"({"type":"object"})";

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

  std::string Warnings() const {
    std::string out;
    for (const Diagnostic& one : remarks) {
      if (one.severity != services::Severity::kWarning) continue;
      out += (out.empty() ? "" : "\n") + FormatDiagnostic(one);
    }
    return out;
  }

  ResolveOptions options;
  std::map<std::string, std::string> environment;
  std::vector<Diagnostic> remarks;
  services::ExitCode code = services::ExitCode::kDone;

 private:
  TestCatalog catalog_;
};

std::string ReadSeed(const std::string& name) {
  return ReadScript(HOPLINE_TEST_DATA "/seeds/" + name);
}

void Replace(std::string* text, const std::string& from, const std::string& to) {
  const size_t at = text->find(from);
  REQUIRE(at != std::string::npos);
  text->replace(at, from.size(), to);
}

constexpr const char* kConfig = R"({
  // data sources of two environments
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

/// A v2.0 job around some steps and the rest.
std::string Job(const std::string& steps, const std::string& rest = "") {
  return R"({"type":"job","version":"2.0","steps":[)" + steps + "]" + rest + "}";
}
std::string Reader(const std::string& name) {
  return R"({"stepType":"stream","parameter":{},"name":")" + name +
         R"(","category":"reader"})";
}
std::string Writer(const std::string& name) {
  return R"({"stepType":"null","parameter":{},"name":")" + name +
         R"(","category":"writer"})";
}
std::string Processor(const std::string& name) {
  return R"({"stepType":"stringreplace","parameter":{},"name":")" + name +
         R"(","category":"map"})";
}
std::string Hops(const std::vector<std::pair<std::string, std::string>>& hops) {
  std::string out = R"(,"order":{"hops":[)";
  for (const auto& [from, to] : hops) {
    out += (out.back() == '[' ? "" : ",") + std::string(R"({"from":")") + from +
           R"(","to":")" + to + "\"}";
  }
  return out + "]}";
}

}  // namespace

TEST_CASE("Resolve.RunsTheFirstSeedWithItsThreeEmptyValuesEdited") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "ots-secret";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  bench.options.set = {{"startTime", "$[yyyymmddhh24-2/24]$[miss-10/24/60]"},
                       {"endTime", "$[yyyymmddhh24-1/24]$[miss-10/24/60]"}};
  std::string text = ReadSeed("000_otsstream_to_oss.json");
  Replace(&text, "\"datasource\": \"\"", "\"datasource\": \"tables\"");
  Replace(&text, "\"dataTable\": \"\"", "\"dataTable\": \"changes\"");
  Replace(&text, "\"object\": \"\"", "\"object\": \"i/changes/w\"");

  const ResolvedJob job = bench.Run(text);

  CHECK(bench.Warnings() == "job.json:56:33: a comma is missing here");
  REQUIRE(job.steps.size() == 2);
  REQUIRE(job.edges.size() == 1);
  CHECK(job.edges[0].from == 0);
  CHECK(job.edges[0].to == 1);
  CHECK(job.steps[0].connector_id == "otsstream.reader");
  CHECK(job.steps[1].connector_id == "oss.writer");
  const services::Json reader = services::ParseJson(job.steps[0].config_json);
  CHECK(reader.Find("startTimeString")->text == "20230423175000");
  CHECK(reader.Find("endTimeString")->text == "20230423185000");
  CHECK(reader.Find("accessKey")->text == "ots-secret");
  CHECK(reader.Find("isTimeseriesTable")->boolean == false);
  CHECK(reader.Find("datasource") == nullptr);
  CHECK(services::WriteJson(*services::FindPointer(reader, "/column")) ==
        R"([{"name":"column1"},{"name":"column2"}])");
  CHECK(job.steps[0].stored_json.find(R"("accessKey":{"$secret":"env:SECRET"})") !=
        std::string::npos);
  CHECK(job.steps[1].stored_json.find(
            R"({"$secret":"config:/environments/prod/datasources/osstest/accessKey"})") !=
        std::string::npos);
  CHECK(job.steps[0].key_json.find("secret") == std::string::npos);
  CHECK(job.steps[0].key_json.find("isTimeseriesTable") == std::string::npos);
  CHECK(job.setting.concurrent == 1);
  CHECK(job.setting.bytes_per_second == uint64_t{12} << 20U);
  CHECK(job.setting.error_record == 0U);
  CHECK(job.setting.settings_json ==
        R"({"locale":"zh","column":{"timeZone":"GMT+8",)"
        R"("datetimeFormat":"yyyy-MM-dd HH:mm:ss","dateFormat":"yyyy-MM-dd",)"
        R"("timeFormat":"HH:mm:ss","encoding":"utf-8","extraFormats":["yyyyMMdd"]}})");
  CHECK(job.variables.at("startTime") == "20230423175000");
  CHECK(job.environment == "prod");
  CHECK(job.job_key.size() == 64);
  CHECK(job.secrets == std::vector<std::string>{"ots-secret", "literal-secret"});
}

TEST_CASE("Resolve.SwapsTheWriterPerEnvironmentWithTheSameParameters") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "s";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  const std::string text =
      Job(Reader("R") +
          R"(,{"stepType":"oss","category":"writer","name":"W","parameter":
             {"datasource":"osstest","object":"o","writeMode":"TRUNCATE"}})");
  const ResolvedJob prod = bench.Run(text);
  bench.options.environment = "DEV";
  const ResolvedJob dev = bench.Run(text);

  CHECK(prod.steps[1].connector_id == "oss.writer");
  CHECK(prod.steps[1].choice == "lists the step type oss");
  CHECK(dev.environment == "dev");
  CHECK(dev.steps[1].connector_id == "file.writer");
  CHECK(dev.steps[1].choice == "environment dev: writer/oss uses writer/file");
  CHECK(dev.steps[1].key_json ==
        R"({"datasource":"osstest","object":"o","path":"./out","writeMode":"truncate"})");
  CHECK(prod.job_key != dev.job_key);
}

TEST_CASE("Resolve.TakesTheDataSourceOfTheEnvTypeWhenNoEnvironmentIsChosen") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "s";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  const std::string text =
      Job(R"({"stepType":"otsstream","category":"reader","name":"R","parameter":
          {"datasource":"tables","envType":0,"dataTable":"t","statusTable":"s"}},)" +
          Writer("W"));
  CHECK(bench.Run(text).steps[0].key_json.find("http://dev") != std::string::npos);
  bench.options.environment = "prod";
  CHECK(bench.Run(text).steps[0].key_json.find("http://ots") != std::string::npos);
}

TEST_CASE("Resolve.ScriptWinsOverTheDataSourceButNotForSecrets") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "from-env";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  const ResolvedJob job = bench.Run(Job(
      R"({"stepType":"otsstream","category":"reader","name":"R","parameter":
      {"datasource":"tables","endPoint":"http://mine","accessKey":"old","dataTable":"t",
       "statusTable":"s","instanceName":""}},)" +
      Writer("W")));
  const services::Json config = services::ParseJson(job.steps[0].config_json);
  CHECK(config.Find("endpoint")->text == "http://mine");
  CHECK(config.Find("instanceName")->text == "i");
  CHECK(config.Find("accessKey")->text == "from-env");
  CHECK(
      bench.Warnings() ==
      "job.json:2:55: accessKey of data source \"tables\" is used; the one in the script "
      "is ignored, delete it");
}

TEST_CASE("Resolve.ReportsEverythingWrongAtOnceWithPlaces") {
  Bench bench;
  const std::string errors = bench.Errors(
      "{\"type\":\"job\",\"version\":\"2.0\",\"steps\":[\n"
      "{\"stepType\":\"otsstream\",\"category\":\"reader\",\"name\":\"R\",\"parameter\":{"
      "\n"
      " \"dataTable\": \"\",\n"
      " \"maxRetries\": \"many\",\n"
      " \"mode\": \"multi\",\n"
      " \"startTimeString\": \"2023\",\n"
      " \"column\": [{\"name\":\"a\"},{\"nam\":\"b\"}]}},\n"
      "{\"stepType\":\"osss\",\"category\":\"writer\",\"name\":\"W\",\"parameter\":{}}],"
      "\n"
      "\"setting\":{\"speed\":{\"concurrent\":0}}}");
  CHECK(bench.code == services::ExitCode::kUsage);
  CHECK(
      errors ==
      "job.json:2:68: statusTable is missing; give it a value\n"
      "job.json:3:15: dataTable is blank; give it a value\n"
      "job.json:4:16: maxRetries must be a whole number, is \"many\"\n"
      "job.json:5:10: mode must be one of single_version_and_update_only, is \"multi\"\n"
      "job.json:6:21: startTimeString must match /^[0-9]{14}$/, is \"2023\"\n"
      "job.json:7:26: column[1].name is missing; give it a value\n"
      "job.json:8:13: unknown writer \"osss\"; did you mean \"oss\"?\n"
      "job.json:9:34: speed.concurrent must be from 1 to 1024, is 0");
  CHECK(bench.Warnings() ==
        "job.json:7:27: unknown parameter \"nam\"; did you mean \"name\"?");
}

TEST_CASE("Resolve.AMissingPluginEndsInItsOwnExitCode") {
  Bench bench;
  const std::string text =
      Job(Reader("R") + R"(,{"stepType":"kudu","category":"writer","name":"W"})");
  CHECK(bench.Errors(text).find("no plugin offers the writer \"kudu\"") !=
        std::string::npos);
  CHECK(bench.code == services::ExitCode::kPluginRefused);
  CHECK(bench
            .Errors(Job(Writer("W") +
                        R"(,{"stepType":"oss","category":"reader","name":"R"})"))
            .find("\"oss\" is a writer, not a reader") != std::string::npos);
  CHECK(bench.code == services::ExitCode::kUsage);
}

TEST_CASE("Resolve.NamesUnknownDataSourcesAndEnvironments") {
  const Folder folder;
  Bench bench;
  const auto job = [](const char* source) {
    return Job(R"({"stepType":"otsstream","category":"reader","name":"R","parameter":
        {"datasource":")" +
               std::string(source) + R"(","dataTable":"t","statusTable":"s"}},)" +
               Writer("W"));
  };
  CHECK(bench.Errors(job("tables")).find("there is no hopline.json") !=
        std::string::npos);
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  CHECK(bench.Errors(job("table")).find("did you mean \"tables\"?") != std::string::npos);
  CHECK(bench.Errors(job("osstest"))
            .find("is of type oss; reader \"otsstream\" wants tablestore") !=
        std::string::npos);
  CHECK(
      bench.Errors(job("tables"))
          .find("hopline.json:6:49: the environment variable SECRET of ${env:SECRET} is "
                "not set") != std::string::npos);
  bench.options.environment = "prd";
  CHECK(bench.Errors(job("tables")).find("did you mean \"prod\"?") != std::string::npos);
  CHECK(bench.code == services::ExitCode::kUsage);
}

TEST_CASE("Graph.RefusesWhatCannotFlow") {
  struct Case {
    std::string text;
    const char* error;
  };
  const std::string both = Reader("R") + "," + Writer("W");
  const std::string middle =
      Reader("R") + "," + Processor("P") + "," + Processor("Q") + "," + Writer("W");
  const Case cases[] = {
      {Job(both, Hops({{"R", "Wx"}})), "the hop names \"Wx\", but no step is called so"},
      {Job(both, Hops({{"W", "R"}})), "the hop leaves \"W\", which is a writer"},
      {Job(Reader("A") + "," + Writer("A")), "two steps are called \"A\""},
      {Job(middle, Hops({{"R", "P"}, {"P", "Q"}, {"Q", "P"}, {"Q", "W"}})),
       "the hops form a cycle: P → Q → P"},
      {Job(middle, Hops({{"R", "P"}, {"P", "W"}, {"R", "Q"}, {"Q", "W"}})),
       "writer \"W\" is reached twice from reader \"R\""},
      {Job(both + "," + Writer("V"), Hops({{"R", "W"}})),
       "writer \"V\" stands in no hop"},
      {Job(both + "," + Processor("P"), Hops({{"R", "W"}, {"R", "P"}})),
       "processor \"P\" leads to no writer"},
      {Job(both + "," + Writer("V")), "the job has 2 writers and no hops"},
      {Job(both + "," + Writer("V") + "," + Processor("P"),
           Hops({{"R", "W"}, {"R", "V"}})),
       "step \"P\" stands in no hop, and where it belongs is ambiguous"},
      {Job(Reader("R")), "the job has no writer"},
      {Job(both + R"(,{"stepType":"x","category":"write","name":"N"})"),
       "unknown category \"write\"; reader, writer, processor, map and flatmap are "
       "known; "
       "did you mean \"writer\"?"},
      {Job(both + R"(,{"category":"map","parameter":{"a":1}})"),
       "the step has no \"stepType\""},
      {"{\"a\":1}", "this is no job"},
      {"[]", "a job must be an object"},
  };
  Bench bench;
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const std::string errors = bench.Errors(one.text);
    CHECK_MESSAGE(errors.find(one.error) != std::string::npos, errors);
    CHECK(errors.find('\n') == std::string::npos);
    CHECK(bench.code == services::ExitCode::kUsage);
  }
}

TEST_CASE("Graph.PutsProcessorsOfNoHopBetweenReaderAndWriterInArrayOrder") {
  Bench bench;
  const ResolvedJob job = bench.Run(
      Job(Processor("P") + "," + Writer("W") + "," + Reader("R") + "," + Processor("Q") +
              R"(,{"parameter":{},"name":"X","category":"processor"})",
          Hops({{"R", "W"}})));
  REQUIRE(job.steps.size() == 4);
  std::string way;
  for (const Edge& edge : job.edges) {
    way += job.steps[edge.from].name + ">" + job.steps[edge.to].name + " ";
  }
  CHECK(way == "R>P P>Q Q>W ");
}

TEST_CASE("Graph.FansOutAndIn") {
  Bench bench;
  CHECK(bench
            .Run(Job(
                Reader("A") + "," + Reader("B") + "," + Writer("C") + "," + Writer("D"),
                Hops({{"A", "C"}, {"A", "D"}, {"B", "D"}})))
            .edges.size() == 3);
}

TEST_CASE("Shapes.OlderSeedsAreRead") {
  const Folder folder;
  Bench bench;
  bench.options.set = {{"startTime", "20230423175000"}, {"endTime", "20230423185000"}};
  bench.options.config_path = folder.Write(
      "hopline.json",
      R"({"environments":{"prod":{"datasources":{"otsstream":{"type":"tablestore"},
          "odps_first":{"type":"odps"}},
          "plugins":{"writer/odps":{"use":"null.writer"}}}}})");
  const ResolvedJob fourth = bench.Run(ReadSeed("003_otsstream_to_odps.json"));
  CHECK(fourth.steps[1].connector_id == "null.writer");
  CHECK(fourth.steps[1].key_json.find("\"partition\":\"pt=20230422\"") !=
        std::string::npos);
  CHECK(fourth.setting.concurrent == 7);
  CHECK(fourth.setting.bytes_per_second == uint64_t{7} << 20U);
  CHECK_FALSE(fourth.setting.error_record.has_value());
  CHECK(
      bench.Warnings().find("the key \"Configuration \" is read as \"configuration\"") !=
      std::string::npos);
  CHECK(bench.Warnings().find("the key \"Speed \" is read as \"speed\"") !=
        std::string::npos);

  bench.options.set.clear();
  std::string second = ReadSeed("001_otsstream_to_oss.json");
  Replace(&second, "\"dataTable\": \"\"", "\"dataTable\": \"t\"");
  Replace(&second, "\"object\": \"\"", "\"object\": \"o\"");
  const ResolvedJob job = bench.Run(second);
  CHECK(job.setting.bytes_per_second == uint64_t{1} << 20U);
  CHECK(job.steps[0].key_json.find("startTimestampMillis") == std::string::npos);
}

TEST_CASE("Shapes.DataXCoreIsRead") {
  Bench bench;
  const ResolvedJob job = bench.Run(R"({"job":{
    "content":[{"reader":{"name":"stream","parameter":{"a":1}},
                "transformer":[{"name":"stringreplace"}],
                "writer":{"name":"osswriter","parameter":{"object":"o","writeMode":"append"}}}],
    "setting":{"speed":{"channel":2,"byte":1048576,"record":1000},
               "errorLimit":{"record":"","percentage":0.02}}},
    "common":{"column":{"timeZone":"UTC"}}})");
  REQUIRE(job.steps.size() == 3);
  CHECK(job.edges.size() == 2);
  CHECK(job.setting.concurrent == 2);
  CHECK(job.setting.bytes_per_second == 1048576);
  CHECK(job.setting.records_per_second == 1000);
  CHECK(job.setting.error_percentage == 0.02);
  CHECK(job.setting.settings_json.find("\"timeZone\":\"UTC\"") != std::string::npos);
}

TEST_CASE("Setting.ReadsErrorLimitsAndThrottle") {
  Bench bench;
  const auto setting = [&](const std::string& text) {
    return bench.Run(Job(Reader("R") + "," + Writer("W"), ",\"setting\":" + text))
        .setting;
  };
  CHECK_FALSE(setting(R"({"errorLimit":{"record":""}})").error_record.has_value());
  CHECK(setting(R"({"errorLimit":{"record":"10","percentage":"0.5"}})").error_record ==
        10U);
  CHECK_FALSE(setting(R"({"errorLimit":{"record":"10","percentage":"0.5"}})")
                  .error_percentage.has_value());
  CHECK(setting(R"({"errorLimit":{"strategy":"zerotolerance"}})").error_record == 0U);
  CHECK_FALSE(setting(R"({"errorLimit":{"strategy":"Ignore","record":3}})")
                  .error_record.has_value());
  CHECK(bench.Warnings().find("strategy Ignore decides") != std::string::npos);
  CHECK(setting(R"({"speed":{"mbps":5}})").bytes_per_second == 0);
  CHECK(setting("{}").concurrent == 3);
  CHECK(setting(R"({"locale":"zh_CN"})").locale == "zh");
  CHECK(setting("{}").locale == "en");
  bench.environment["LANG"] = "zh_CN.UTF-8";
  CHECK(setting("{}").locale == "zh");
  const auto errors = [&](const std::string& text) {
    return bench.Errors(Job(Reader("R") + "," + Writer("W"), ",\"setting\":" + text));
  };
  CHECK(errors(R"({"speed":{"throttle":"true"}})").find("speed.mbps is missing") !=
        std::string::npos);
  CHECK(errors(R"({"errorLimit":{"strategy":"Tolerance"}})")
            .find("needs errorLimit.record") != std::string::npos);
  CHECK(errors(R"({"common":{"column":{"timeZone":"Asia/Shangri-La"}}})")
            .find("time zone \"Asia/Shangri-La\" is unknown") != std::string::npos);
}

TEST_CASE("Resolve.TakesNowInTheJobsZoneWithoutACyctime") {
  Bench bench;
  bench.options.cyctime = "";
  bench.options.now_unix_ms = 1682276400000;  // 2023-04-23T19:00:00Z
  const std::string writer = R"({"stepType":"null","category":"writer","name":"W",
      "parameter":{"t":"${bdp.system.cyctime}"}})";
  CHECK(bench.Run(Job(Reader("R") + "," + writer)).steps[1].key_json ==
        R"({"t":"20230424030000"})");
  CHECK(
      bench
          .Run(Job(Reader("R") + "," + writer,
                   R"(,"setting":{"common":{"column":{"timeZone":"America/New_York"}}})"))
          .steps[1]
          .key_json == R"({"t":"20230423150000"})");
}

TEST_CASE("Resolve.JobKeyIsBlindToSettingDefaultsSpellingAndSecrets") {
  Bench bench;
  const auto key = [&](const std::string& parameter, const std::string& rest) {
    return bench
        .Run(Job(Reader("R") + R"(,{"stepType":"oss","category":"writer","name":"W",
                 "parameter":)" +
                     parameter + "}",
                 rest))
        .job_key;
  };
  const std::string first = key(R"({"object":"o","writeMode":"append"})", "");
  CHECK(first == key(R"({"writeMode":"Append","object":"o"})",
                     R"(,"setting":{"speed":{"concurrent":9}})"));
  CHECK(first == key(R"({"object":"o","writeMode":"append","accessKey":"xxxx"})", ""));
  CHECK(first != key(R"({"object":"p","writeMode":"append"})", ""));
}

TEST_CASE("Restore.GivesTheSameJobAndNeverStoresASecret") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "secret-from-env";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  bench.options.set = {{"ak", "secret-from-set"}, {"o", "objects"}};
  const std::string text =
      Job(R"({"stepType":"otsstream","category":"reader","name":"R","parameter":
          {"datasource":"tables","dataTable":"t","statusTable":"s"}},
          {"stepType":"oss","category":"writer","name":"W","parameter":
          {"object":"${o}","writeMode":"append","accessKey":"${ak}"}},
          {"stepType":"oss","category":"writer","name":"V","parameter":
          {"object":"${o}","writeMode":"append","datasource":"osstest"}})",
          Hops({{"R", "W"}, {"R", "V"}}));
  bench.options.path = folder.Write("job.json", text);
  const ResolvedJob job = bench.Run(text);
  const std::string stored = ToStoredJson(job);
  for (const std::string& secret : job.secrets) {
    CHECK(stored.find(secret) == std::string::npos);
  }
  CHECK(job.secrets.size() == 3);
  CHECK(job.variables.at("ak") == "***");

  RestoreOptions options;
  options.getenv = bench.options.getenv;
  options.set = {{"ak", "secret-from-set"}};
  const ResolvedJob back = FromStoredJson(stored, options);

  CHECK(ToStoredJson(back) == stored);
  REQUIRE(back.steps.size() == 3);
  for (size_t i = 0; i < back.steps.size(); ++i) {
    CHECK(back.steps[i].config_json == job.steps[i].config_json);
    CHECK(back.steps[i].kind == job.steps[i].kind);
  }
  CHECK(back.edges.size() == 2);
  CHECK(back.secrets == job.secrets);
  CHECK(back.setting.concurrent == job.setting.concurrent);
}

TEST_CASE("Restore.NamesWhatIsMissing") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "secret-from-env";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  bench.options.set = {{"ak", "secret-from-set"}};
  const std::string reader =
      R"({"stepType":"otsstream","category":"reader","name":"R","parameter":
          {"datasource":"tables","dataTable":"t","statusTable":"s"}})";
  const std::string writer =
      R"({"stepType":"oss","category":"writer","name":"W","parameter":
      {"object":"o","writeMode":"append","accessKey":"${ak}"}})";
  const auto restore = [&](const std::string& stored, const RestoreOptions& options) {
    try {
      FromStoredJson(stored, options);
      return std::string();
    } catch (const services::Failure& failure) {
      CHECK(failure.code() == services::ExitCode::kUsage);
      return std::string(failure.what());
    }
  };
  const std::string text = Job(Reader("R") + "," + writer);
  bench.options.path = folder.Write("job.json", text);
  const std::string stored = ToStoredJson(bench.Run(text));
  CHECK(restore(stored, {}).find("undefined variable ${ak}") != std::string::npos);
  folder.Write("job.json", text + " ");
  CHECK(restore(stored, {}).find("has changed since the run began") != std::string::npos);

  const std::string from_env = ToStoredJson(bench.Run(Job(reader + "," + Writer("W"))));
  RestoreOptions no_environment;
  no_environment.getenv = [](const std::string&) { return std::nullopt; };
  CHECK(restore(from_env, no_environment).find("SECRET of ${env:SECRET} is not set") !=
        std::string::npos);
  CHECK(restore("{}", {}).find("has no \"format\"") != std::string::npos);
  CHECK(restore("{", {}).find("is damaged") != std::string::npos);
}

TEST_CASE("Resolve.ExternalReferencesInTheScriptStayReferences") {
  Bench bench;
  bench.environment["AK"] = "secret-value";
  const ResolvedJob job = bench.Run(
      Job(Reader("R") + R"(,{"stepType":"oss","category":"writer","name":"W","parameter":
          {"object":"o","writeMode":"append","accessKey":"${env:AK}"}})"));
  CHECK(job.steps[1].stored_json.find(R"({"$secret":"env:AK"})") != std::string::npos);
  CHECK(job.steps[1].config_json.find("secret-value") != std::string::npos);
}

TEST_CASE("Resolve.WarnsAboutVariablesThatTheScriptDoesNotUse") {
  Bench bench;
  bench.options.set = {{"tiem", "1"}};
  bench.options.defines = {"-Da=1 -Db='x y'"};
  bench.Run(Job(Reader("R") + R"(,{"stepType":"null","category":"writer","name":"W",
      "parameter":{"v":"$a ${b}"}})"));
  CHECK(bench.Warnings() ==
        "job.json: variable tiem is given, but the script has no ${tiem}");
}

TEST_CASE("LocateMessage.PutsThePlaceOfTheScriptInFront") {
  Bench bench;
  const ResolvedJob job = bench.Run(
      Job(Reader("R") + ",\n" + R"({"stepType":"null","category":"writer","name":"W",
"parameter":{"column":[{"name":"a","type":"X"}]}})"));
  CHECK(LocateMessage(job.steps[1], "/column/0/type: write INT") ==
        "job.json:3:43: column[0].type: write INT");
  CHECK(LocateMessage(job.steps[1], "/column/0/size: is missing") ==
        "job.json:3:24: column[0].size: is missing");
  CHECK(LocateMessage(job.steps[1], "no pointer: here") == "no pointer: here");
}

TEST_CASE("ReadScript.SaysWhyAFileCannotBeRead") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(ReadScript(folder.path() + "/none.json"),
                       (folder.path() + "/none.json: cannot be read: No such file or "
                                        "directory")
                           .c_str(),
                       services::Failure);
  CHECK_THROWS_AS(ReadScript(folder.path()), services::Failure);
}

}  // namespace hopline::job
