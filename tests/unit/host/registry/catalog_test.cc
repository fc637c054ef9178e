#include "host/registry/catalog.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "host/registry/manifest.h"
#include "host/registry/places.h"
#include "host/registry/registry.h"
#include "host/services/exit_code.h"
#include "sdk/tools/platform.h"
#include "tests/unit/host/registry/sample_plugin.h"

namespace hopline::registry {
namespace {

namespace fs = std::filesystem;

/// A directory of its own that vanishes with it.
class TempDir {
 public:
  TempDir() {
    std::string name = (fs::temp_directory_path() / "hopline-catalog-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempDir() { fs::remove_all(path_); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text;
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

/// The manifest of a writer `demo` in plugin `id`, with an object beside it.
std::string Manifest(const std::string& id, uint32_t minor = HOPLINE_ABI_MINOR) {
  const std::string m = std::to_string(minor);
  return R"({"manifest_version":1,"id":")" + id +
         R"(","name":"demo","version":"1.0.0",)" +
         R"("vendor":"v","license":"l","description":"d","file":"hopline-demo.so",)" +
         R"("sha256":"00","abi":{"major":0,"minor":)" + m + R"(,"needs_minor":)" + m +
         R"(},"platform":")" + sdk::Platform() +
         R"(","connectors":[{"id":"demo.writer",)" +
         R"("kind":"writer","step_types":["demo"],"capabilities":256,"display_name":"D",)" +
         R"("summary":"s","config_schema":{"type": "object"}}],"modules":[]})";
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void Add(Catalog& catalog, const TempDir& directory) {
  catalog.AddPlace({directory.path(), "--plugin-dir"});
}

}  // namespace

TEST_CASE("a connector is found by step type and kind, and by id") {
  TempDir directory;
  directory.Write("hopline-demo.json", Manifest("org.demo"));
  directory.Write("hopline-demo.so", "");
  Catalog catalog;
  Add(catalog, directory);
  REQUIRE(catalog.plugins().size() == 1);
  const ConnectorInfo* found = catalog.Find(Kind::kWriter, "demo");
  REQUIRE(found != nullptr);
  CHECK(found->id == "demo.writer");
  CHECK(found->capabilities == HOPLINE_CAP_STAGED);
  CHECK(found->config_schema == R"({"type":"object"})");
  CHECK(found->plugin->object_path == directory.path() + "/hopline-demo.so");
  CHECK(catalog.FindById("demo.writer") == found);
  CHECK(catalog.Find(Kind::kReader, "demo") == nullptr);
  CHECK(catalog.Find(Kind::kWriter, "Demo") == nullptr);
  CHECK(catalog.StepTypes(Kind::kWriter) == std::vector<std::string>{"demo"});
}

TEST_CASE("only files named hopline-*.json are looked at, and no folder below") {
  TempDir directory;
  directory.Write("hopline-demo.so", "");
  directory.Write("demo.json", Manifest("org.a"));
  directory.Write("hopline-demo.json~", Manifest("org.b"));
  fs::create_directory(directory.path() + "/sub");
  directory.Write("sub/hopline-demo.json", Manifest("org.c"));
  Catalog catalog;
  Add(catalog, directory);
  CHECK(catalog.plugins().empty());
  CHECK(catalog.SearchReport() ==
        directory.path() + " (--plugin-dir): no hopline-*.json\n");
}

TEST_CASE("the first place wins by plugin id, and the report says so") {
  TempDir first;
  TempDir second;
  for (const TempDir* each : {&first, &second}) {
    each->Write("hopline-demo.json", Manifest("org.demo"));
    each->Write("hopline-demo.so", "");
  }
  Catalog catalog;
  Add(catalog, first);
  Add(catalog, second);
  REQUIRE(catalog.plugins().size() == 1);
  CHECK(catalog.plugins()[0]->object_path == first.path() + "/hopline-demo.so");
  CHECK(catalog.SearchReport().find(second.path() + "/hopline-demo.json: not used") !=
        std::string::npos);
}

TEST_CASE("two plugins that claim one step type are an error that names both") {
  TempDir directory;
  directory.Write("hopline-a.json", Manifest("org.a"));
  directory.Write("hopline-b.json", Manifest("org.b"));
  directory.Write("hopline-demo.so", "");
  Catalog catalog;
  Add(catalog, directory);
  CHECK_THROWS_WITH_AS(catalog.Find(Kind::kWriter, "demo"), doctest::Contains("org.a"),
                       services::Failure);
  CHECK_THROWS_WITH_AS(catalog.Find(Kind::kWriter, "demo"), doctest::Contains("org.b"),
                       services::Failure);
}

TEST_CASE("a plugin that does not fit this host says why when it is asked for") {
  const auto refusal = [](const std::string& manifest, bool with_object = true) {
    TempDir directory;
    directory.Write("hopline-demo.json", manifest);
    if (with_object) directory.Write("hopline-demo.so", "");
    Catalog catalog;
    Add(catalog, directory);
    CHECK(catalog.plugins().empty());
    CHECK(catalog.Refusals().size() == 1);
    try {
      catalog.Find(Kind::kWriter, "demo");
    } catch (const services::Failure& failure) {
      CHECK(failure.code() == services::ExitCode::kPluginRefused);
      CHECK(catalog.SearchReport().find(failure.what()) != std::string::npos);
      return std::string(failure.what());
    }
    return std::string("found nothing");
  };
  const std::string good = Manifest("org.demo");
  CHECK(refusal(Manifest("org.demo", 99)).find("needs host ABI 0.99, this is 0.1") !=
        std::string::npos);
  CHECK(refusal(Manifest("org.demo", 0)).find("must be equal") != std::string::npos);
  CHECK(refusal(Replaced(good, R"("major":0)", R"("major":1)")).find("host ABI 1.1") !=
        std::string::npos);
  CHECK(refusal(Replaced(good, sdk::Platform(), "plan9-vax-ape")).find("plan9-vax-ape") !=
        std::string::npos);
  CHECK(refusal(good, false).find("is not there") != std::string::npos);
}

TEST_CASE("every flaw of a manifest is told with file and key") {
  TempDir directory;
  const std::string good = Manifest("org.demo");
  const auto refusal = [&](const std::string& text) {
    const std::string path = directory.Write("hopline-demo.json", text);
    try {
      ReadManifest(path);
    } catch (const services::Failure& failure) {
      const std::string line = failure.what();
      CHECK(line.find("plugin " + path + " refused (manifest): ") == 0);
      CHECK(line.find('\n') == std::string::npos);
      return line;
    }
    return std::string();
  };
  const auto names = [&](const char* key, const std::string& text) {
    const std::string line = refusal(text);
    INFO(line);
    CHECK(line.find(key) != std::string::npos);
  };
  CHECK(refusal(good).empty());
  names("not JSON", "");
  names("not JSON", "{\n");
  names("not JSON", "\xFF");
  names("too deeply", std::string(1'000'000, '['));
  names("not an object", "[]");
  names("`manifest_version`",
        Replaced(good, R"("manifest_version":1)", R"("manifest_version":2)"));
  names("`id`", Replaced(good, "org.demo", "Org Demo"));
  names("`vendor`", Replaced(good, R"("vendor":"v")", R"("vendor":7)"));
  names("`license`", Replaced(good, R"("license":"l",)", ""));
  for (const char* file : {"../hopline-demo.so", "/x.so", "..", "", "a\\u0000b"}) {
    names("`file`", Replaced(good, "hopline-demo.so", file));
  }
  names("`abi/needs_minor`", Replaced(good, R"("needs_minor":1)", R"("needs_minor":-1)"));
  names("`connectors/0/kind`", Replaced(good, R"("writer","step)", R"("sink","step)"));
  names("`connectors/0/step_types`", Replaced(good, R"(["demo"])", "[]"));
  names("`connectors/0/step_types`", Replaced(good, R"(["demo"])", "[1]"));
  names("`connectors/0/capabilities`", Replaced(good, ":256,", ":-256,"));
  names("`connectors/0/config_schema`", Replaced(good, R"({"type": "object"})", "[]"));
  names("`connectors`", Replaced(good, R"("connectors":[)", R"("connectors":7,"x":[)"));
}

TEST_CASE("keys that this host does not know are passed over") {
  TempDir directory;
  const std::string path = directory.Write(
      "hopline-demo.json", Replaced(Manifest("org.demo"), "{", R"({"later": [1, 2],)"));
  CHECK(ReadManifest(path).id == "org.demo");
}

TEST_CASE("a manifest that is no regular file is refused without blocking") {
  TempDir directory;
  REQUIRE(mkfifo((directory.path() + "/hopline-fifo.json").c_str(), 0600) == 0);
  Catalog catalog;
  Add(catalog, directory);
  CHECK(catalog.SearchReport().find("is a FIFO") != std::string::npos);
}

TEST_CASE("a place that does not exist is reported") {
  Catalog catalog;
  catalog.AddPlace({"/nonexistent/plugins", "plugin_dirs"});
  CHECK(catalog.SearchReport() ==
        "/nonexistent/plugins (plugin_dirs): No such file or directory\n");
}

TEST_CASE("search places come in their documented order") {
  setenv("HOPLINE_PLUGIN_PATH", "/from/env::/second", 1);
  const std::vector<SearchPlace> places = SearchPlaces({"relative"}, {"/configured"});
  unsetenv("HOPLINE_PLUGIN_PATH");
  REQUIRE(places.size() == 5);
  CHECK(places[0].directory == (fs::current_path() / "relative").string());
  CHECK(places[0].origin == "--plugin-dir");
  CHECK(places[1].directory == "/from/env");
  CHECK(places[2].directory == "/second");
  CHECK(places[3].directory == "/configured");
  const fs::path prefix = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  CHECK(places[4].directory == (prefix / "lib/hopline/plugins").string());
  CHECK_THROWS_AS(SearchPlaces({}, {"relative"}), services::Failure);
}

TEST_CASE("a static plugin is described, loaded, initialised and ended") {
  static std::vector<std::string> calls;
  calls.clear();
  SamplePlugin first;
  first.plugin.init = [](const hopline_host*, hopline_error*) noexcept -> int32_t {
    calls.emplace_back("init first");
    return HOPLINE_STATUS_OK;
  };
  first.plugin.deinit = []() noexcept { calls.emplace_back("deinit first"); };
  SamplePlugin second;
  second.plugin.id = "org.example.second";
  second.connector[0].id = "second.reader";
  second.reader_words[0] = "second";
  second.connector[0].n_step_types = 1;
  second.plugin.n_connectors = 1;
  second.plugin.deinit = []() noexcept { calls.emplace_back("deinit second"); };

  Catalog catalog;
  catalog.AddStatic(&first.plugin);
  catalog.AddStatic(&second.plugin);
  Registry registry(std::move(catalog), RegistryOptions());
  const ConnectorInfo* writer = registry.catalog().FindById("sample.writer");
  REQUIRE(writer != nullptr);
  const LoadedConnector& loaded = registry.Load(*writer);
  CHECK((loaded.writer.job_commit == first.writer.job_commit));
  CHECK(&registry.Load(*writer) == &loaded);
  registry.Load(*registry.catalog().Find(Kind::kReader, "second"));
  CHECK(registry.LoadModule("sample-module", 1) == &first.module);
  CHECK_THROWS_WITH_AS(registry.LoadModule("sample-module", 2),
                       doctest::Contains("revision 2 is not installed"),
                       services::Failure);
  registry.Deinit();
  registry.Deinit();
  CHECK(calls == std::vector<std::string>{"init first", "deinit second", "deinit first"});
}

TEST_CASE("a plugin whose init fails is refused with its reason") {
  SamplePlugin sample;
  sample.plugin.init = [](const hopline_host*, hopline_error* error) noexcept -> int32_t {
    std::snprintf(error->message, sizeof error->message, "no entropy");
    return HOPLINE_STATUS_INTERNAL;
  };
  Catalog catalog;
  catalog.AddStatic(&sample.plugin);
  Registry registry(std::move(catalog), RegistryOptions());
  CHECK_THROWS_WITH_AS(
      registry.Load(*registry.catalog().FindById("sample.reader")),
      doctest::Contains("(init): init failed with status 17: no entropy"),
      services::Failure);
}

}  // namespace hopline::registry
