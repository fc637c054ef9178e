#include "host/job/setting.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {
namespace {

/// The setting of a job in one of the shapes, and what was said about it.
class Settings {
 public:
  Setting V2(const std::string& setting) {
    return bench.Run(Job(Reader("R") + "," + Writer("W"), ",\"setting\":" + setting))
        .setting;
  }
  Setting V1(const std::string& setting) {
    return bench
        .Run(R"({"configuration":{"reader":{"plugin":"stream"},"writer":{"plugin":"null"},
                 "setting":)" +
             setting + "}}")
        .setting;
  }
  Setting Core(const std::string& setting) {
    return bench
        .Run(R"({"job":{"content":[{"reader":{"name":"stream"},"writer":{"name":"null"}}],
                 "setting":)" +
             setting + "}}")
        .setting;
  }
  std::string Errors(const std::string& setting) {
    return bench.Errors(Job(Reader("R") + "," + Writer("W"), ",\"setting\":" + setting));
  }
  bool Warned(const std::string& text) const {
    return bench.Warnings().find(text) != std::string::npos;
  }
  bool Noted(const std::string& text) const {
    return bench.Notes().find(text) != std::string::npos;
  }

  Bench bench;
};

constexpr uint64_t kMegabyte = uint64_t{1} << 20U;

services::Json ColumnOf(const Setting& setting) {
  return *services::ParseJson(setting.settings_json).Find("column");
}

}  // namespace

TEST_CASE("Setting.RefusesAShareThatNoNumberHolds") {
  Settings settings;
  CHECK(settings.Errors(R"({"errorLimit":{"percentage":1e999}})")
            .find("errorLimit.percentage must be a number, is 1e999") !=
        std::string::npos);
}

TEST_CASE("Setting.ConcurrentTakesEverySpelling") {
  Settings s;
  for (const char* text :
       {R"({"speed":{"concurrent":8}})", R"({"speed":{"concurrent":"8"}})",
        R"({"speed":{"concurrent":" 8 "}})", R"({"speed":{"channel":8}})",
        R"({"Speed":{"Concurrent ":"+8"}})"}) {
    CAPTURE(text);
    CHECK(s.V2(text).concurrent == 8);
    CHECK(s.V1(text).concurrent == 8);
    CHECK(s.Core(text).concurrent == 8);
  }
}

TEST_CASE("Setting.ConcurrentWithoutAWordIsThreeOrOneOrMissing") {
  Settings s;
  CHECK(s.V2("{}").concurrent == 3);
  CHECK(s.V1("{}").concurrent == 1);
  CHECK(s.V2(R"({"speed":{"concurrent":""}})").concurrent == 3);
  CHECK_THROWS_AS(s.Core("{}"), services::Failure);
}

TEST_CASE("Setting.ConcurrentAboveTheDocumentedRangeIsNoted") {
  Settings s;
  CHECK(s.V2(R"({"speed":{"concurrent":32}})").concurrent == 32);
  CHECK_FALSE(s.Noted("above the documented 32"));
  CHECK(s.V2(R"({"speed":{"concurrent":33}})").concurrent == 33);
  CHECK(s.Noted("above the documented 32"));
  CHECK(s.Errors(R"({"speed":{"concurrent":0}})").find("from 1 to 1024") !=
        std::string::npos);
}

TEST_CASE("Setting.ThrottleSwitchesMbps") {
  Settings s;
  CHECK(s.V2(R"({"speed":{"throttle":true,"mbps":"12"}})").bytes_per_second ==
        12 * kMegabyte);
  CHECK(s.V2(R"({"speed":{"throttle":"True","mbps":12}})").bytes_per_second ==
        12 * kMegabyte);
  CHECK(s.V2(R"({"speed":{"throttle":false,"mbps":12}})").bytes_per_second == 0);
  CHECK(s.Noted("speed.mbps has no effect without"));
  CHECK(s.V2(R"({"speed":{"throttle":"false"}})").bytes_per_second == 0);
  CHECK(s.Errors(R"({"speed":{"throttle":"true"}})").find("speed.mbps is missing") !=
        std::string::npos);
  CHECK(s.Errors(R"({"speed":{"throttle":true,"mbps":""}})")
            .find("speed.mbps is missing") != std::string::npos);
}

TEST_CASE("Setting.MbpsAloneLimitsInVersionOneOnly") {
  Settings s;
  CHECK(s.V1(R"({"speed":{"mbps":"5"}})").bytes_per_second == 5 * kMegabyte);
  CHECK(s.V2(R"({"speed":{"mbps":"5"}})").bytes_per_second == 0);
  CHECK(s.V1(R"({"speed":{"throttle":false,"mbps":"5"}})").bytes_per_second == 0);
}

TEST_CASE("Setting.BytesAndRowsPerSecondBelongToTheEnginesShape") {
  Settings s;
  const Setting limited =
      s.Core(R"({"speed":{"channel":2,"byte":"1048576","record":1000}})");
  CHECK(limited.bytes_per_second == kMegabyte);
  CHECK(limited.records_per_second == 1000);
  const Setting off = s.Core(R"({"speed":{"channel":2,"byte":-1,"record":0}})");
  CHECK(off.bytes_per_second == 0);
  CHECK(off.records_per_second == 0);
  CHECK(s.V2(R"({"speed":{"byte":1048576}})").bytes_per_second == 0);
  CHECK(s.Warned("speed.byte belongs to the DataX shape"));
}

TEST_CASE("Setting.ErrorLimitTakesEverySpelling") {
  Settings s;
  CHECK(s.V2(R"({"errorLimit":{"record":"0"}})").error_record == 0U);
  CHECK(s.V2(R"({"errorLimit":{"record":10}})").error_record == 10U);
  for (const char* text :
       {R"({"errorLimit":{"record":""}})", R"({"errorLimit":{}})",
        R"({"errorLimit":{"record":null}})", R"({"errorLimit":null})", "{}"}) {
    CAPTURE(text);
    const Setting setting = s.V2(text);
    CHECK_FALSE(setting.error_record.has_value());
    CHECK_FALSE(setting.error_percentage.has_value());
    CHECK(s.Warned("any number of dirty rows is tolerated"));
  }
  CHECK(s.V2(R"({"errorLimit":{"percentage":"0.02"}})").error_percentage == 0.02);
  CHECK_FALSE(s.Warned("any number of dirty rows"));
  const Setting both = s.V2(R"({"errorLimit":{"record":"10","percentage":0.5}})");
  CHECK(both.error_record == 10U);
  CHECK_FALSE(both.error_percentage.has_value());
}

TEST_CASE("Setting.StrategyDecidesOverRecord") {
  Settings s;
  CHECK(s.V2(R"({"errorLimit":{"strategy":"zerotolerance"}})").error_record == 0U);
  CHECK_FALSE(s.V2(R"({"errorLimit":{"strategy":"Ignore","record":3}})")
                  .error_record.has_value());
  CHECK(s.Warned("errorLimit.record has no effect: strategy Ignore decides"));
  CHECK(s.V2(R"({"errorLimit":{"strategy":"ZeroTolerance","record":3}})").error_record ==
        0U);
  CHECK(s.Warned("strategy ZeroTolerance decides"));
  CHECK(s.V2(R"({"errorLimit":{"strategy":"Tolerance","record":"3"}})").error_record ==
        3U);
  CHECK(s.bench.Warnings() == "");
  CHECK(s.Errors(R"({"errorLimit":{"strategy":"Tolerance"}})")
            .find("needs errorLimit.record") != std::string::npos);
}

TEST_CASE("Setting.LocaleIsZhOrEn") {
  Settings s;
  for (const auto& [word, locale] : std::vector<std::pair<std::string, std::string>>{
           {"zh", "zh"}, {"ZH", "zh"}, {"zh_CN", "zh"}, {"en", "en"}, {"en_US", "en"}}) {
    CHECK(s.V2(R"({"locale":")" + word + "\"}").locale == locale);
    CHECK_FALSE(s.Warned("locale"));
  }
  CHECK(s.V2(R"({"locale":"fr"})").locale == "en");
  CHECK(s.Warned("locale \"fr\" counts as en; zh and en are known"));
}

TEST_CASE("Setting.LocaleOfTheUserCountsWhereTheScriptHasNone") {
  Settings s;
  CHECK(s.V2("{}").locale == "en");
  s.bench.environment["LANG"] = "zh_CN.UTF-8";
  CHECK(s.V2("{}").locale == "zh");
  s.bench.environment["LC_ALL"] = "C";
  CHECK(s.V2("{}").locale == "en");
  CHECK(s.V2(R"({"locale":""})").locale == "en");
}

TEST_CASE("Setting.ColumnFormatsAndZoneReachTheConnectors") {
  Settings s;
  CHECK(WriteJson(ColumnOf(s.V2("{}"))) ==
        R"({"timeZone":"GMT+8","datetimeFormat":"yyyy-MM-dd HH:mm:ss",)"
        R"("dateFormat":"yyyy-MM-dd","timeFormat":"HH:mm:ss","encoding":"utf-8",)"
        R"("extraFormats":["yyyyMMdd"]})");
  const std::string given =
      R"({"timeZone":"Asia/Tokyo","datetimeFormat":"yyyy/MM/dd HH:mm","dateFormat":"yyyy/MM/dd",)"
      R"("timeFormat":"HH:mm","encoding":"gbk","extraFormats":["yyyyMM","yyyy"]})";
  CHECK(WriteJson(ColumnOf(s.V2(R"({"common":{"column":)" + given + "}}"))) == given);
  CHECK(WriteJson(*ColumnOf(s.V1(R"({"common":{"column":{"extraFormats":"yyyy"}}})"))
                       .Find("extraFormats")) == R"(["yyyy"])");
  for (const char* zone : {"GMT+8", "GMT-03:30", "UTC", "UTC+8", "Asia/Shanghai"}) {
    CHECK(s.V2(R"({"common":{"column":{"timeZone":")" + std::string(zone) + "\"}}}")
              .concurrent == 3);
  }
  CHECK(s.Errors(R"({"common":{"column":{"timeZone":"Asia/Shangri-La"}}})")
            .find("time zone \"Asia/Shangri-La\" is unknown") != std::string::npos);
}

TEST_CASE("Setting.KeysOfTheServiceHaveNoEffectAndSayWhy") {
  Settings s;
  s.V2(R"({"errorLimit":{"record":0},"speed":{"dmu":1},"jvmOption":"-Xms1024m",
           "jvmMemory":1,"executeMode":null,"failoverEnable":true,"keyVersion":"v1"})");
  CHECK(s.bench.Warnings() == "");
  for (const char* key : {"speed.dmu", "jvmOption", "jvmMemory", "executeMode",
                          "failoverEnable", "keyVersion"}) {
    CHECK_MESSAGE(s.Noted(std::string(key) + " has no effect: "), key);
  }
}

TEST_CASE("Setting.UnknownKeysAreWarnedAboutWithTheNearest") {
  Settings s;
  s.V2(R"({"errorLimit":{"records":0,"record":0},"speed":{"concurent":2}})");
  CHECK(s.Warned("unknown parameter \"records\"; did you mean \"record\"?"));
  CHECK(s.Warned("unknown parameter \"concurent\"; did you mean \"concurrent\"?"));
}

TEST_CASE("Setting.DataxSettingIsAnotherWordForIt") {
  Bench bench;
  CHECK(bench
            .Run(R"({"steps":[)" + Reader("R") + "," + Writer("W") +
                 R"(],"dataxSetting":{"speed":{"concurrent":5}}})")
            .setting.concurrent == 5);
}

TEST_CASE("Setting.DryRunOnlyChecks") {
  Settings s;
  CHECK(s.Core(R"({"speed":{"channel":1},"dryRun":"true"})").check_only);
  CHECK_FALSE(s.Core(R"({"speed":{"channel":1}})").check_only);
}

}  // namespace hopline::job
