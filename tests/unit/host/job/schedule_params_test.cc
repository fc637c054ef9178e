#include "host/job/schedule_params.h"

#include <doctest/doctest.h>

#include <string>

#include "host/services/exit_code.h"

namespace hopline::job {
namespace {

struct Example {
  const char* cyctime;
  const char* expression;
  const char* value;
};

std::string Evaluate(const char* cyctime, const char* expression) {
  const WallTime time = ParseWallTime(cyctime);
  return EvaluateSchedule(expression, time, time);
}

std::string Refusal(const char* expression) {
  try {
    return "accepted: " + Evaluate("2023-04-23 19:00:00", expression);
  } catch (const services::Failure& failure) {
    CHECK(failure.code() == services::ExitCode::kUsage);
    return failure.what();
  }
}

}  // namespace

TEST_CASE("Schedule.GivesTheWorkedExamples") {
  static constexpr const char* kWindowStart = "$[yyyymmddhh24-2/24]$[miss-10/24/60]";
  static constexpr const char* kWindowEnd = "$[yyyymmddhh24-1/24]$[miss-10/24/60]";
  const Example examples[] = {
      {"2023-04-23 19:00:00", kWindowStart, "20230423175000"},
      {"2023-04-23 19:00:00", kWindowEnd, "20230423185000"},
      {"2023-04-23 00:00:00", kWindowStart, "20230422225000"},
      {"2023-04-23 00:00:00", kWindowEnd, "20230422235000"},
      {"2023-04-23 01:00:00", kWindowStart, "20230422235000"},
      {"2023-04-23 01:00:00", kWindowEnd, "20230423005000"},
      {"2023-04-23 19:05:00", kWindowStart, "20230423175500"},
      {"2023-04-23 19:15:00", kWindowStart, "20230423170500"},
      {"2023-04-23 19:00:00", "$[yyyymmddhh24miss-70/24/60]", "20230423175000"},
      {"2023-04-23 19:00:00", "$[yyyymmddhh24miss-130/24/60]", "20230423165000"},
      {"2024-03-01 00:00:00", kWindowStart, "20240229225000"},
      {"2023-03-01 00:00:00", kWindowStart, "20230228225000"},
      {"2024-01-01 00:00:00", kWindowEnd, "20231231235000"},
      {"2024-01-01 01:00:00", kWindowStart, "20231231235000"},
      {"2025-05-28 18:10:00", "$[yyyymmddhh24miss-10/24/60]", "20250528180000"},
      {"2025-05-28 18:10:00", "$[yyyymmddhh24miss-5/24/60]", "20250528180500"},
      {"2025-05-28 00:03:00", "$[yyyymmddhh24miss-5/24/60]", "20250527235800"},
      {"2024-03-01 00:05:00", "$[yyyymmddhh24miss-10/24/60]", "20240229235500"},
      {"2023-03-01 00:05:00", "$[yyyymmddhh24miss-10/24/60]", "20230228235500"},
      {"2025-01-01 00:05:00", "$[yyyymmddhh24miss-10/24/60]", "20241231235500"},
      {"2025-11-01 02:30:45", "${yyyymmdd}", "20251031"},
      {"2025-11-01 02:30:45", "$bizdate", "20251031"},
      {"2025-11-01 02:30:45", "$[yyyymmddhh24miss]", "20251101023045"},
      {"2025-11-01 02:30:45", "$cyctime", "20251101023045"},
      {"2025-11-01 02:30:45", "${yyyy},$[yyyy]", "2025,2025"},
      {"2025-11-01 02:30:45", "${mm},$[mm]", "10,11"},
      {"2025-11-01 02:30:45", "${dd},$[dd]", "31,01"},
      {"2025-11-01 02:30:45", "$[hh24],$[hh],$[mi],$[ss]", "02,02,30,45"},
      {"2025-11-01 02:30:45", "${yyyymm},$[yyyymm]", "202510,202511"},
      {"2025-11-01 02:30:45", "${yyyy-mm-dd},$[yyyy-mm-dd]", "2025-10-31,2025-11-01"},
      {"2025-11-01 02:30:45", "$[hh24:mi:ss]", "02:30:45"},
      {"2025-11-01 00:00:00", "$bizdate,$cyctime,$gmtdate,$bizmonth",
       "20251031,20251101000000,20251101,202510"},
      {"2025-07-20 10:30:00", "$[hh24:mi:ss-1/24/60]", "10:29:00"},
      {"2025-07-20 10:30:00", "$[hh24:mi:ss-1/24]", "09:30:00"},
      {"2025-07-20 10:30:00", "$[yyyymmddhh24miss-1]", "20250719103000"},
      {"2025-07-20 10:30:00", "$[yyyymmdd-1],$[yyyy-mm-dd-1]", "20250719,2025-07-19"},
      {"2025-07-20 10:30:00", "${yyyy-mm-dd}", "2025-07-19"},
      {"2025-07-20 10:30:00", "${dd}", "19"},
      {"2025-07-20 10:30:00", "${yy},${yyyy-1}", "25,2024"},
      {"2025-07-20 10:30:00", "${yyyy-mm-dd-29}", "2025-06-20"},
      {"2025-07-20 10:30:00", "${yyyy-mm-dd-364}", "2024-07-20"},
      {"2025-07-20 10:30:00", "$[add_months(yyyymmdd,-1)]", "20250620"},
      {"2025-07-20 10:30:00", "$[add_months(yyyymmdd,-12)]", "20240720"},
      {"2025-03-31 00:00:00", "$[add_months(yyyymmdd,-1)]", "20250228"},
      {"2024-03-31 00:00:00", "$[add_months(yyyymmdd,-1)]", "20240229"},
      {"2024-02-29 00:00:00", "$[add_months(yyyymmdd,12)]", "20250228"},
      {"2024-02-29 00:00:00", "$[add_months(yyyymmdd,-12*4)]", "20200229"},
      {"2024-01-31 08:00:00", "$[add_months(yyyy-mm-dd,1)]", "2024-02-29"},
      {"2024-01-31 08:00:00", "$[add_months(yyyymmdd,1)-1]", "20240228"},
      {"2024-05-31 00:10:00", "$[add_months(yyyymmddhh24miss,-3)-15/24/60]",
       "20240228235500"},
      {"2019-01-14 01:00:00", "$[yyyy-mm-dd],$[yyyymmdd-2],$[yyyy-mm-dd-2]",
       "2019-01-14,20190112,2019-01-12"},
      {"2024-03-01 02:00:00", "${yyyymmdd},${yyyymmdd-1}", "20240229,20240228"},
      {"2023-03-01 02:00:00", "${yyyymmdd}", "20230228"},
      {"2024-01-01 02:00:00", "${yyyymmdd},${yyyy},$[yyyy]", "20231231,2023,2024"},
      {"2024-01-01 02:00:00", "${yyyymm-1},${yyyy-1}", "202311,2022"},
      {"2024-03-31 02:00:00", "${yyyymm-1}", "202402"},
      {"2024-04-01 02:00:00", "${yyyymm-1}", "202402"},
      {"2024-03-15 02:00:00", "${yyyymmdd-7*2}", "20240229"},
      {"2024-03-15 02:00:00", "${yyyymmdd+1}", "20240315"},
      {"2024-03-15 02:00:00", "${yyyymm}01", "20240301"},
      {"2024-03-15 02:00:00", "${yyyy/mm/dd}", "2024/03/14"},
      {"2025-01-01 00:10:00", "$[yyyy-15/24/60],$[mm-1/24],$[mi-15/24/60]", "2024,12,55"},
      {"2024-03-01 00:00:00", "$[yyyymmddhh24miss-1]", "20240229000000"},
      {"2024-03-01 12:34:56", "$[yyyymmddhh24miss-1-1/24]", "20240229113456"},
      {"2024-03-01 12:34:56", "$[yyyymmdd+7]", "20240308"},
      {"2024-12-31 23:59:59", "$[yyyymmddhh24miss+1/24/60]", "20250101000059"},
      {"2024-12-31 12:00:00", "$[yyyymmdd-365]", "20240101"},
      {"2025-06-01 15:00:00", "$[yyyymmdd]$[hh24-1/24]0000", "20250601140000"},
      {"2025-06-01 00:00:00", "$[yyyymmdd]$[hh24-1/24]0000", "20250601230000"},
      {"2025-03-16 00:00:00", "${yyyymmdd},$[yyyymmddhh24miss]",
       "20250315,20250316000000"},
      {"2025-03-15 00:00:00", "${yyyymmdd},$[yyyymmddhh24miss]",
       "20250314,20250315000000"},
      {"2024-03-15 02:00:00", "instance/table/$[yyyy-mm-dd]/$[hh24]",
       "instance/table/2024-03-15/02"},
  };
  for (const Example& example : examples) {
    CAPTURE(example.cyctime);
    CAPTURE(example.expression);
    CHECK(Evaluate(example.cyctime, example.expression) == example.value);
  }
}

TEST_CASE("Schedule.BearsBlanksAroundOffsets") {
  CHECK(Evaluate("2023-04-23 19:00:00", "$[yyyymmdd hh24:mi:ss]") == "20230423 19:00:00");
  CHECK(Evaluate("2023-04-23 19:00:00", "$[yyyymmdd hh24 - 1/24]") == "20230423 18");
}

TEST_CASE("Schedule.TwelveHourClockHasNoHourZero") {
  CHECK(Evaluate("2023-04-23 00:00:00", "$[hh12]") == "12");
  CHECK(Evaluate("2023-04-23 12:00:00", "$[hh]") == "12");
  CHECK(Evaluate("2023-04-23 13:00:00", "$[hh]") == "01");
}

TEST_CASE("Schedule.LeavesOtherDollarsAlone") {
  CHECK(Evaluate("2023-04-23 19:00:00", "pa$$word$") == "pa$$word$");
  CHECK(Evaluate("2023-04-23 19:00:00", "${bdp.system.bizdate}") == "20230422");
  CHECK(Evaluate("2023-04-23 19:00:00", "${bdp.system.cyctime}") == "20230423190000");
}

TEST_CASE("Schedule.GmtdateIsTheScheduleTimesDateHoweverLateTheRun") {
  const WallTime cyctime = ParseWallTime("2025-03-16 00:00:00");
  CHECK(EvaluateSchedule("$gmtdate", cyctime, ParseWallTime("2025-04-01")) == "20250316");
}

TEST_CASE("Schedule.TakesTheMonthBeforeWhenTheBusinessDateIsInTheCurrentMonth") {
  const WallTime cyctime = ParseWallTime("2025-11-20 00:00:00");
  CHECK(EvaluateSchedule("$bizmonth", cyctime, cyctime) == "202510");
  CHECK(EvaluateSchedule("$bizmonth", cyctime, ParseWallTime("2025-12-05")) == "202511");
}

TEST_CASE("Schedule.RefusesWithTheReason") {
  const std::pair<const char*, const char*> cases[] = {
      {"$[yyyymmdd", "never closed"},
      {"${yyyymmdd-1/24}", "whole offsets"},
      {"${yyyymmddhh24}", "no hours"},
      {"$[yyyyMMdd]", "lower case"},
      {"$[]", "no date word"},
      {"${name}", "no date word"},
      {"$[yyyy-1/0]", "divides by zero"},
      {"$[yyyymmdd-99999999999]", "too large"},
      {"$[yyyymmdd-9999999]", "the year leaves"},
      {"$[yyyymmdd-1/9999999/9999999]", "too fine"},
      {"$[yyyymmdd-1x]", "only offsets"},
      {"$[add_months(yyyymmdd)]", "add_months(format,months)"},
      {"$[add_months(yyyymmdd,-1]", "add_months(format,months)"},
      {"$nodeid", "DataWorks id"},
  };
  for (const auto& one : cases) {
    const char* const expression = one.first;
    CAPTURE(expression);
    const std::string refusal = Refusal(expression);
    CHECK_MESSAGE(refusal.find(one.second) != std::string::npos, refusal);
  }
}

TEST_CASE("WallTime.ReadsTheThreeForms") {
  const WallTime time = ParseWallTime("2023-04-23 19:00:00");
  CHECK(time.seconds == 1682276400);
  CHECK(ParseWallTime("20230423190000") == time);
  CHECK(ParseWallTime("2023-04-23T19:00:00") == time);
  CHECK(ParseWallTime("20230423").seconds == time.seconds - 19 * 3600);
}

TEST_CASE("WallTime.RefusesWhatIsNoTime") {
  for (const char* text :
       {"", "2023-02-30 00:00:00", "2023-04-23 24:00:00", "yesterday", "2023042319000",
        "2023-04-23 19:00:00Z", "-023-04-23 19:00:00"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(ParseWallTime(text), services::Failure);
  }
}

}  // namespace hopline::job
