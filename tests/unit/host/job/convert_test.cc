#include "host/job/convert.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {
namespace {

struct Converted {
  std::string text, remarks;
};

Converted Convert(const std::string& text, Shape to) {
  std::vector<Diagnostic> remarks;
  Converted result{ConvertScript("", text, to, &remarks), ""};
  for (const Diagnostic& one : remarks) {
    if (one.severity == services::Severity::kNote) continue;
    result.remarks += (result.remarks.empty() ? "" : "\n") + FormatDiagnostic(one);
  }
  return result;
}

std::string Refusal(const std::string& text, Shape to) {
  try {
    return "converted: " + ConvertScript("", text, to, nullptr);
  } catch (const services::Failure& failure) {
    CHECK(failure.code() == services::ExitCode::kUsage);
    return failure.what();
  }
}

/// The setting of a v2.0 job, written for the core shape.
std::string CoreSetting(const std::string& setting) {
  const std::string text =
      Convert(Job(Reader("R") + "," + Writer("W"), ",\"setting\":" + setting),
              Shape::kCore)
          .text;
  const services::Json root = services::ParseJson(text);
  std::string out = WriteJson(*services::FindPointer(root, "/job/setting"));
  for (const char* key : {"common", "core"}) {
    if (const services::Json* top = root.Find(key)) out += " " + WriteJson(*top);
  }
  return out;
}

/// The setting of a core-shape job, written for version 2.0.
std::string V2Setting(const std::string& setting, std::string* remarks = nullptr) {
  const Converted converted =
      Convert(R"({"job":{"content":[{"reader":{"name":"streamreader"},
                 "writer":{"name":"streamwriter"}}],"setting":)" +
                  setting + "}}",
              Shape::kV2);
  if (remarks != nullptr) *remarks = converted.remarks;
  return WriteJson(*services::ParseJson(converted.text).Find("setting"));
}

}  // namespace

TEST_CASE("Convert.KeepsVariablesWhereTheyStand") {
  const std::string text =
      Convert(R"({"configuration":{"reader":{"plugin":"stream","parameter":
                {"a":"x${a}y","b":${b},"c":$c,'d':[${d}], # ${comment}
                 "e":"$e"}},"writer":{"plugin":"stream"}}})",
              Shape::kV2)
          .text;
  CHECK(text.find(R"("a": "x${a}y")") != std::string::npos);
  CHECK(text.find(R"("b": ${b})") != std::string::npos);
  CHECK(text.find(R"("c": $c)") != std::string::npos);
  CHECK(text.find(R"("d": [${d}])") != std::string::npos);
  CHECK(text.find(R"("e": "$e")") != std::string::npos);
  CHECK(text.find("comment") == std::string::npos);
}

TEST_CASE("Convert.LaysTheDocumentOut") {
  CHECK(Convert(R"({"job":{"content":[{"reader":{"name":"ossreader","parameter":{"z ":1,
                 "a":[{"name":"x"}]}},"transformer":[{"name":"dx_pad","parameter":{}}],
                 "writer":{"name":"oss","parameter":{}}}],
                 "setting":{"speed":{"channel":2}}}})",
                Shape::kV2)
            .text == R"({
  "type": "job",
  "version": "2.0",
  "steps": [
    {
      "stepType": "oss",
      "parameter": {
        "z": 1,
        "a": [
          {"name": "x"}
        ]
      },
      "name": "Reader",
      "category": "reader"
    },
    {
      "stepType": "dx_pad",
      "parameter": {},
      "name": "Transformer 1",
      "category": "map"
    },
    {
      "stepType": "oss",
      "parameter": {},
      "name": "Writer",
      "category": "writer"
    }
  ],
  "setting": {
    "speed": {"concurrent": 2}
  },
  "order": {
    "hops": [
      {"from": "Reader", "to": "Writer"}
    ]
  }
}
)");
}

TEST_CASE("Convert.OnlyTidiesUpAScriptOfTheShape") {
  CHECK(Convert("{'Configuration ':{Reader:{plugin:'stream'},writer:{\"plugin\":\"s\",},"
                "\"Setting \":{\"Speed \":{\"MBPS\":007}}},\"zz\":1}",
                Shape::kV1)
            .text == R"({
  "configuration": {
    "reader": {"plugin": "stream"},
    "writer": {"plugin": "s"},
    "setting": {
      "speed": {"mbps": 7}
    }
  },
  "zz": 1
}
)");
}

TEST_CASE("Convert.WritesOutWhatTheShapesDefaultDifferently") {
  const std::string body =
      R"({"configuration":{"reader":{"plugin":"stream"},"writer":{"plugin":"stream"},
          "setting":{"speed":{"mbps":7}}}})";
  CHECK(Convert(body, Shape::kV2)
            .text.find(R"("speed": {"concurrent": 1, "throttle": true, "mbps": 7})") !=
        std::string::npos);
  const std::string v2 =
      Job(Reader("R") + "," + Writer("W"), R"(,"setting":{"speed":{"mbps":7}})");
  CHECK(Convert(v2, Shape::kV1)
            .text.find(R"("speed": {"concurrent": 3, "throttle": false, "mbps": 7})") !=
        std::string::npos);
}

TEST_CASE("Convert.GivesTheEngineARateThatItTakes") {
  // DataX divides the rate by its share per channel to get the channels.
  CHECK(CoreSetting(R"({"speed":{"concurrent":"3","throttle":true,"mbps":"1"}})") ==
        R"({"speed":{"channel":"3","byte":1048576}} )"
        R"({"transport":{"channel":{"speed":{"byte":349526}}}})");
  CHECK(CoreSetting(R"({"speed":{"throttle":false,"mbps":1}})") ==
        R"({"speed":{"channel":3}})");
}

TEST_CASE("Convert.LeavesARateThatIsAVariable") {
  const Converted converted =
      Convert(Job(Reader("R") + "," + Writer("W"),
                  R"(,"setting":{"speed":{"throttle":true,"mbps":${n},"concurrent":1}})"),
              Shape::kCore);
  CHECK(
      converted.text.find(R"("speed": {"throttle": true, "mbps": ${n}, "channel": 1})") !=
      std::string::npos);
  CHECK(converted.remarks.find("a rate that is a variable stays throttle and mbps") !=
        std::string::npos);
}

TEST_CASE("Convert.GivesTheEngineALimitThatItKnows") {
  CHECK(CoreSetting(R"({"errorLimit":{"strategy":"ZeroTolerance","record":5},
                       "speed":{"concurrent":1}})") ==
        R"({"errorLimit":{"record":0},"speed":{"channel":1}})");
  CHECK(CoreSetting(R"({"errorLimit":{"strategy":"Ignore","record":5},
                       "speed":{"concurrent":1}})") ==
        R"({"errorLimit":{},"speed":{"channel":1}})");
  CHECK(CoreSetting(R"({"errorLimit":{"strategy":"Tolerance","record":5},
                       "speed":{"concurrent":1}})") ==
        R"({"errorLimit":{"record":5},"speed":{"channel":1}})");
  CHECK(CoreSetting(R"({"common":{"column":{"timeZone":"UTC"}},
                       "speed":{"concurrent":1}})") ==
        R"({"speed":{"channel":1}} {"column":{"timeZone":"UTC"}})");
}

TEST_CASE("Convert.SaysWhereTheServiceIsCoarser") {
  std::string remarks;
  CHECK(V2Setting(R"({"speed":{"channel":2,"byte":2097152,"record":-1}})", &remarks) ==
        R"({"speed":{"concurrent":2,"throttle":true,"mbps":2}})");
  CHECK(remarks == "");
  CHECK(V2Setting(R"({"speed":{"channel":2,"byte":1500000,"record":10}})", &remarks) ==
        R"({"speed":{"concurrent":2,"throttle":true,"mbps":2}})");
  CHECK(remarks ==
        "2:92: speed.byte 1500000 becomes mbps 2, rounded up to 2^20 bytes\n"
        "2:109: speed.record is left out: only DataX's shape limits rows per second");
}

TEST_CASE("Convert.SaysWhatDataXItselfLacks") {
  const Converted converted =
      Convert(Job(R"({"stepType":"oss","category":"reader","name":"R",
              "parameter":{"datasource":"osstest"}},)" +
                  Processor("P") + "," + Writer("W")),
              Shape::kCore);
  CHECK(converted.remarks ==
        "2:41: datasource \"osstest\" stays, which hopline knows; DataX wants its fields "
        "among the parameters\n"
        "2:65: DataX has no transformer \"stringreplace\"; hopline has");
}

TEST_CASE("Convert.RefusesWhatAShapeHasNoPlaceFor") {
  const std::string two = Job(Reader("R") + "," + Writer("V") + "," + Writer("W"),
                              Hops({{"R", "V"}, {"R", "W"}}));
  CHECK(
      Refusal(two, Shape::kCore) ==
      "1:174: the DataX shape has one reader and one writer: step \"W\" has no place in "
      "it");
  const std::string map = Job(Reader("R") + "," + Processor("P") + "," + Writer("W"));
  CHECK(Refusal(map, Shape::kV1) ==
        "1:108: version 1.0 has no processing steps: step \"P\" has no place in it");
  CHECK(Refusal("{\"a\":}", Shape::kV2) == "1:6: the value of \"a\" is missing");
}

TEST_CASE("Convert.KnowsThreeShapes") {
  CHECK(ParseShape("v2") == Shape::kV2);
  CHECK(ParseShape("v1") == Shape::kV1);
  CHECK(ParseShape("core") == Shape::kCore);
  CHECK_THROWS_WITH_AS(ParseShape("cor"),
                       "--to cor: v2, v1 or core; did you mean \"core\"?",
                       services::Failure);
}

}  // namespace hopline::job
