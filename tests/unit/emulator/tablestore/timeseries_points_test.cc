#include <doctest/doctest.h>

#include <limits>

#include "timeseries_client.h"
#include "wire/tablestore/timeseries_rows_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::TimeseriesRowView;
using codec::ValueView;
using Lines = std::vector<std::string>;

const std::string kLine = "cpu/host1/[\"os=linux\"]";

TEST_CASE_FIXTURE(TimeseriesClient, "Points.OfEveryTypeAreKept") {
  TimeseriesRowView point = PointAt(1600000000123456);
  point.fields = {{"s", ValueView::String("\u4f60")},   {"b", ValueView::Boolean(false)},
                  {"i", ValueView::Integer(-7)},        {"d", ValueView::Double(0.25)},
                  {"x", ValueView::Binary("\xff\x01")}, {"e", ValueView::String("")}};
  PutAll({point});

  CHECK(Everything() == Lines{kLine + " @1600000000123456 b=false d=double 0.250000 "
                                      "e=string  i=int -7 s=string \u4f60 "
                                      "x=binary \xff\x01"});
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.OfOneTimeReplaceEachOtherWhole") {
  TimeseriesRowView second = PointAt(5);
  second.fields = {{"w", ValueView::Integer(2)}};
  PutAll({PointAt(5), second});

  CHECK(Everything() == Lines{kLine + " @5 w=int 2"});
}

// The service's documents do not say; a point without fields is kept as a point.
TEST_CASE_FIXTURE(TimeseriesClient, "Points.MayHaveNoFields") {
  TimeseriesRowView point = PointAt(5);
  point.fields.clear();
  PutAll({point});

  CHECK(Everything() == Lines{kLine + " @5"});
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.OfOldAndNewClientsMeetInOneTimeLine") {
  TimeseriesRowView old_form = PointAt(1);
  old_form.tag_list.clear();
  old_form.tags = R"(["region=hz","os=linux"])";
  TimeseriesRowView new_form = PointAt(2);
  new_form.tag_list = {{"region", "hz"}, {"os", "linux"}};
  auto request = PutRequestOf({old_form});
  request.supported_table_version.reset();
  Call<codec::PutTimeseriesDataResponse>("PutTimeseriesData", request);
  PutAll({new_form});

  auto get = GetRequest();
  get.key.tag_list.clear();
  get.key.tags = R"(["os=linux","region=hz"])";
  CHECK(GetAll(get).size() == 2);
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.InProtobufAreTakenToo") {
  auto request = PutRequestOf({});
  request.encoding = codec::TimeseriesEncoding::kProtobuf;
  request.rows.clear();
  codec::AppendProtobufRow(PointAt(3), &request.rows);
  request.crc32c.reset();
  Call<codec::PutTimeseriesDataResponse>("PutTimeseriesData", request);

  CHECK(Everything() == Lines{kLine + " @3 v=int 1"});
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.ThatAreRefusedDoNotStopTheOthers") {
  const auto response = Put({PointAt(1), PointAt(-1), PointAt(2), PointAt(-2)});

  REQUIRE(response.failed_rows.size() == 2);
  CHECK(response.failed_rows[0] ==
        codec::FailedRow{1, "OTSParameterInvalid",
                         "Invalid time: -1. It must not be negative."});
  CHECK(response.failed_rows[1].index == 3);
  CHECK(Everything() == Lines{kLine + " @1 v=int 1", kLine + " @2 v=int 1"});
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.InjectedFailuresDoNotStopTheOthers") {
  row_fault = RowFault{"OTSServerBusy", "busy", 2, 2};
  const auto response =
      Put({PointAt(0), PointAt(-1), PointAt(2), PointAt(3), PointAt(4)});

  REQUIRE(response.failed_rows.size() == 3);
  CHECK(response.failed_rows[0].index == 1);
  CHECK(response.failed_rows[1] == codec::FailedRow{0, "OTSServerBusy", "busy"});
  CHECK(response.failed_rows[2] == codec::FailedRow{2, "OTSServerBusy", "busy"});
  CHECK(Everything() == Lines{kLine + " @3 v=int 1", kLine + " @4 v=int 1"});
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.ThatTheServiceRefuses") {
  const auto refusal_of_field = [&](std::string_view name, const ValueView& value) {
    TimeseriesRowView point = PointAt(1);
    point.fields = {{name, value}};
    return Refusal(point);
  };
  const ValueView one = ValueView::Integer(1);
  CHECK(refusal_of_field("", one) == "Invalid field name: ''.");
  CHECK(refusal_of_field("a:b", one) == "Invalid field name: 'a:b'.");
  CHECK(refusal_of_field("1st", one) == "Invalid field name: '1st'.");
  CHECK(refusal_of_field("_tags", one) == "Invalid field name: '_tags'.");
  CHECK(refusal_of_field("nan",
                         ValueView::Double(std::numeric_limits<double>::quiet_NaN())) ==
        "NaN can't be set to double value.");
  CHECK(refusal_of_field("bad", ValueView::String("\xff")) ==
        "Value of column bad must be UTF8 encoding.");
  const std::string long_text(2 * 1024 * 1024 + 1, 'x');
  CHECK(refusal_of_field("long", ValueView::String(long_text)) ==
        "The length of attribute column: 'long' exceeds the MaxLength:2097152 with "
        "CurrentLength:2097153.");

  TimeseriesRowView point = PointAt(1);
  point.fields = {{"v", one}, {"w", one}, {"v", ValueView::String("twice")}};
  CHECK(Refusal(point) == "Duplicated field name: 'v'.");
  point = PointAt(1);
  for (const char* name : {"", "a b", "a#b", "a\n"}) {
    point.measurement = name;
    CHECK(Refusal(point) == "Invalid measurement name: '" + std::string(name) + "'.");
  }
  point = PointAt(1);
  const std::string long_source(257, 's');
  point.source = long_source;
  CHECK(Refusal(point).starts_with("Invalid data source"));
  point = PointAt(1);
  const std::string long_tag(507, 't');
  point.tag_list = {{"k", long_tag}};
  CHECK(Refusal(point).starts_with("Invalid tags"));
  point.tag_list = {{"k", std::string_view(long_tag).substr(1)}};
  CHECK(Refusal(point).empty());
  point.tag_list = {{"a b", "1"}};
  CHECK(Refusal(point) == "Invalid tags: invalid tag name 'a b'.");
  point.tag_list.clear();
  point.tags = "os=linux";
  CHECK(Refusal(point) == "Invalid tags: tags do not stand in brackets.");
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.OfTooManyFieldsAreRefused") {
  std::vector<std::string> names;
  for (int i = 0; i < 1025; ++i) names.push_back("f" + std::to_string(i));
  TimeseriesRowView point = PointAt(1);
  point.fields.clear();
  for (const std::string& name : names) {
    point.fields.push_back({name, ValueView::Integer(1)});
  }
  CHECK(Refusal(point) ==
        "The number of fields exceeds the limit, limit count: 1024, field count: 1025.");
  point.fields.pop_back();
  PutAll({point});
}

TEST_CASE_FIXTURE(TimeseriesClient, "PutRequests.ThatAreBrokenWriteNothing") {
  const auto refusal = [&](const codec::PutTimeseriesDataRequest& request) {
    return Refused("PutTimeseriesData", request).message;
  };
  auto request = PutRequestOf({PointAt(1)});
  request.crc32c = *request.crc32c ^ 1;
  CHECK(refusal(request) == "The checksum of the rows data is mismatch.");
  request = PutRequestOf({PointAt(1)});
  request.rows.resize(request.rows.size() / 2);
  request.crc32c.reset();
  CHECK(refusal(request) == "Invalid rows data: rows are no FlatBufferRows.");
  CHECK(refusal(PutRequestOf({})) == "No row is specified in PutTimeseriesData.");
  CHECK(refusal(PutRequestOf(std::vector(201, PointAt(1)))) ==
        "Rows count exceeds the upper limit: 200.");
  const std::string text(2 * 1024 * 1024, 'x');
  TimeseriesRowView large = PointAt(1);
  large.fields = {{"v", ValueView::String(text)}};
  CHECK(refusal(PutRequestOf({large, large}))
            .starts_with("The total data size of PutTimeseriesData request exceeds the "
                         "limit, limit size: 4194304"));
  request = PutRequestOf({PointAt(1)});
  request.table_name = "nothing";
  CHECK(refusal(request) == "Requested table does not exist.");

  CHECK(Everything().empty());
  PutAll(std::vector(200, PointAt(1)));
}

TEST_CASE_FIXTURE(TimeseriesClient, "Points.ExpireWithTheTimeToLiveOfTheirTable") {
  PutAll({PointAt(1)});
  const codec::UpdateTimeseriesTableRequest update{"series", 3600, {}};
  CHECK(Send("UpdateTimeseriesTable", codec::Encode(update)).status == 200);

  // Counted from when it was written: its own time is fifty years ago.
  clock.Set((kStartMs + 3'500'000) * 1000);
  CHECK(Everything().size() == 1);
  clock.Set((kStartMs + 3'700'000) * 1000);
  CHECK(Everything().empty());
  CHECK(GetAll(GetRequest()).empty());
}

TEST_CASE_FIXTURE(TimeseriesClient, "CustomKeys.SpreadOverTagsAndFields") {
  Create({"own",
          -1,
          {},
          {},
          {"_m_name", "_tags", "region"},
          {{"cores", codec::KeyType::kInteger, false}}});
  TimeseriesRowView point = PointAt(1);
  point.source = "";
  point.tag_list = {{"vendor", "intel"}, {"region", "hz"}};
  point.fields = {{"cores", ValueView::Integer(8)}, {"load", ValueView::Double(0.5)}};
  TimeseriesRowView other = point;
  other.fields[0].value = ValueView::Integer(16);
  auto request = PutRequestOf({point, other, PointAt(2)});
  request.table_name = "own";
  const auto response =
      Call<codec::PutTimeseriesDataResponse>("PutTimeseriesData", request);
  REQUIRE(response.failed_rows.size() == 1);
  CHECK(response.failed_rows[0].index == 2);

  codec::GetTimeseriesDataRequest get;
  get.table_name = "own";
  get.key.measurement = "cpu";
  get.key.tag_list = {{"region", "hz"}, {"vendor", "intel"}};
  get.limit = 1;
  CHECK(Refused("GetTimeseriesData", get).code == "OTSParameterInvalid");
  get.supported_table_version = 1;
  const std::string line = "cpu//[\"vendor=intel\"]{region=hz} @1 cores=int ";
  const Lines forward = {line + "8 load=double 0.500000",
                         line + "16 load=double 0.500000"};
  CHECK(GetAll(get) == forward);
  get.backward = true;
  CHECK(GetAll(get) == Lines{forward[1], forward[0]});
  get.specific_us = 1;
  CHECK(GetAll(get).size() == 2);
}

}  // namespace
}  // namespace hopline::emulator::tablestore
