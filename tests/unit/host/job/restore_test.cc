#include "host/job/restore.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {

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

TEST_CASE("Restore.ReadsTheScriptWithTheValuesOfThePlan") {
  const Folder folder;
  Bench bench;
  bench.options.set = {{"ak", "secret-from-set"}, {"n", "$[dd]"}};
  bench.options.cyctime = "20240105";
  const std::string text =
      Job(Reader("R") + R"(,{"stepType":"oss","category":"writer","name":"W",
          "parameter":{"object":"o","writeMode":"append","accessKey":"${ak}"}})",
          "") +
      "";
  const std::string job_text =
      text.substr(0, text.rfind('}')) + R"(,"setting":{"speed":{"concurrent":${n}}}})";
  bench.options.path = folder.Write("job.json", job_text);
  const ResolvedJob job = bench.Run(job_text);
  CHECK(job.setting.concurrent == 5);

  RestoreOptions options;
  options.set = bench.options.set;  // as --isolate passes them on: not evaluated
  const ResolvedJob back = FromStoredJson(ToStoredJson(job), options);
  CHECK(back.secrets == job.secrets);
}

TEST_CASE("Restore.NeverStoresASecretThatHasNoEffect") {
  const Folder folder;
  Bench bench;
  bench.environment["SECRET"] = "secret-from-env";
  bench.options.config_path = folder.Write("hopline.json", kConfig);
  bench.options.set = {{"ak", "secret-from-set"}};
  const ResolvedJob job =
      bench.Run(Job(R"({"stepType":"otsstream","category":"reader","name":"R","parameter":
          {"datasource":"tables","dataTable":"t","statusTable":"s",
           "connection":[{"password":"secret-within"}]}},
          {"stepType":"oss","category":"writer","name":"W","parameter":
          {"object":"o","writeMode":"append","datasource":"osstest",
           "accessKey":"${ak}"}})"));
  CHECK(job.variables.at("ak") == "***");
  const std::string stored = ToStoredJson(job);
  CHECK(stored.find("secret-from-set") == std::string::npos);
  CHECK(stored.find("secret-within") == std::string::npos);
  CHECK(job.steps[0].config_json.find("secret-within") != std::string::npos);
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

}  // namespace hopline::job
