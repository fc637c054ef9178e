#include "host/job/lexer.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"
#include "tests/unit/host/job/parsed.h"

namespace hopline::job {
namespace {

const VariableTexts kWindow = {{"startTime", "20230423175000"},
                               {"endTime", "20230423185000"}};

}  // namespace

TEST_CASE("Lexer.ReadsStrictJsonWithoutAWord") {
  const Parsed parsed =
      Parse(R"({"a":[1,-2.50,1e3,true,false,null,"x\u00e9\ud83d\ude00\n"]})");
  CHECK(parsed.errors == "");
  CHECK(parsed.warnings == "");
  CHECK(services::WriteJson(parsed.document.root) ==
        "{\"a\":[1,-2.50,1e3,true,false,null,\"x\u00e9\U0001F600\\n\"]}");
}

TEST_CASE("Lexer.KeepsThePlaceOfEveryValueInCharacters") {
  const Parsed parsed = Parse("{\n  \"表\": [1,\n \"é\", 2]}");
  const Json& list = *parsed.document.root.Find("表");
  CHECK(parsed.document.root.members[0].place == Place{2, 3, 0});
  CHECK(list.place == Place{2, 8, 0});
  CHECK(list.items[1].place == Place{3, 2, 0});
  CHECK(list.items[2].place == Place{3, 7, 0});
}

TEST_CASE("Lexer.DropsCommentsOutsideStringsOnly") {
  CHECK(Canonical(
            "{ # \"x\": ${no}, {\n\"a\":1,//b,\n/* \" */\"b\":\"http://h/#x\"} # end") ==
        R"({"a":1,"b":"http://h/#x"})");
}

TEST_CASE("Lexer.NeverShowsWhatAVariableOrASecretKeyBrought") {
  const char* const scripts[] = {R"({"accessKey": ${k}})",
                                 R"({"other": ${k}})",
                                 R"({"accessKey": SECRET})",
                                 R"({"accessKey": 12SECRET})",
                                 R"({"a":1}, "accessKey":"SECRET"})",
                                 R"([${k}])",
                                 R"({${k}})",
                                 R"({"a":1} ${k})"};
  for (const std::string value : {"SECRET", "12SECRET", "00SECRET", "\"q\"SECRET",
                                  "a/SECRET==", "1 SECRET", "SECRET:1,SECRET:2,x"}) {
    for (const std::string script : scripts) {
      const Parsed parsed = Parse(script, {{"k", value}});
      CAPTURE(script);
      CAPTURE(value);
      CHECK((parsed.errors + parsed.warnings).find("SECRET") == std::string::npos);
    }
  }
  CHECK(Parse(R"({"a": ${k}})", {{"k", "text"}}).errors ==
        "1:7: ${k} is not a value: write \"${k}\" in double quotes");
  CHECK(Parse(R"({"password": abc})").errors ==
        "1:14: *** is not a value: write \"***\" in double quotes");
  CHECK(Parse(R"({"a": ${k}})", {{"k", "007"}}).warnings ==
        "1:7: leading zeros: those of ${k} are dropped; put digits that matter into "
        "quotes");
}

TEST_CASE("Lexer.NamesTheVariableWhoseValueIsNotUtf8") {
  CHECK(Parse(R"({"a": "${k}"})", {{"k", "x\xff"}}).errors ==
        "1:8: the value of ${k} is not UTF-8");
}

TEST_CASE("Lexer.DoesNotCountAByteOrderMarkAsAColumn") {
  CHECK(Parse("\xEF\xBB\xBF[x]").errors ==
        "1:2: x is not a value: write \"x\" in double quotes");
}

TEST_CASE("Lexer.FindsThePlacesOfManyMissingCommasInOneGo") {
  std::string text = "[";
  for (int i = 0; i < 50'000; ++i) text += "1 ";
  const Parsed parsed = Parse(text + "x]");
  CHECK(parsed.errors.starts_with("1:100002: x is not a value"));
}

TEST_CASE("Lexer.ToleratesWithAWarningAndItsPlace") {
  struct Case {
    const char* text;
    const char* json;
    const char* warning;
  };
  const Case cases[] = {
      {"{\"a\":1 \"b\":2}", R"({"a":1,"b":2})", "1:7: a comma is missing here"},
      {"[1 2]", "[1,2]", "1:3: a comma is missing here"},
      {"[1,2,]", "[1,2]", "1:5: a comma too many before ]"},
      {"{\"a\":1,}", R"({"a":1})", "1:7: a comma too many before }"},
      {"{'a':1}", R"({"a":1})",
       "1:2: the text stands in single quotes; JSON has double quotes"},
      {"{a:1}", R"({"a":1})", "1:2: the key a has no quotes; write \"a\""},
      {"[007]", "[7]",
       "1:2: leading zeros: 007 counts as 7; put digits that matter into quotes"},
      {"[-00.5]", "[-0.5]",
       "1:2: leading zeros: -00.5 counts as -0.5; put digits that matter into quotes"},
      {"[\"a\tb\"]", R"(["a\tb"])", "1:4: a raw tab in a string; write \\t"},
      {"[\"a\nb\"]", R"(["a\nb"])", "1:4: a raw line end in a string; write \\n"},
      {"{\"a\":1,\n\"a\":2}", R"({"a":2})",
       "2:1: \"a\" stands twice (first in line 1); the last one counts"},
      {"\xEF\xBB\xBF[]", "[]", "1:1: a byte order mark is ignored"},
      {"[1] / rate limit", "[1]", "1:5: a comment begins with one slash; write //"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const Parsed parsed = Parse(one.text);
    CHECK(parsed.errors == "");
    CHECK(parsed.warnings == one.warning);
    CHECK(services::WriteJson(parsed.document.root) == one.json);
  }
}

TEST_CASE("Lexer.RefusesTheRestWithPlaceAndCure") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "1:1: the document is empty"},
      {"# only a comment\n", "2:1: the document is empty"},
      {"{\"a\":1,,\"b\":2}",
       "1:8: a value is missing before the comma: delete the comma"},
      {"[,1]", "1:2: a value is missing before the comma: delete the comma"},
      {"{\"a\" 1}", "1:5: a colon and a value are missing after \"a\""},
      {"{\"a\":}", "1:6: the value of \"a\" is missing"},
      {"{\"a\":,}", "1:6: the value of \"a\" is missing"},
      {"{\"a\":True}", "1:6: True: write true"},
      {"{\"a\":yes}", "1:6: yes is not a value: write \"yes\" in double quotes"},
      {"{\"a\":1", "1:7: the { opened in 1:1 is not closed: add }"},
      {"{\"a\":[1}", "1:8: the [ opened in 1:6 is not closed: add ]"},
      {"[\"a\":1]",
       "1:2: a list has no keys: close the [ opened in 1:1 with ] before this one, or "
       "write "
       "{ } around it"},
      {"{\"a\":1} x",
       "1:9: the document ended before \"x\": delete it, or an opening bracket is "
       "missing"},
      {"{\"a\":1}}",
       "1:8: the document ended before \"}\": delete it, or an opening bracket is "
       "missing"},
      {"[\"a\\d\"]", "1:4: unknown escape \\d: for a backslash write \\\\d"},
      {"[\"\\u12g4\"]", "1:3: \\u wants four hexadecimal digits"},
      {"[\"\\ud800x\"]",
       "1:3: half of a surrogate pair: write both \\u escapes, or the "
       "character itself"},
      {"[\"abc]", "1:2: the string is never closed: add the closing quote"},
      {"[1.]",
       "1:2: \"1.\" is not a number: write digits, or put text into double quotes"},
      {"[+1]",
       "1:2: \"+1\" is not a number: write digits, or put text into double quotes"},
      {"[2023-01-01]",
       "1:2: \"2023-01-01\" is not a number: write digits, or put text "
       "into double quotes"},
      {"{\"a\":1，\"b\":2}", "1:7: \"，\" is not an ASCII character: write ,"},
      {"{\"a\"：1}", "1:5: \"：\" is not an ASCII character: write :"},
      {"{“a”:1}", "1:2: \"“\" is not an ASCII character: write \""},
      {"{\"a\":@}", "1:6: \"@\" cannot stand here: put text into double quotes"},
      {"[1 /* x ]", "1:4: the comment is never closed: add */"},
      {"[\"\xC3\x28\"]", "1:3: byte 0xC3 is not UTF-8; save the text as UTF-8"},
      {"\xFF\xFE[", "1:1: the text is UTF-16; save it as UTF-8"},
      {"{\"a\":\"x,\n\"b\":1}",
       "1:6: the string is not closed on its line: put the closing quote where it ends"},
  };
  for (const auto& one : cases) {
    const std::string text = one.first, error = one.second;
    CAPTURE(text);
    const Parsed parsed = Parse(text);
    CHECK(parsed.errors.substr(0, parsed.errors.find('\n')) == error);
    CHECK(parsed.document.root.is_null());
  }
}

TEST_CASE("Lexer.RefusesEndlessNesting") {
  const Parsed parsed = Parse(std::string(100'000, '['));
  CHECK(parsed.errors == "1:101: nested deeper than 100 levels");
}

TEST_CASE("Variables.AreEscapedInsideStrings") {
  CHECK(Canonical(R"({"a":"x${v}y",'b':'${v}'})", {{"v", "\"',\n{"}}) ==
        R"({"a":"x\"',\n{y","b":"\"',\n{"})");
}

TEST_CASE("Variables.StandForAnyJsonInBarePosition") {
  CHECK(Canonical(R"({"n":${n},"l":${l},"t":$t})",
                  {{"n", "12"}, {"l", R"(["a",{"b":1}])"}, {"t", "true"}}) ==
        R"({"n":12,"l":["a",{"b":1}],"t":true})");
}

TEST_CASE("Variables.WithoutBracesAreReplacedOnlyWhenDefined") {
  CHECK(Canonical(R"(["$a $ab $",'$c'])", {{"a", "1"}}) == R"(["1 $ab $","$c"])");
}

TEST_CASE("Variables.UndefinedOnesBecomeOneErrorWithEveryPlace") {
  const Parsed parsed =
      Parse("{\"a\":\"${startTime}\", # ${comment}\n \"b\":${n},\"c\":1}");
  CHECK(parsed.errors ==
        "1:7: undefined variables ${startTime} (1:7), ${n} (2:6); give each a value with "
        "--set startTime=…");
  CHECK(
      Parse("[\"${yyyymmdd-1}\"]").errors ==
      "1:3: undefined variable ${yyyymmdd-1}; in a script ${…} takes a name; write ${x} "
      "and give --set 'x=${yyyymmdd-1}'");
}

TEST_CASE("Variables.ValuesAreNotExpandedAgain") {
  CHECK(Canonical(R"(["${a}"])", {{"a", "${b} # no comment"}, {"b", "x"}}) ==
        R"(["${b} # no comment"])");
}

TEST_CASE("Variables.LeaveTheirNamesAtTheValue") {
  const Parsed parsed = Parse(R"(["${a}","x${a}${b}",1])", {{"a", "1"}, {"b", "2"}});
  const Json& root = parsed.document.root;
  REQUIRE(parsed.document.origins.size() == 2);
  CHECK(parsed.document.origins.at(root.items[0].place).whole);
  const ValueOrigin& both = parsed.document.origins.at(root.items[1].place);
  CHECK_FALSE(both.whole);
  CHECK(both.names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("Seeds.ParseAsTheyStand") {
  const Parsed first = Parse(ReadSeed("000_otsstream_to_oss.json"), kWindow);
  CHECK(first.errors == "");
  CHECK(first.warnings == "56:33: a comma is missing here");
  const Json* step = services::FindPointer(first.document.root, "/steps/0/parameter");
  REQUIRE(step != nullptr);
  CHECK(step->Find("startTimeString")->text == "20230423175000");
  CHECK(services::FindPointer(first.document.root, "/setting/speed/mbps")->text == "12");

  for (const char* name : {"001_otsstream_to_oss.json", "002_otsstream_to_oss.json"}) {
    CAPTURE(name);
    const Parsed parsed = Parse(ReadSeed(name));
    CHECK(parsed.errors == "");
    CHECK(parsed.warnings.find("a comma too many before ]") != std::string::npos);
  }
  VariableTexts more = kWindow;
  more["bdp.system.bizdate"] = "20230422";
  const Parsed fourth = Parse(ReadSeed("003_otsstream_to_odps.json"), more);
  CHECK(fourth.errors == "");
  CHECK(fourth.document.root.Find("Configuration ") != nullptr);
  for (const char* name : {"004_ots_to_ots.json", "004_otsstream_to_ots.json"}) {
    CHECK(Parse(ReadSeed(name), kWindow).errors == "");
  }
}

}  // namespace hopline::job
