// Plugins whose code misbehaves at load, tried in a child process as `plugins check`
// does: the host survives each and says in one line what happened.

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <string>

#include "host/registry/probe.h"
#include "tests/hostile/plugin_folder.h"

namespace hopline::hostile {
namespace {

/// What the probe says of the object; "" when it is sound.
std::string Probed(const char* object,
                   std::chrono::milliseconds limit = std::chrono::seconds(60)) {
  const PluginFolder folder(ReadFile(object));
  registry::ProbeOptions options;
  options.limit = limit;
  try {
    registry::Probe(folder.Plugin(), options);
  } catch (const services::Failure& failure) {
    CHECK(failure.code() == services::ExitCode::kPluginRefused);
    const std::string line = failure.what();
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find(folder.Object().string()) != std::string::npos);
    return line;
  }
  return "";
}

void CheckSays(const std::string& line, const std::string& what) {
  INFO(line);
  CHECK(line.find(what) != std::string::npos);
}

}  // namespace

TEST_CASE("a sound plugin passes the probe") {
  CHECK(Probed(HOPLINE_SOUND_PLUGIN) == "");
}

TEST_CASE("code that dies is reported with its signal") {
  CheckSays(Probed(HOSTILE_CONSTRUCTOR_DIES), "died of signal 9 (Killed)");
  CheckSays(Probed(HOSTILE_ENTRY_DIES), "died of signal 9 (Killed)");
}

TEST_CASE("code that ends the process is reported with its status") {
  CheckSays(Probed(HOSTILE_CONSTRUCTOR_EXITS), "ended the process with status 0");
  CheckSays(Probed(HOSTILE_ENTRY_EXITS), "ended the process with status 7");
}

TEST_CASE("an exception at load is survived") {
  // Whether the loader lets an exception through is its own business.
  CheckSays(Probed(HOSTILE_CONSTRUCTOR_THROWS), "refused (load): ");
  CheckSays(Probed(HOSTILE_ENTRY_THROWS), "died of signal 6 (Aborted)");
}

TEST_CASE("code that hangs is given up at the limit") {
  const auto limit = std::chrono::milliseconds(300);
  CheckSays(Probed(HOSTILE_CONSTRUCTOR_HANGS, limit), "did not come back within 300 ms");
  CheckSays(Probed(HOSTILE_ENTRY_HANGS, limit), "did not come back within 300 ms");
  CheckSays(Probed(HOSTILE_CLOSES_OUTPUT, limit), "did not come back within 300 ms");
}

TEST_CASE("an entry that refuses is quoted in one line") {
  CheckSays(Probed(HOSTILE_ENTRY_REFUSES),
            "(description): its entry refuses: needs a licence");
  CheckSays(Probed(HOSTILE_ENTRY_RETURNS_NULL), "its entry refuses without a reason");
}

TEST_CASE("an executable that is not there is reported") {
  const PluginFolder folder(ReadFile(HOPLINE_SOUND_PLUGIN));
  registry::ProbeOptions options;
  options.executable = "/nonexistent/hopline";
  CHECK_THROWS_WITH_AS(registry::Probe(folder.Plugin(), options),
                       doctest::Contains("no process to try it in: No such file"),
                       services::Failure);
}

}  // namespace hopline::hostile

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], hopline::registry::kProbeOption) == 0) {
    return hopline::registry::ProbeMain(argv[2], hopline::registry::SchemaCheck());
  }
  return doctest::Context(argc, argv).run();
}
