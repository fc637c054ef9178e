#include "host/registry/description.h"

#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/registry/tables.h"
#include "host/services/exit_code.h"
#include "tests/unit/host/registry/sample_plugin.h"

namespace hopline::registry {
namespace {

/// What is said of the sample after `change`; empty when it is accepted.
std::string Refusal(const std::function<void(SamplePlugin&)>& change) {
  SamplePlugin sample;
  change(sample);
  try {
    Describe(&sample.plugin, "/x/hopline-sample.so", SchemaCheck());
  } catch (const services::Failure& failure) {
    CHECK(failure.code() == services::ExitCode::kPluginRefused);
    return failure.what();
  }
  return "";
}

/// The refusal names the object, the field and the rule.
void CheckRefused(const std::string& field, const std::string& rule,
                  const std::function<void(SamplePlugin&)>& change) {
  const std::string line = Refusal(change);
  INFO(field, ": ", line);
  CHECK(line.rfind("plugin /x/hopline-sample.so refused (description): ", 0) == 0);
  CHECK(line.find(field) != std::string::npos);
  CHECK(line.find(rule) != std::string::npos);
  CHECK(line.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("a sound description becomes the catalog's form") {
  SamplePlugin sample;
  const PluginInfo info = Describe(&sample.plugin, "sample", SchemaCheck());
  CHECK(info.id == "org.example.sample");
  CHECK(info.version == "1.2.3");
  REQUIRE(info.connectors.size() == 3);
  CHECK(info.connectors[0].kind == Kind::kReader);
  CHECK(info.connectors[0].step_types ==
        std::vector<std::string>{"sample", "samplereader"});
  CHECK(info.connectors[0].capabilities == HOPLINE_CAP_REPLAYABLE);
  CHECK(info.connectors[1].config_schema == R"({"type":"object"})");
  REQUIRE(info.modules.size() == 1);
  CHECK(info.modules[0].id == "sample-module");
}

TEST_CASE("sizes outside the accepted range are refused") {
  for (const uint32_t size : {0U, 8U, 88U, 97U, 4104U, 0xFFFFFFF8U}) {
    CheckRefused("struct_size", "hopline_plugin is " + std::to_string(size),
                 [=](SamplePlugin& s) { s.plugin.struct_size = size; });
    CheckRefused("struct_size", "hopline_connector is " + std::to_string(size),
                 [=](SamplePlugin& s) { s.connector[1].struct_size = size; });
  }
  CheckRefused("struct_size", "reader",
               [](SamplePlugin& s) { s.reader.struct_size = 88; });
  CheckRefused("struct_size", "writer",
               [](SamplePlugin& s) { s.writer.struct_size = 104; });
  CheckRefused("struct_size", "processor",
               [](SamplePlugin& s) { s.processor.struct_size = 80; });
  CheckRefused("struct_size", "hopline_module",
               [](SamplePlugin& s) { s.module.struct_size = 16; });
}

TEST_CASE("missing and misshapen texts are refused") {
  static const std::string long_text(4097, 'x');
  CheckRefused("`name`", "NULL", [](SamplePlugin& s) { s.plugin.name = nullptr; });
  CheckRefused("`vendor`", "UTF-8", [](SamplePlugin& s) { s.plugin.vendor = "\xC3("; });
  CheckRefused("`license`", "longer than 4096",
               [](SamplePlugin& s) { s.plugin.license = long_text.c_str(); });
  CheckRefused("`id`", "form", [](SamplePlugin& s) { s.plugin.id = "Org.Example"; });
  CheckRefused("summary", "NULL",
               [](SamplePlugin& s) { s.connector[2].summary = nullptr; });
  CheckRefused("connectors/1/id", "form",
               [](SamplePlugin& s) { s.connector[1].id = "sample writer"; });
}

TEST_CASE("counts are limited and their arrays must be there") {
  CheckRefused("n_connectors", "10000",
               [](SamplePlugin& s) { s.plugin.n_connectors = 10'000; });
  CheckRefused("n_modules", "more than 16",
               [](SamplePlugin& s) { s.plugin.n_modules = 17; });
  CheckRefused("n_connectors", "NULL",
               [](SamplePlugin& s) { s.plugin.connectors = nullptr; });
  CheckRefused("n_connectors", "both 0", [](SamplePlugin& s) {
    s.plugin.n_connectors = 0;
    s.plugin.n_modules = 0;
  });
  CheckRefused("hopline_connector", "NULL",
               [](SamplePlugin& s) { s.connectors[1] = nullptr; });
  CheckRefused("hopline_module", "NULL", [](SamplePlugin& s) { s.modules = nullptr; });
}

TEST_CASE("ids and step types must be unique, and there must be one") {
  CheckRefused("id", "occurs twice",
               [](SamplePlugin& s) { s.connector[1].id = "sample.reader"; });
  CheckRefused("n_step_types", "is 0",
               [](SamplePlugin& s) { s.connector[0].n_step_types = 0; });
  CheckRefused("n_step_types", "more than 16",
               [](SamplePlugin& s) { s.connector[0].n_step_types = 17; });
  CheckRefused("step_types", "second time",
               [](SamplePlugin& s) { s.reader_words[1] = "sample"; });
  CheckRefused("step_types", "NULL",
               [](SamplePlugin& s) { s.reader_words[1] = nullptr; });
  CheckRefused("step_types", "form", [](SamplePlugin& s) { s.writer_word = "a b"; });
  // The kind is part of the key: a reader and a writer may share a word.
  CHECK(Refusal([](SamplePlugin&) {}).empty());
}

TEST_CASE("kind and table must match") {
  CheckRefused("kind", "4", [](SamplePlugin& s) { s.connector[0].kind = 4; });
  CheckRefused("kind", "0, not", [](SamplePlugin& s) { s.connector[0].kind = 0; });
  CheckRefused("kind", "writer", [](SamplePlugin& s) { s.connector[0].kind = 2; });
  CheckRefused("kind", "no other",
               [](SamplePlugin& s) { s.connector[0].writer = &s.writer; });
  CheckRefused("kind", "must be set",
               [](SamplePlugin& s) { s.connector[0].reader = nullptr; });
}

TEST_CASE("a mandatory slot that is NULL is named") {
  CheckRefused("reader/job_plan", "mandatory",
               [](SamplePlugin& s) { s.reader.job_plan = nullptr; });
  CheckRefused("reader/task_next", "mandatory",
               [](SamplePlugin& s) { s.reader.task_next = nullptr; });
  CheckRefused("writer/job_commit", "mandatory",
               [](SamplePlugin& s) { s.writer.job_commit = nullptr; });
  CheckRefused("writer/task_abort", "mandatory",
               [](SamplePlugin& s) { s.writer.task_abort = nullptr; });
  CheckRefused("processor/task_pull", "mandatory",
               [](SamplePlugin& s) { s.processor.task_pull = nullptr; });
}

TEST_CASE("reserved fields must be zero") {
  CheckRefused("flags", "not 0", [](SamplePlugin& s) { s.plugin.flags = 1; });
  CheckRefused("reserved0", "not 0",
               [](SamplePlugin& s) { s.connector[0].reserved0 = 1; });
  CheckRefused("writer/reserved0", "not 0",
               [](SamplePlugin& s) { s.writer.reserved0 = 1; });
}

TEST_CASE("a schema must be JSON and please the check that is plugged in") {
  static const std::string deep =
      R"({"a":)" + std::string(5000, '[') + std::string(5000, ']') + "}";
  CheckRefused("config_schema", "not a JSON object",
               [](SamplePlugin& s) { s.connector[0].config_schema = "{"; });
  CheckRefused("config_schema", "not a JSON object",
               [](SamplePlugin& s) { s.connector[0].config_schema = "[]"; });
  CheckRefused("config_schema", "not a JSON object",
               [](SamplePlugin& s) { s.connector[0].config_schema = deep.c_str(); });

  SamplePlugin sample;
  const SchemaCheck picky = [](const std::string&) {
    throw std::runtime_error("unknown keyword `anyOf`");
  };
  CHECK_THROWS_WITH_AS(Describe(&sample.plugin, "x.so", picky),
                       doctest::Contains("unknown keyword `anyOf`"), services::Failure);
}

TEST_CASE("a NULL description is refused") {
  CHECK_THROWS_WITH_AS(Describe(nullptr, "x.so", SchemaCheck()),
                       doctest::Contains("NULL"), services::Failure);
}

TEST_CASE("the first difference between manifest and description is named") {
  SamplePlugin sample;
  const PluginInfo described = Describe(&sample.plugin, "x.so", SchemaCheck());
  const auto differs = [&](const char* field,
                           const std::function<void(PluginInfo&)>& change) {
    PluginInfo manifest = Describe(&sample.plugin, "x.so", SchemaCheck());
    change(manifest);
    CHECK_THROWS_WITH_AS(RequireEqual(manifest, described), doctest::Contains(field),
                         services::Failure);
  };
  CHECK_NOTHROW(RequireEqual(described, described));
  differs("`version`", [](PluginInfo& m) { m.version = "1.2.4"; });
  differs("`license`", [](PluginInfo& m) { m.license = "MIT"; });
  differs("`connectors`", [](PluginInfo& m) { m.connectors.pop_back(); });
  differs("`connectors/1/kind`",
          [](PluginInfo& m) { m.connectors[1].kind = Kind::kReader; });
  differs("`connectors/0/step_types`",
          [](PluginInfo& m) { m.connectors[0].step_types.pop_back(); });
  differs("`connectors/2/capabilities`",
          [](PluginInfo& m) { m.connectors[2].capabilities = 1; });
  differs("`connectors/0/config_schema`",
          [](PluginInfo& m) { m.connectors[0].config_schema = "{}"; });
  differs("`modules/0/revision`", [](PluginInfo& m) { m.modules[0].revision = 2; });
}

TEST_CASE("empty optional slots get stubs that say OK") {
  SamplePlugin sample;
  const PluginInfo info = Describe(&sample.plugin, "x.so", SchemaCheck());

  const LoadedConnector reader = Normalise(sample.connector[0], info.connectors[0]);
  uint64_t bits = info.connectors[0].capabilities;
  CHECK(reader.reader.job_capabilities(nullptr, &bits, nullptr) == HOPLINE_STATUS_OK);
  CHECK(bits == HOPLINE_CAP_REPLAYABLE);
  CHECK(reader.reader.job_check(nullptr, nullptr) == HOPLINE_STATUS_OK);
  CHECK(reader.reader.job_acknowledge(nullptr, nullptr, nullptr, 0, nullptr) ==
        HOPLINE_STATUS_OK);
  hopline_buffer checkpoint{};
  CHECK(reader.reader.task_checkpoint(nullptr, &checkpoint, nullptr) ==
        HOPLINE_STATUS_OK);
  CHECK(checkpoint.size == 0);
  CHECK((checkpoint.release == nullptr));
  CHECK(reader.get_extension("hopline.anything", 1) == nullptr);
  CHECK((reader.writer.job_open == nullptr));

  const LoadedConnector writer = Normalise(sample.connector[1], info.connectors[1]);
  CHECK(writer.writer.job_precommit(nullptr, nullptr, nullptr, 0, nullptr, 0, nullptr) ==
        HOPLINE_STATUS_OK);
  CHECK((writer.writer.task_write == sample.writer.task_write));
}

TEST_CASE("a table that is longer than ours is cut to what we know") {
  struct FutureReader {
    hopline_reader known;
    void* slot_of_a_later_release;
  };
  SamplePlugin sample;
  FutureReader future{sample.reader, &future};
  future.known.struct_size = sizeof future;
  sample.connector[0].reader = &future.known;
  const PluginInfo info = Describe(&sample.plugin, "x.so", SchemaCheck());
  const LoadedConnector loaded = Normalise(sample.connector[0], info.connectors[0]);
  CHECK(loaded.reader.struct_size == sizeof(hopline_reader));
  CHECK((loaded.reader.task_close == sample.reader.task_close));
}

}  // namespace hopline::registry
