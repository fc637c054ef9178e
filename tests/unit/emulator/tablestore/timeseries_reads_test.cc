#include <doctest/doctest.h>

#include <algorithm>

#include "timeseries_client.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::TimeseriesRowView;
using codec::ValueView;
using Lines = std::vector<std::string>;

std::string LineAt(int64_t time_us) {
  return "cpu/host1/[\"os=linux\"] @" + std::to_string(time_us) + " v=int 1";
}

/// Ten points of one time line, at 0, 10 … 90, and one of a neighbour.
class TenPoints : public TimeseriesClient {
 public:
  TenPoints() {
    std::vector<TimeseriesRowView> points;
    for (int64_t time = 0; time < 100; time += 10) points.push_back(PointAt(time));
    points.push_back(PointAt(50));
    points.back().source = "host2";
    PutAll(points);
  }
};

TEST_CASE_FIXTURE(TenPoints, "Get.GivesATimeRangeInBothDirections") {
  auto request = GetRequest();
  CHECK(GetAll(request).size() == 10);
  request.begin_us = 20;
  request.end_us = 40;
  CHECK(GetAll(request) == Lines{LineAt(20), LineAt(30)});
  request.backward = true;
  CHECK(GetAll(request) == Lines{LineAt(30), LineAt(20)});
  request = GetRequest();
  request.specific_us = 70;
  CHECK(GetAll(request) == Lines{LineAt(70)});
  request.specific_us = 71;
  CHECK(GetAll(request).empty());
}

TEST_CASE_FIXTURE(TenPoints, "Get.GoesOnByTokenUntilThereIsNoMore") {
  for (const bool backward : {false, true}) {
    auto request = GetRequest();
    request.backward = backward;
    const Lines all = GetAll(request);
    for (const int32_t limit : {1, 3, 9, 10, 11}) {
      request.limit = limit;
      CHECK(GetAll(request) == all);
    }
    // The last page has no token, even if it is full.
    request.limit = 10;
    CHECK_FALSE(Call<codec::GetTimeseriesDataResponse>("GetTimeseriesData", request)
                    .next_token.has_value());
  }
}

TEST_CASE_FIXTURE(TenPoints, "Get.RefusesWhatMakesNoSense") {
  const auto refused = [&](auto change) {
    auto request = GetRequest();
    change(&request);
    return Refused("GetTimeseriesData", request).message;
  };
  CHECK(refused([](auto* request) { request->limit = 0; }) ==
        "The limit must be greater than 0.");
  CHECK(refused([](auto* request) { request->begin_us = request->end_us = 5; }) ==
        "The begin time must be less than the end time.");
  CHECK(refused([](auto* request) { request->begin_us = request->specific_us = 5; }) ==
        "Specific time and time range cannot be given at the same time.");
  CHECK(refused([](auto* request) { request->token = "x"; }) == "Invalid token.");
  CHECK(refused([](auto* request) { request->key.measurement = ""; }) ==
        "Invalid measurement name: ''.");
  // A token of another time line.
  auto request = GetRequest();
  request.limit = 1;
  const auto page = Call<codec::GetTimeseriesDataResponse>("GetTimeseriesData", request);
  CHECK(refused([&](auto* other) {
          other->key.source = "host2";
          other->token = page.next_token;
        }) == "Invalid token.");
}

TEST_CASE_FIXTURE(TimeseriesClient, "Fields.AreChosenByNameAndType") {
  TimeseriesRowView point = PointAt(1);
  point.fields = {{"a", ValueView::Integer(1)}, {"b", ValueView::Double(2)}};
  TimeseriesRowView other = PointAt(2);
  other.fields = {{"a", ValueView::String("x")}};
  PutAll({point, other});
  const std::string line = "cpu/host1/[\"os=linux\"] @";

  auto request = GetRequest();
  request.fields = {{"a", {}}};
  CHECK(GetAll(request) == Lines{line + "1 a=int 1", line + "2 a=string x"});
  request.fields = {{"a", 1}};
  CHECK(GetAll(request) == Lines{line + "1 a=int 1", line + "2"});
  codec::ScanTimeseriesDataRequest scan;
  scan.fields = {{"b", 3}, {"c", {}}};
  CHECK(ScanAll(scan) == Lines{line + "1 b=double 2.000000", line + "2"});
}

/// 60 time lines of two measurements, three points each.
class ManyLines : public TimeseriesClient {
 public:
  ManyLines() {
    for (int i = 0; i < 60; ++i) {
      const std::string source = "host" + std::to_string(i);
      std::vector<TimeseriesRowView> points = {PointAt(10), PointAt(20), PointAt(30)};
      for (TimeseriesRowView& point : points) {
        point.source = source;
        point.measurement = i % 2 == 0 ? "cpu" : "mem";
      }
      PutAll(points);
    }
  }

  std::vector<std::string> Splits(int32_t count, std::optional<std::string> measurement) {
    const codec::SplitTimeseriesScanTaskRequest request{"series", std::move(measurement),
                                                        count};
    return Call<codec::SplitTimeseriesScanTaskResponse>("SplitTimeseriesScanTask",
                                                        request)
        .splits;
  }

  Lines ScanSplits(const std::vector<std::string>& splits,
                   codec::ScanTimeseriesDataRequest request = {}) {
    Lines points;
    for (const std::string& split : splits) {
      request.split = split;
      const Lines part = ScanAll(request);
      points.insert(points.end(), part.begin(), part.end());
    }
    return points;
  }
};

TEST_CASE_FIXTURE(ManyLines, "Scan.SplitsHoldEveryPointOnce") {
  Lines everything = Everything();
  CHECK(everything.size() == 180);
  std::sort(everything.begin(), everything.end());
  CHECK(std::adjacent_find(everything.begin(), everything.end()) == everything.end());
  for (const int32_t count : {1, 2, 7, 256, 1000}) {
    const auto splits = Splits(count, {});
    CHECK(splits.size() == static_cast<size_t>(std::min(count, 256)));
    Lines points = ScanSplits(splits);
    std::sort(points.begin(), points.end());
    CHECK(points == everything);
  }
  // Time lines are spread over the splits.
  for (const std::string& half : Splits(2, {})) CHECK(ScanSplits({half}).size() > 45);
}

TEST_CASE_FIXTURE(ManyLines, "Scan.IsRestrictedToAMeasurementAndATimeRange") {
  const Lines points = ScanSplits(Splits(3, "mem"));
  CHECK(points.size() == 90);
  for (const std::string& point : points) CHECK(point.starts_with("mem/"));
  CHECK(ScanSplits(Splits(3, "")).size() == 180);
  CHECK(ScanSplits(Splits(3, "disk")).empty());

  codec::ScanTimeseriesDataRequest range;
  range.start_us = 20;
  range.end_us = 30;
  CHECK(ScanSplits(Splits(2, {}), range).size() == 60);
  range.end_us.reset();
  CHECK(ScanSplits(Splits(2, "cpu"), range).size() == 60);
}

TEST_CASE_FIXTURE(ManyLines, "Scan.GoesOnByToken") {
  const Lines everything = Everything();
  for (const int32_t limit : {1, 7, 179, 180}) {
    codec::ScanTimeseriesDataRequest request;
    request.limit = limit;
    CHECK(ScanAll(request) == everything);
  }
}

TEST_CASE_FIXTURE(ManyLines, "Scan.RefusesWhatMakesNoSense") {
  const auto refused = [&](auto change) {
    codec::ScanTimeseriesDataRequest request;
    request.table_name = "series";
    change(&request);
    return Refused("ScanTimeseriesData", request).message;
  };
  for (const char* split : {"", "x", "-", "0-1/", "00000000-g0000000/", "/-"}) {
    CHECK(refused([&](auto* request) { request->split = split; }) ==
          "Invalid split info.");
  }
  CHECK(refused([](auto* request) { request->limit = -1; }) ==
        "The limit must be greater than 0.");
  CHECK(refused([](auto* request) { request->token = "x"; }) == "Invalid token.");
  CHECK(refused([](auto* request) { request->start_us = request->end_us = 5; }) ==
        "The begin time must be less than the end time.");
  CHECK(refused([](auto* request) {
          request->encoding = codec::TimeseriesEncoding::kFlatBuffers;
        }) == "Rows are given as PlainBuffer only.");
  const codec::SplitTimeseriesScanTaskRequest none{"series", {}, 0};
  CHECK(Refused("SplitTimeseriesScanTask", none).message ==
        "The split count hint must be greater than 0.");
}

}  // namespace
}  // namespace hopline::emulator::tablestore
