/// \file quirks_test.cc
/// Every oddity of the published scripts, and of what DataX's own parser (fastjson2
/// 2.0.23) was seen to bear or to refuse, by name. The numbers are those of the list in
/// which they were collected.

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"
#include "tests/unit/host/job/parsed.h"

namespace hopline::job {
namespace {

/// A reader's parameters, checked against the schema that the published scripts fit.
services::Json ReaderConfig(Bench* bench, const std::string& members) {
  const ResolvedJob job = bench->Run(
      Job(R"({"stepType":"otsstream","category":"reader","name":"R","parameter":{
             "dataTable":"t","statusTable":"s",)" +
          members + "}}," + Writer("W")));
  return services::ParseJson(job.steps[0].config_json);
}

Setting SettingOf(Bench* bench, const std::string& text) {
  return bench->Run(Job(Reader("R") + "," + Writer("W"), ",\"setting\":" + text)).setting;
}

}  // namespace

TEST_CASE("Quirk01.HashCommentsAfterValuesAndBrackets") {
  CHECK(Canonical("{\"column\":[  #columns\n{\"name\": \"a\"} # first\n],# end\n"
                  "\"n\": 1 #插件名,不能修改。\n}") ==
        R"({"column":[{"name":"a"}],"n":1})");
}

TEST_CASE("Quirk02.DoubleHashIsOneComment") {
  CHECK(Canonical("{\"dateFormat\": \"yyyy\", # # The format.\n\"a\":1}") ==
        R"({"dateFormat":"yyyy","a":1})");
}

TEST_CASE("Quirk03.SlashCommentsGluedToAValue") {
  CHECK(Canonical("{\"t\": \"person\",//Name\n\"c\": [//Destination\n\"id\"],\n"
                  "\"n\": 7//Number\n}") == R"({"t":"person","c":["id"],"n":7})");
}

TEST_CASE("Quirk04.CommentsMayHoldAnything") {
  CHECK(Canonical("{\"a\":1, # \"b\": ${no}, {date}, https://x/y, ，。“”\n\"c\":2}") ==
        R"({"a":1,"c":2})");
}

TEST_CASE("Quirk05.MissingCommaBeforeAComment") {
  const Parsed parsed = Parse("{\"concurrent\":1 #jobs\n  \"mbps\":\"12\" #limit\n}");
  CHECK(parsed.errors == "");
  CHECK(parsed.warnings == "1:16: a comma is missing here");
  CHECK(services::WriteJson(parsed.document.root) == R"({"concurrent":1,"mbps":"12"})");
}

TEST_CASE("Quirk06.TrailingCommaInAList") {
  const Parsed parsed = Parse("[{\"name\":\"uid\"},\n]");
  CHECK(parsed.warnings == "1:16: a comma too many before ]");
  CHECK(services::WriteJson(parsed.document.root) == R"([{"name":"uid"}])");
}

TEST_CASE("Quirk07.TrailingCommaInAnObject") {
  const Parsed parsed = Parse("{\"isExportSequenceInfo\": false,\n}");
  CHECK(parsed.warnings == "1:31: a comma too many before }");
  CHECK(services::WriteJson(parsed.document.root) == R"({"isExportSequenceInfo":false})");
}

TEST_CASE("Quirk08.StructuralKeysWithCapitalsAndTrailingBlanks") {
  Bench bench;
  const ResolvedJob job =
      bench.Run(R"({"Type":"job","Steps ":[)" + Reader("R") +
                R"(,{"StepType":"null","Parameter ":{},"NAME":"W","category":"Writer"}],
         "Order":{"Hops":[{"From":"R","To ":"W"}]},
         "Setting ":{"Speed ":{"MBPS":3,"Throttle":true}}})");
  CHECK(job.steps.size() == 2);
  CHECK(job.edges.size() == 1);
  CHECK(job.setting.bytes_per_second == uint64_t{3} << 20U);
  for (const char* key : {"Type", "Steps ", "StepType", "Parameter ", "NAME", "Order",
                          "Hops", "From", "To ", "Setting ", "Speed ", "MBPS"}) {
    const std::string told = "the key \"" + std::string(key) + "\" is read as";
    const size_t first = bench.Warnings().find(told);
    CHECK_MESSAGE(first != std::string::npos, key);
    CHECK_MESSAGE(bench.Warnings().find(told, first + 1) == std::string::npos, key);
  }
}

TEST_CASE("Quirk09.SettingInsideConfigurationWithoutErrorLimit") {
  Bench bench;
  const Setting setting =
      bench
          .Run(R"({"Configuration ":{"reader":{"plugin":"stream","parameter":{}},
                    "writer":{"plugin":"null","parameter":{}},
                    "Setting ":{"Speed ":{"mbps":7,"concurrent":7}}}})")
          .setting;
  CHECK(setting.concurrent == 7);
  CHECK(setting.bytes_per_second == uint64_t{7} << 20U);
  CHECK_FALSE(setting.error_record.has_value());
  CHECK(bench.Warnings().find("errorLimit.record is not set") != std::string::npos);
}

TEST_CASE("Quirk10.TabsBlanksBeforeBracketsAndAfterValues") {
  CHECK(Canonical("\t {\r\n\t  \t\"a\" :\t\"b\" \t\n ,\"c\":[ 1 \n ]\t}\r\n") ==
        R"({"a":"b","c":[1]})");
}

TEST_CASE("Quirk11.NumbersAsStrings") {
  Bench bench;
  const Setting setting = SettingOf(&bench, R"({"errorLimit":{"record":"5"},
                  "speed":{"concurrent":" 4 ","mbps":"12","throttle":"TRUE"}})");
  CHECK(setting.concurrent == 4);
  CHECK(setting.bytes_per_second == uint64_t{12} << 20U);
  CHECK(setting.error_record == 5U);
  CHECK(ReaderConfig(&bench, R"("maxRetries":"30")").Find("maxRetries")->text == "30");
}

TEST_CASE("Quirk12.NumbersAsNumbers") {
  Bench bench;
  CHECK(ReaderConfig(&bench, R"("maxRetries":30,"envType":1,"date":20230423)")
            .Find("date")
            ->is_string());
  CHECK(SettingOf(&bench, R"({"speed":{"concurrent":7}})").concurrent == 7);
}

TEST_CASE("Quirk13.BooleansAsStringsAndAsBooleans") {
  Bench bench;
  CHECK(ReaderConfig(&bench, R"("newVersion":"true","isTimeseriesTable":"true")")
            .Find("isTimeseriesTable")
            ->boolean);
  CHECK_FALSE(ReaderConfig(&bench, R"("isTimeseriesTable":false)")
                  .Find("isTimeseriesTable")
                  ->boolean);
}

TEST_CASE("Quirk14.EmptyStringsArePlaceholders") {
  Bench bench;
  const services::Json config = ReaderConfig(
      &bench, R"("datasource":"","startTimestampMillis":"","endTimestampMillis":"  ")");
  CHECK(config.Find("datasource") == nullptr);
  CHECK(config.Find("startTimestampMillis") == nullptr);
  CHECK(config.Find("endTimestampMillis") == nullptr);
  CHECK(bench
            .Errors(Job(R"({"stepType":"otsstream","category":"reader","name":"R",
                            "parameter":{"dataTable":"","statusTable":"s"}},)" +
                        Writer("W")))
            .find("dataTable is blank; give it a value") != std::string::npos);
}

TEST_CASE("Quirk15.BlankErrorLimitIsNoLimit") {
  Bench bench;
  CHECK_FALSE(
      SettingOf(&bench, R"({"errorLimit":{"record":""}})").error_record.has_value());
  CHECK(bench.Warnings().find("any number of dirty rows is tolerated") !=
        std::string::npos);
  CHECK(SettingOf(&bench, R"({"errorLimit":{"record":"0"}})").error_record == 0U);
  CHECK(bench.Warnings() == "");
}

TEST_CASE("Quirk16.TheDatePlaceholderReachesTheConnectorAsItStands") {
  Bench bench;
  CHECK(ReaderConfig(&bench, R"("date":"yyyyMMdd")").Find("date")->text == "yyyyMMdd");
}

TEST_CASE("Quirk17.StatusTablesOfTwoSpellingsAreTwoTables") {
  Bench bench;
  const auto key = [&](const char* table) {
    return bench
        .Run(Job(R"({"stepType":"otsstream","category":"reader","name":"R","parameter":{
                    "dataTable":"t","statusTable":")" +
                 std::string(table) + "\"}}," + Writer("W")))
        .job_key;
  };
  CHECK(key("TablestoreStreamReaderStatusTable") !=
        key("TableStoreStreamReaderStatusTable"));
}

TEST_CASE("Quirk18.AStepWithoutStepTypeInNoHop") {
  Bench bench;
  const std::string steps = Reader("R") + "," + Writer("W");
  for (const char* parameter :
       {"{}", R"({"nodes":[],"edges":[],"groups":[],"version":"2.0"})"}) {
    const ResolvedJob job = bench.Run(
        Job(steps + R"(,{"name":"Processor","category":"processor","parameter":)" +
                parameter + "}",
            Hops({{"R", "W"}})));
    CHECK(job.steps.size() == 2);
    CHECK(job.edges.size() == 1);
  }
}

TEST_CASE("Quirk19.OneBraceWithoutDollarIsText") {
  CHECK(Canonical(R"(["instance/table/{date}","{date}","$ {date}"])") ==
        R"(["instance/table/{date}","{date}","$ {date}"])");
}

TEST_CASE("Quirk20.ABuiltInInsideALongerString") {
  Bench bench;
  const ResolvedJob job =
      bench.Run(Job(Reader("R") + R"(,{"stepType":"null","category":"writer","name":"W",
          "parameter":{"partition":"pt=${bdp.system.bizdate}"}})"));
  CHECK(job.steps[1].key_json == R"({"partition":"pt=20230422"})");
}

TEST_CASE("Quirk21.TypeWordsInAnyCase") {
  Bench bench;
  const ResolvedJob job =
      bench.Run(Job(Reader("R") + R"(,{"stepType":"oss","category":"writer","name":"W",
          "parameter":{"object":"o","writeMode":"TRUNCATE","fileFormat":"Csv"}})"));
  const services::Json config = services::ParseJson(job.steps[1].config_json);
  CHECK(config.Find("writeMode")->text == "truncate");
  CHECK(config.Find("fileFormat")->text == "csv");
}

TEST_CASE("Quirk22.ProseAfterAOneLineJobIsNamed") {
  const Parsed parsed = Parse("{ \"type\": \"job\" }步骤三:运行");
  CHECK(
      parsed.errors ==
      "1:18: the document ended before \"步骤三:运行\": delete it, or an opening bracket "
      "is missing");
}

TEST_CASE("Quirk23.KeysWithTrailingBlankAndASingleSlashComment") {
  Bench bench;
  const services::Json config =
      ReaderConfig(&bench, "\"startTimeString \":\"20230423175000\" /rate limit\n");
  CHECK(config.Find("startTimeString")->text == "20230423175000");
  CHECK(bench.Warnings().find("blanks around the key \"startTimeString\" are ignored") !=
        std::string::npos);
  CHECK(bench.Warnings().find("a comment begins with one slash; write //") !=
        std::string::npos);
}

TEST_CASE("QuirkOfTheEngine.DoubleCommaIsRefused") {
  CHECK(Parse("[1,,2]").errors ==
        "1:4: a value is missing before the comma: delete the comma");
}

TEST_CASE("QuirkOfTheEngine.SingleQuotesAndUnquotedKeysAreBorne") {
  CHECK(Canonical("{a:'x',$b_1:'\"'}") == R"({"a":"x","$b_1":"\""})");
}

TEST_CASE("QuirkOfTheEngine.UnquotedWordsAreRefused") {
  CHECK(Parse("[csv]").errors ==
        "1:2: csv is not a value: write \"csv\" in double quotes");
  CHECK(Parse("[True]").errors == "1:2: True: write true");
  CHECK(Parse("[None]").errors == "1:2: None: write null");
}

TEST_CASE("QuirkOfTheEngine.OfTwoEqualKeysTheLastWins") {
  CHECK(Canonical(R"({"a":1,"b":2,"a":{"c":3}})") == R"({"a":{"c":3},"b":2})");
}

TEST_CASE("QuirkOfTheEngine.ByteOrderMarkRawTabAndLineEndAreBorne") {
  CHECK(Canonical("\xEF\xBB\xBF[\"a\tb\",\"c\nd\"]") == R"(["a\tb","c\nd"])");
}

TEST_CASE("QuirkOfTheEngine.NumbersKeepTheirDigits") {
  CHECK(Canonical("[007,1.50,123456789012345678901234567890,-0]") ==
        "[7,1.50,123456789012345678901234567890,-0]");
}

TEST_CASE("QuirkOfTheEngine.CommentsMayStandAnywhereHere") {
  CHECK(Canonical("# a\n/* b */ {\"x\" /* c */ : // d\n 1} # e\n// f") == R"({"x":1})");
}

TEST_CASE("QuirkOfTheEngine.UnknownEscapesAreRefused") {
  CHECK(Parse(R"(["\d+"])").errors ==
        R"(1:3: unknown escape \d: for a backslash write \\d)");
}

TEST_CASE("QuirkOfTheEngine.AnEmptyDocumentIsRefused") {
  CHECK(Parse(" \n").errors == "2:1: the document is empty");
}

}  // namespace hopline::job
