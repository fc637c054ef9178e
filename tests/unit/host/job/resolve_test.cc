#include "host/job/resolve.h"

#include <doctest/doctest.h>

#include "host/job/restore.h"
#include "host/services/json.h"
#include "tests/unit/host/job/bench.h"

namespace hopline::job {
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

TEST_CASE("Resolve.AWellKnownStepTypeIsNoMisspellingOfAnInstalledOne") {
  Bench bench;
  const std::string errors = bench.Errors(
      Job(Reader("R") +
          R"(,{"stepType":"ots","category":"writer","name":"W","parameter":{}})"));
  CHECK(bench.code == services::ExitCode::kPluginRefused);
  CHECK(errors.find("no plugin offers the writer \"ots\"") != std::string::npos);
  CHECK(errors.find("did you mean") == std::string::npos);
}

TEST_CASE("Resolve.ABlankDataSourceIsOneError") {
  Bench bench;
  const std::string writer = R"({"stepType":"oss","category":"writer","name":"W",
"parameter":{"datasource":"", "object":"", "writeMode":"append"}})";
  CHECK(bench.Errors(Job(Reader("R") + ",\n" + writer)) ==
        "job.json:3:40: object is blank; give it a value");
  const std::string reader = R"({"stepType":"otsstream","category":"reader","name":"R",
"parameter":{"datasource":"","dataTable":""}},)";
  CHECK(bench.Errors(Job("\n" + reader + Writer("W"))) ==
        "job.json:3:27: datasource is blank; name a data source of hopline.json, or give "
        "statusTable here\n"
        "job.json:3:42: dataTable is blank; give it a value");
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
