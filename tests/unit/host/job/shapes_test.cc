#include "host/job/model.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {

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

TEST_CASE("Shapes.AreToldByTheirKeysNotByVersion") {
  Bench bench;
  const ResolvedJob job = bench.Run(
      R"({"configuration":{"reader":{"plugin":"stream","parameter":{}},
          "writer":{"plugin":"null","parameter":{}}},"version":"2.0","type":"job"})");
  CHECK(job.steps.size() == 2);
  CHECK(job.setting.concurrent == 1);
  CHECK(bench.Warnings().find("\"version\" is \"2.0\", but the keys are those of 1.0") !=
        std::string::npos);
}

TEST_CASE("Shapes.EditorKeysHaveNoEffectAndSayWhy") {
  Bench bench;
  bench.Run(Job(Reader("R") + "," + Writer("W"),
                R"(,"extend":{"mode":"code","cu":"0.5","__new__":true},"transform":false,
                   "setting":{"errorLimit":{"record":0}})"));
  CHECK(bench.Warnings() == "");
  CHECK(bench.Notes().find("\"extend\" has no effect: it is the editor's") !=
        std::string::npos);
  CHECK(bench.Notes().find("\"transform\" has no effect") != std::string::npos);
}

TEST_CASE("Shapes.KeysOfTheJavaEngineHaveNoEffectAndSayWhy") {
  Bench bench;
  const ResolvedJob job = bench.Run(R"({
    "entry":{"jvm":"-Xms1G"},"core":{"transport":{"channel":{"speed":{"byte":1}}}},
    "common":{"column":{"timeZone":"UTC"}},
    "job":{"preHandler":{"pluginType":"reader"},"jobInfo":{},
      "setting":{"common":{"column":{"timeZone":"Asia/Tokyo"}},"errorLimit":{"record":0},
                 "speed":{"channel":1,"throttle":true,"mbps":2,"dmu":1}},
      "content":[{"reader":{"name":"stream","parameter":{},"sort":1},
                  "writer":{"name":"null"}}]}})");
  CHECK(bench.Notes().find("\"core\" has no effect") != std::string::npos);
  CHECK(bench.Notes().find("\"entry\" has no effect") != std::string::npos);
  CHECK(bench.Warnings() ==
        "job.json:3:5: \"common\" stands in \"setting\" too; that one counts\n"
        "job.json:4:12: \"preHandler\" is not called: handlers are Java classes\n"
        "job.json:7:60: unknown key \"sort\"");
  CHECK(job.setting.settings_json.find("Asia/Tokyo") != std::string::npos);
  // The service carries throttle and mbps into the jobs that it makes for the engine.
  CHECK(job.setting.bytes_per_second == uint64_t{2} << 20U);
}

TEST_CASE("Shapes.ANodeSpecificationIsNoJob") {
  Bench bench;
  CHECK(bench.Errors(R"({"version":"1.1.0","kind":"Node","spec":{"nodes":[]}})")
            .find("save the text of its script.content as a file") != std::string::npos);
}

}  // namespace hopline::job
