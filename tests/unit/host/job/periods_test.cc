#include "host/job/periods.h"

#include <doctest/doctest.h>
#include <hopline/connector.h>

#include "tests/unit/host/job/test_catalog.h"

namespace hopline::job {
namespace {

using registry::Kind;

constexpr const char* kAny = R"({"type":"object","properties":{
  "window":{"type":"string"},"object":{"type":"string"}}})";

/// Resolves a job whose reader has `window` and whose writer has `object`.
ResolvedJob Resolved(const std::string& window, const std::string& object,
                     std::vector<std::pair<std::string, std::string>> set,
                     uint64_t capabilities = HOPLINE_CAP_REPLACES) {
  TestCatalog catalog;
  catalog.Add(Kind::kReader, "log.reader", {"log"}, kAny);
  catalog.Add(Kind::kWriter, "store.writer", {"store"}, kAny, capabilities);
  ResolveOptions options;
  options.path = "job.json";
  options.text = R"({"type":"job","version":"2.0","steps":[
    {"stepType":"log","category":"reader","name":"R","parameter":{"window":")" +
                 window + R"("}},
    {"stepType":"store","category":"writer","name":"W","parameter":{"object":")" +
                 object + R"("}}],
    "setting":{"errorLimit":{"record":0}},
    "order":{"hops":[{"from":"R","to":"W"}]}})";
  options.set = std::move(set);
  options.cyctime = "2023-04-30 23:59:30";
  options.getenv = [](const std::string&) { return std::nullopt; };
  return Resolve(options, catalog.catalog(), nullptr);
}

const std::vector<std::pair<std::string, std::string>> kVariables = {
    {"start", "$[yyyymmddhh24-1/24]"}, {"day", "$[yyyymmdd-1]"}, {"month", "$[yyyymm]"}};

TEST_CASE("a step's period is the smallest change of the scheduled time it notices") {
  const ResolvedJob hourly = Resolved("${start}", "out/${day}/", kVariables);
  CHECK(hourly.steps[0].period == Period::kHour);
  CHECK(hourly.steps[1].period == Period::kDay);

  const ResolvedJob monthly = Resolved("${month}", "out/", kVariables);
  CHECK(monthly.steps[0].period == Period::kMonth);
  CHECK(monthly.steps[1].period == Period::kNever);

  const ResolvedJob minutes = Resolved("${t}", "out/", {{"t", "$[yyyymmddhh24miss]"}});
  CHECK(minutes.steps[0].period == Period::kMinute);
}

TEST_CASE("the variables of a step are those that its parameters use") {
  const ResolvedJob job = Resolved("${start}", "out/${day}/${month}", kVariables);
  CHECK(job.steps[0].variables == std::set<std::string>{"start"});
  CHECK(job.steps[1].variables == std::set<std::string>{"day", "month"});
}

TEST_CASE("periods are looked for only where a target is replaced") {
  CHECK(Resolved("${start}", "out/", kVariables, 0).steps[0].period == Period::kNever);
}

TEST_CASE("a time that cannot be resolved leaves every period unknown") {
  ResolvedJob job;
  job.steps.resize(1);
  FindPeriods([](const std::string&) -> ResolvedJob { throw std::runtime_error("no"); },
              ParseWallTime("2023-04-23"), &job);
  CHECK(job.steps[0].period == Period::kNever);
}

}  // namespace
}  // namespace hopline::job
