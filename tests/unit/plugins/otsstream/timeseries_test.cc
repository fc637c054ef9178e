// Streams of time-series tables: points come out as rows of fields, tags and key.
#include <doctest/doctest.h>

#include "plugins/otsstream/row_mode.h"
#include "tests/unit/plugins/otsstream/stream_run.h"
#include "wire/common/crc32c.h"
#include "wire/tablestore/timeseries_messages.h"
#include "wire/tablestore/timeseries_rows_writer.h"
#include "wire/tablestore/timeseries_table_messages.h"

namespace hopline::plugins::otsstream {
namespace {

namespace ts = wire::tablestore;

using Rows = std::vector<std::string>;

constexpr char kSeries[] =
    R"(,"dataTable":"series","mode":"single_version_and_update_only",)"
    R"("isTimeseriesTable":true,"newVersion":true)";

std::string Columns(const std::string& list) {
  return std::string(kSeries) + ",\"column\":[" + list + "]";
}

/// A time-series table beside the wide one.
struct Series : TestTable {
  explicit Series(std::string table = "series", std::vector<std::string> key = {})
      : name(std::move(table)) {
    ts::CreateTimeseriesTableRequest request;
    request.meta.name = name;
    request.meta.key_schema = std::move(key);
    request.meta.time_to_live_s = -1;
    Send("CreateTimeseriesTable", Encode(request));
  }

  void PutPoint(const std::string& source, std::vector<ts::TagView> tags, int64_t time_us,
                std::vector<ts::FieldView> fields) {
    ts::TimeseriesRowView point;
    point.measurement = "cpu";
    point.source = source;
    point.tag_list = std::move(tags);
    point.time_us = time_us;
    point.fields = std::move(fields);
    ts::TimeseriesRowsWriter writer;
    writer.Add(point);
    ts::PutTimeseriesDataRequest request;
    request.table_name = name;
    request.rows = writer.Finish();
    request.crc32c = wire::Crc32c(0, request.rows);
    request.supported_table_version = 1;
    ts::PutTimeseriesDataResponse reply;
    REQUIRE(ts::Decode(Send("PutTimeseriesData", Encode(request)), &reply).ok());
    REQUIRE(reply.failed_rows.empty());
  }

  std::string name;
};

TEST_CASE_FIXTURE(Series, "a point gives its key, its tags and its fields") {
  At(kT0);
  PutPoint(
      "host1", {{"os", "linux"}, {"zone", "a,b"}}, 1600000000123456,
      {{"temp", ts::ValueView::Double(36.5)}, {"os", ts::ValueView::String("field")}});
  PutPoint("", {}, 7, {{"temp", ts::ValueView::Integer(3)}});
  At(kT0 + 7 * kMinute);
  TestWindow window(*this, kT0, kT0 + kMinute,
                    Columns(R"({"name":"_m_name"},{"name":"_data_source"},)"
                            R"({"name":"_tags"},{"name":"_time"},{"name":"temp"},)"
                            R"({"name":"os"},{"name":"os","is_timeseries_tag":true},)"
                            R"({"name":"zone","isTag":true,"is_timeseries_tag":true},)"
                            R"({"name":"time"},{"name":"_#h"})"));
  CHECK(window.Run() ==
        Rows{R"(cpu|host1|["os=linux","zone=a,b"]|1600000000123456|d36.500000|field|)"
             R"(linux|a,b|null|null)",
             "cpu||[]|7|3|null|null|null|null|null"});
}

TEST_CASE("a tag with a key column of its own is a tag") {
  Series table("series2", {"_m_name", "_tags", "region"});
  table.At(kT0);
  table.PutPoint("", {{"os", "linux"}, {"region", "hz"}}, 7,
                 {{"region", ts::ValueView::String("field")}});
  table.At(kT0 + 7 * kMinute);
  TestWindow window(table, kT0, kT0 + kMinute,
                    R"(,"dataTable":"series2","isTimeseriesTable":true,)"
                    R"("mode":"single_version_and_update_only","column":[)"
                    R"({"name":"region","is_timeseries_tag":true},)"
                    R"({"name":"os","is_timeseries_tag":true},{"name":"region"}])");
  CHECK(window.Run() == Rows{"hz|linux|field"});
}

TEST_CASE_FIXTURE(Series, "columns have the types of key, tag and declaration") {
  TestWindow window(*this, kT0, kT0 + kMinute,
                    Columns(R"({"name":"_time"},{"name":"_m_name"},{"name":"a"},)"
                            R"({"name":"b","type":"INT"},)"
                            R"({"name":"_time","is_timeseries_tag":true})"));
  const Schema schema = window.Open()->ReadSchema();
  std::vector<Type> types;
  for (const Field& field : Fields::Read(*schema)) types.push_back(field.type);
  CHECK(types == std::vector<Type>{Type::kInt64, Type::kUtf8, Type::kVariant,
                                   Type::kInt64, Type::kUtf8});
}

TEST_CASE_FIXTURE(Series, "chained windows over a split give the log, exactly") {
  Rows expected;
  Rows found;
  const std::string columns = Columns(R"({"name":"_data_source"},{"name":"n"})");
  for (int64_t hour = 0; hour < 6; ++hour) {
    const int64_t start = kT0 + hour * 60 * kMinute;
    for (int64_t i = 0; i < 20; ++i) {
      if (hour == 3) break;  // an empty one
      At(start + i * 3 * kMinute);
      if (i == 10 && hour < 3) Split("series");
      const std::string source = "h" + std::to_string(i);
      PutPoint(source, {}, i, {{"n", ts::ValueView::Integer(hour)}});
      expected.push_back(source + "|" + std::to_string(hour));
    }
    At(start + 66 * kMinute);
    Rows rows = TestWindow(*this, start, start + 60 * kMinute, columns).Run(2);
    const Rows again = TestWindow(*this, start, start + 60 * kMinute, columns).Run(2);
    CHECK(again == rows);
    found.insert(found.end(), rows.begin(), rows.end());
  }
  CHECK(Sorted(found) == Sorted(expected));
  CHECK(Shards("series").size() == 7);
}

Error Refusal(TestTable& table, const std::string& more) {
  table.At(kT0 + 7 * kMinute);
  try {
    TestWindow window(table, kT0, kT0 + kMinute, more);
    window.ColumnNames();
    window.MakePlan();
  } catch (const Error& error) {
    return error;
  }
  FAIL("must be refused");
  return Error(0, "");
}

TEST_CASE_FIXTURE(Series,
                  "tables of the other kind, and what goes with them, are refused") {
  const std::string column = R"({"name":"a"})";
  CHECK(Says(Refusal(*this, Columns(column) + R"(,"dataTable":"orders")"),
             "/isTimeseriesTable: The table [orders] is not timeseries data table"));
  CHECK(Says(Refusal(*this, Columns(column) + R"(,"dataTable":"none")"),
             "The data table none does not exist"));
  CHECK(Says(Refusal(*this, Columns(column) + R"(,"isTimeseriesTable":false)"),
             "series is a time-series table; set isTimeseriesTable to true"));
  CHECK(Says(Refusal(*this, kSeries),
             R"("column": [{"name": "_m_name"}, {"name": "_data_source"}, )"
             R"({"name": "_tags"}, {"name": "_time"}, …] with the fields and tags)"));
  for (const char* image : {"old", "latest"}) {
    CHECK(Says(Refusal(*this, Columns(std::string(R"({"name":"a","dataType":")") + image +
                                      R"("})")),
               "/column/0/dataType: points of a time series"));
  }
  CHECK(Says(Refusal(*this, RowMode({"a"}) +
                                R"(,"column":[{"name":"a","is_timeseries_tag":true}])"),
             "/column/0/is_timeseries_tag: only time-series tables have tags"));
}

TEST_CASE("tags that are no tags fail the task") {
  TestHost::Install();
  OutputColumn tag{"os", std::nullopt, ColumnImage::kNew, true};
  RowModeRows rows({tag}, {{"os", std::nullopt}}, Attributes::kOfSeries, {}, {});
  LogRecord record;
  ts::CellView key;
  key.name = "_tags";
  key.value = ts::ValueView::String("os=linux");
  record.row.key = {key};
  CHECK_THROWS_WITH_AS(
      rows.Append(record, "shard", 1),
      doctest::Contains("Parse \"_tags\" fail, please check your config"), Error);
}

}  // namespace
}  // namespace hopline::plugins::otsstream
