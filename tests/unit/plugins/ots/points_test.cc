// Time-series tables: points as records, and back.
#include <doctest/doctest.h>

#include <set>

#include "tests/unit/plugins/ots/write_run.h"

namespace hopline::plugins::ots {
namespace {

using Lines = std::vector<std::string>;

constexpr char kPoints[] =
    R"("table":"points","newVersion":true,"isTimeseriesTable":true,)";
constexpr char kSeed[] =
    R"("column":[{"name":"_m_name"},{"name":"_data_source"},{"name":"_tags"},)"
    R"({"name":"_time"},{"name":"s","type":"STRING"},{"name":"b","type":"BOOL"},)"
    R"({"name":"i","type":"INT"},{"name":"d","type":"DOUBLE"},{"name":"x","type":"BINARY"}])";
constexpr char kBrief[] =
    R"("column":[{"name":"_m_name"},{"name":"_time"},{"name":"v","type":"INT"}])";

struct PointTable : TestTable {
  PointTable() { AddTimeseriesTable("points"); }
};

Lines Read(TestTable& table, const std::string& more, uint32_t tasks = 1) {
  return Sorted(TestRead(table, kPoints + more).Run(tasks));
}

TEST_CASE("points are read with what identifies them, tags, fields and constants") {
  PointTable table;
  table.PutPoint("points", "cpu", "host", R"(["os=linux","zone=a,b"])", 5,
                 {{"v", Int(7)}, {"s", Text("x")}});
  table.PutPoint("points", "mem", "", "[]", 6, {{"v", Real(1.5)}});
  TestRead read(
      table, std::string(kPoints) +
                 R"("column":[{"name":"_time"},{"name":"zone","is_timeseries_tag":true},)"
                 R"({"name":"_tags"},{"name":"_m_name"},{"name":"_data_source"},)"
                 R"({"name":"v"},{"name":"s","type":"STRING"},{"name":"none"},)"
                 R"({"type":"int","value":"1"}])");
  CHECK(read.Columns() == Lines{"_time:l", "zone:u", "_tags:u", "_m_name:u",
                                "_data_source:u", "v:variant", "s:u", "none:variant",
                                ":l"});
  CHECK(Sorted(read.Run()) ==
        Lines{R"(5|a,b|["os=linux","zone=a,b"]|cpu|host|7|x|null|1)",
              "6|null|[]|mem||d1.500000|null|null|1"});
}

TEST_CASE("points without any of the fields are not lost") {
  PointTable table;
  table.PutPoint("points", "cpu", "", "[]", 1, {{"other", Int(1)}});
  table.PutPoint("points", "cpu", "", "[]", 2, {{"v", Text("another type")}});
  CHECK(Read(table, kBrief).size() == 1);
  TestRead read(table,
                kPoints + std::string(R"("column":[{"name":"_time"},{"name":"v"}])"));
  CHECK(Sorted(read.Run()) == Lines{"1|null", "2|another type"});
}

TEST_CASE("measurement and time range choose points, splits cover them once") {
  PointTable table;
  for (int i = 0; i < 300; ++i) {
    table.PutPoint("points", i % 2 == 0 ? "even" : "odd", "h" + std::to_string(i % 10),
                   "[]", i, {{"v", Int(i)}});
  }
  const std::string columns = R"("column":[{"name":"v"}])";
  CHECK(Read(table, columns).size() == 300);
  CHECK(Read(table, columns + R"(,"measurementName":"odd")", 3).size() == 150);
  CHECK(Read(table, columns + R"(,"timeRange":{"begin":10,"end":12})") ==
        Lines{"10", "11"});
  CHECK(Read(table, columns + R"(,"timeRange":{"begin":298})").size() == 2);
  for (const uint32_t tasks : {1U, 2U, 7U, 300U}) {
    TestRead read(table, kPoints + columns);
    const Lines all = read.Run(tasks);
    CHECK(all.size() == 300);
    CHECK(read.plan.tasks.size() <= tasks);
    CHECK(std::set<std::string>(all.begin(), all.end()).size() == 300);
  }
}

TEST_CASE("records become points: null fields are left out, tags are merged") {
  PointTable table;
  TestWrite write(
      table,
      std::string(kPoints) +
          R"("column":[{"name":"v","type":"INT"},{"name":"_tags"},{"name":"_time"},)"
          R"({"name":"os","is_timeseries_tag":true},{"name":"_m_name"},)"
          R"({"name":"s","type":"STRING"},{"name":"az","isTag":true,"is_timeseries_tag":true}])",
      TextFields(7));
  write.Run(
      {{T("1"), T(R"(["os=old","b=2"])"), T("10"), T("new"), T("cpu"), Null(), T("z")},
       {Null(), Null(), T("11"), Null(), T("cpu"), T("text"), Null()},
       {T("3"), T(""), T("12"), T("x"), T("cpu"), T(""), Null()}});
  CHECK(write.scope.dirty.empty());
  CHECK(table.DumpPoints("points") ==
        Lines{R"(cpu||["az=z","b=2","os=new"]|10|v|1)", R"(cpu||["os=x"]|12|s|)",
              R"(cpu||["os=x"]|12|v|3)", "cpu||[]|11|s|text"});
}

TEST_CASE("times come in the unit of the script") {
  for (const auto& [unit, expected] : {std::pair{"NANOSECONDS", "0"},
                                       {"microseconds", "120"},
                                       {"MILLISECONDS", "120000"},
                                       {"Seconds", "120000000"},
                                       {"MINUTES", "7200000000"}}) {
    PointTable table;
    TestWrite write(table,
                    kPoints + std::string(kBrief) + R"(,"timeunit":")" + unit + "\"",
                    TextFields(3));
    write.Run({{T("m"), T("120"), T("1")}});
    CHECK(table.DumpPoints("points") == Lines{std::string("m||[]|") + expected + "|v|1"});
  }
}

TEST_CASE("records that are no points are dirty, with column and reason") {
  PointTable table;
  TestWrite write(
      table,
      kPoints + std::string(R"("timeunit":"MINUTES","column":[{"name":"_m_name"},)"
                            R"({"name":"_tags"},{"name":"_time"},)"
                            R"({"name":"v","type":"INT"}])"),
      TextFields(4));
  write.Run({{Null(), T("[]"), T("1"), T("1")},
             {T(""), T("[]"), T("1"), T("1")},
             {T("m"), T("no tags"), T("1"), T("1")},
             {T("m"), T(R"(["a="])"), T("1"), T("1")},
             {T("m"), T("[]"), Null(), T("1")},
             {T("m"), T("[]"), T("soon"), T("1")},
             {T("m"), T("[]"), T("9000000000000000000"), T("1")},
             {T("m"), T("[]"), T("1"), T("one")},
             {T("m"), T("[]"), T("1"), Null()},
             {T("m"), T("[]"), T("-1"), T("1")},
             {T("m"), T("[]"), T("1"), T("7")}});
  CHECK(table.DumpPoints("points") == Lines{"m||[]|60000000|v|7"});
  REQUIRE(write.scope.dirty.size() == 10);
  CHECK(write.scope.dirty_rows == 10);
  const auto& dirty = write.scope.dirty;
  CHECK(dirty[0].reason.starts_with("The value of the '_m_name' (measurement)"));
  CHECK(dirty[2].column == "_tags");
  CHECK(dirty[4].reason == "The value of the '_time' field cannot be empty");
  CHECK(dirty[6].reason.find("timeunit") != std::string::npos);
  CHECK(dirty[7].column == "v");
  CHECK(dirty[8].reason.find("every column is null") != std::string::npos);
  CHECK(dirty[9].reason.find("OTSParameterInvalid") != std::string::npos);
}

TEST_CASE("a copy of a time-series table is the same table, also when made again") {
  PointTable table;
  table.AddTimeseriesTable("copy");
  for (int i = 0; i < 1'000; ++i) {
    table.PutPoint(
        "points", "m" + std::to_string(i % 3), i % 4 == 0 ? "" : "host",
        i % 5 == 0 ? "[]" : R"(["k=[,\","n=)" + std::to_string(i % 50) + R"("])",
        1'600'000'000'000'000 + i,
        {{"s", Text("\xe4\xb8\xad")},
         {"b", Bool(i % 2 == 0)},
         {"i", Int(-i)},
         {"d", Real(i / 8.0)},
         {"x", Bytes(std::string("\0\xff", 2))}});
  }
  for (int round = 0; round < 2; ++round) {
    TestRead read(table, kPoints + std::string(kSeed));
    const auto reader = read.Open();
    const Schema schema = reader->ReadSchema();
    TestWrite write(table,
                    R"("newVersion":true,"isTimeseriesTable":true,"table":"copy",)" +
                        std::string(kSeed),
                    Fields::Read(*schema));
    const auto writer = write.Open();
    CHECK(writer->Capabilities(HOPLINE_CAP_IDEMPOTENT) == HOPLINE_CAP_IDEMPOTENT);
    const std::string token = writer->Prepare(*schema);
    for (const PlanTask& task : reader->MakePlan({2, 0}).tasks) {
      TaskContext from;
      from.task = task.entry;
      from.scope = read.scope;
      TaskContext to;
      to.task = token;
      to.scope = write.scope;
      const auto source = reader->OpenTask(std::move(from));
      const auto sink = writer->OpenTask(std::move(to), *schema);
      while (Batch batch = source->Next()) sink->Write(std::move(batch));
      sink->Prepare();
    }
    CHECK(write.scope.dirty.empty());
    CHECK(table.DumpPoints("copy") == table.DumpPoints("points"));
  }
  CHECK(table.DumpPoints("copy").size() == 5'000);
}

TEST_CASE("puts that go wrong are sent again") {
  for (const auto mishap : {Loopback::Mishap::kLostRequest, Loopback::Mishap::kLostReply,
                            Loopback::Mishap::kRefused}) {
    PointTable table;
    TestWrite write(table, kPoints + std::string(kBrief), TextFields(3));
    table.transport.Fail("PutTimeseriesData", mishap, 3);
    std::vector<Record> records;
    for (int i = 0; i < 500; ++i)
      records.push_back({T("m"), T(std::to_string(i)), T("1")});
    write.Run(records);
    CHECK(table.DumpPoints("points").size() == 500);
  }
}

TEST_CASE("tables that are missing, or of the other kind, are told") {
  TestTable table;
  const std::string brief = kPoints + std::string(kBrief);
  const Error reading = TestRead(table, brief).Fails();
  CHECK(reading.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(Says(reading, "/table: time-series table points does not exist"));
  const Error writing = TestWrite(table, brief, TextFields(3)).Fails();
  CHECK(writing.code() == HOPLINE_STATUS_NOT_FOUND);
  CHECK(Says(writing, "leave isTimeseriesTable out"));
}

}  // namespace
}  // namespace hopline::plugins::ots
