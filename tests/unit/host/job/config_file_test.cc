#include "host/job/config_file.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "host/job/variables.h"

namespace hopline::job {
namespace {

using services::ExitCode;
using services::Failure;

class ConfigFolder {
 public:
  ConfigFolder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "hopline-config-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ConfigFolder(const ConfigFolder&) = delete;
  ConfigFolder& operator=(const ConfigFolder&) = delete;
  ~ConfigFolder() { std::filesystem::remove_all(path_); }

  std::string Write(const std::string& name, const std::string& text) const {
    const auto path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string Refusal(const std::function<void()>& body) {
  try {
    body();
    return "";
  } catch (const Failure& failure) {
    CHECK(failure.code() == ExitCode::kUsage);
    return failure.what();
  }
}

EnvironmentLookup With(std::map<std::string, std::string> values) {
  return [values](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_CASE("ConfigFile.IsFoundInTheDocumentedOrder") {
  const ConfigFolder folder;
  const std::string given = folder.Write("given.json", "{}");
  const std::string named = folder.Write("named.json", "{}");
  const std::string home = folder.Write(".config/hopline/hopline.json", "{}");
  const auto both = With({{"HOPLINE_CONFIG", named}, {"HOME", folder.path()}});
  CHECK(ConfigFile::Find(given, both) == given);
  CHECK(ConfigFile::Find("", both) == named);
  CHECK(ConfigFile::Find("", With({{"HOME", folder.path()}})) == home);
  CHECK(ConfigFile::Find("", With({})) == "");
  CHECK(Refusal([&] {
          ConfigFile::Find(folder.path() + "/none.json", both);
        }).find("there is no such file") != std::string::npos);
  CHECK(Refusal([&] {
          ConfigFile::Find("", With({{"HOPLINE_CONFIG", folder.path() + "/none.json"}}));
        }).find("HOPLINE_CONFIG") == 0);
}

TEST_CASE("ConfigFile.ChoosesProdOrTheOnlyEnvironmentOrTheNamedOne") {
  const ConfigFolder folder;
  const auto config = [&](const std::string& environments) {
    return ConfigFile::Read(
        folder.Write("hopline.json", "{\"environments\":" + environments + "}"));
  };
  CHECK(config(R"({"Dev":{},"Prod":{}})").ChooseEnvironment("") == "Prod");
  CHECK(config(R"({"Dev":{},"Prod":{}})").ChooseEnvironment("DEV") == "Dev");
  CHECK(config(R"({"test":{}})").ChooseEnvironment("") == "test");
  CHECK(config("{}").ChooseEnvironment("") == "");
  CHECK(Refusal([&] {
          config(R"({"a":{},"b":{}})").ChooseEnvironment("");
        }).find("choose an environment with --env: a, b") != std::string::npos);
  CHECK(Refusal([&] {
          config(R"({"prod":{}})").ChooseEnvironment("prdo");
        }).find("did you mean \"prod\"?") != std::string::npos);
  CHECK(Refusal([&] {
          ConfigFile().ChooseEnvironment("dev");
        }).find("there is no hopline.json") != std::string::npos);
}

TEST_CASE("ConfigFile.ReadsPinsFoldersAndPluginChoices") {
  const ConfigFolder folder;
  const ConfigFile config = ConfigFile::Read(folder.Write("hopline.json", R"({
    "plugin_dirs": ["/opt/plugins"],
    "pins": {"a": {"version": "1.2", "sha256": "AA"}, "b": "bb"},
    "plugins": {"reader/x": {"use": "reader/y"}},
    "environments": {"dev": {"pins": {"b": "cc"},
                             "plugins": {"writer/oss": {"use": "writer/file"}}}}})"));
  CHECK(config.plugin_dirs() == std::vector<std::string>{"/opt/plugins"});
  CHECK(config.Pins("dev") ==
        std::map<std::string, registry::Pin>{{"a", {"aa", "1.2"}}, {"b", {"cc", ""}}});
  CHECK(config.Pins("").at("b").sha256 == "bb");
  CHECK(config.FindPluginUse("dev", registry::Kind::kWriter, "oss")->use ==
        "writer/file");
  CHECK(config.FindPluginUse("dev", registry::Kind::kReader, "x")->environment == "");
  CHECK_FALSE(config.FindPluginUse("", registry::Kind::kWriter, "oss").has_value());
}

TEST_CASE("ConfigFile.ReadsReferencesRelativeToItsFolder") {
  const ConfigFolder folder;
  folder.Write("keys/ak", "from-file\n");
  services::DiagnosticList list("job.json");
  const ConfigFile config(folder.Write("hopline.json", R"({"environments":{"prod":{
      "datasources":{"d":{"type":"ODPS","accessKey":"${file:keys/ak}","x":"a-${env:E}-b",
                          "port":80,"name":"d","bad":"${other}"}}}}})"),
                          &list);
  CHECK(config.HasDataSource("prod", "d"));
  CHECK_FALSE(config.HasDataSource("prod", "e"));
  const DataSource source = config.LoadDataSource("prod", "d", With({{"E", "1"}}), &list);
  CHECK(source.type == "maxcompute");
  CHECK(source.fields.Find("accessKey")->text == "from-file");
  CHECK(source.references.at("accessKey") == "file:" + folder.path() + "/keys/ak");
  CHECK(source.fields.Find("x")->text == "a-1-b");
  CHECK(source.references.at("x") == "config:/environments/prod/datasources/d/x");
  CHECK(source.fields.Find("port")->is_number());
  CHECK(source.fields.Find("name") == nullptr);
  REQUIRE(list.all().size() == 1);
  CHECK(list.all()[0].message ==
        "${other} is not known here; ${env:NAME} and ${file:PATH} are");
  CHECK(list.all()[0].line == 3);
}

TEST_CASE("ConfigFile.RefusesTheWrongShapeWithItsPlace") {
  const ConfigFolder folder;
  const std::pair<const char*, const char*> cases[] = {
      {"[]", ":1:1: hopline.json must be an object"},
      {"{\"plugin_dirs\":[\"rel\"]}", ":1:17: plugin_dirs takes absolute paths only"},
      {"{\"environments\":{\"a\":1}}", ":1:22: an environment must be an object"},
      {"{\"plugins\":{\"writer/oss\":\"file\"}}", "write {\"use\": \"writer/file\"}"},
      {"{\"pins\":{\"a\":1}}", "a pin is the SHA-256"},
      {"{\"datasources\":{\"a\":1}}", "a data source must be an object"},
      {"{", ":1:2: the { opened in 1:1 is not closed"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.first);
    const std::string path = folder.Write("hopline.json", one.first);
    const std::string refusal = Refusal([&] { ConfigFile::Read(path); });
    CHECK_MESSAGE(refusal.find(one.second) != std::string::npos, refusal);
    CHECK(refusal.find(path) == 0);
  }
}

TEST_CASE("Variables.DefinesAreSplitLikeAShellWould") {
  using Pairs = NamedValues;
  CHECK(ParseDefines("-Da=1  -Db='x y' -Dc=\"p\"q -Dd= -De=a=b") ==
        Pairs{{"a", "1"}, {"b", "x y"}, {"c", "pq"}, {"d", ""}, {"e", "a=b"}});
  CHECK(ParseDefines("").empty());
  CHECK(Refusal([] { ParseDefines("-Da"); }).find("-Dname=value") != std::string::npos);
  CHECK(Refusal([] { ParseDefines("a=1"); }).find("-Dname=value") != std::string::npos);
  CHECK(Refusal([] { ParseDefines("-Da='x"); }).find("never closed") !=
        std::string::npos);
}

TEST_CASE("Variables.SetIsEvaluatedAndDefineIsLiteral") {
  CHECK(ParseSet("k=a=b") == std::pair<std::string, std::string>{"k", "a=b"});
  CHECK(Refusal([] { ParseSet("novalue"); }).find("name=value") != std::string::npos);
  const WallTime time = ParseWallTime("2023-04-23 19:00:00");
  Variables variables({{"day", "$[yyyymmdd]"}}, {"-Draw=$[yyyymmdd] -Dday=x"}, time, time,
                      With({}));
  CHECK(variables.Look("day").value == "20230423");
  CHECK(variables.Look("raw").value == "$[yyyymmdd]");
  CHECK(variables.Look("bdp.system.bizdate").value == "20230422");
  CHECK_FALSE(variables.Look("none").value.has_value());
  CHECK(variables.Look("env:NONE").problem.find("NONE") != std::string::npos);
  CHECK(variables.Unused().empty());
  CHECK(Refusal([&] {
          Variables({{"x", "$[oops"}}, {}, time, time, With({}));
        }).find("--set x: ") == 0);
}

}  // namespace hopline::job
