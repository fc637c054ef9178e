#include "host/job/setting.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {

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

}  // namespace hopline::job
