/// \file broken_test.cc
/// Documents that cannot be run (tests/data/broken) and the answer to each: place, text
/// and cure.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {
namespace {

const std::filesystem::path kFolder = HOPLINE_TEST_DATA "/broken";

/// expected.txt: a document's name, a blank, one error; further errors of the document
/// are further lines.
std::map<std::string, std::string> ReadExpected() {
  std::map<std::string, std::string> expected;
  std::ifstream file(kFolder / "expected.txt");
  for (std::string line; std::getline(file, line);) {
    const size_t blank = line.find(' ');
    std::string& errors = expected[line.substr(0, blank)];
    errors += (errors.empty() ? "" : "\n") + line.substr(blank + 1);
  }
  return expected;
}

}  // namespace

TEST_CASE("Broken.EveryDocumentIsAnsweredWithPlaceTextAndCure") {
  const std::map<std::string, std::string> expected = ReadExpected();
  CHECK(expected.size() >= 60);
  std::set<std::string> found;
  Bench bench;
  bench.options.path = "";
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    found.insert(name);
    const auto errors = expected.find(name);
    REQUIRE(errors != expected.end());
    bench.code = services::ExitCode::kDone;
    CHECK(bench.Errors(ReadScript(entry.path().string())) == errors->second);
    CHECK(bench.code == services::ExitCode::kUsage);
  }
  CHECK(found.size() == expected.size());
}

}  // namespace hopline::job
