#include <doctest/doctest.h>

#include <thread>

#include "timeseries_client.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::MetaCondition;
using codec::TimeseriesRowView;
using Kind = MetaCondition::Kind;
using Operator = MetaCondition::Operator;

constexpr int64_t kHourUs = int64_t{3600} * 1000 * 1000;

/// Three time lines: cpu of two hosts, and mem without a source.
class ThreeLines : public TimeseriesClient {
 public:
  ThreeLines() {
    TimeseriesRowView second = PointAt(1);
    second.source = "host2";
    second.tag_list = {{"os", "bsd"}, {"region", "hz"}};
    TimeseriesRowView third = PointAt(1);
    third.measurement = "mem";
    third.source = "";
    third.tag_list.clear();
    PutAll({PointAt(1), second, third});
  }

  codec::QueryTimeseriesMetaResponse Query(
      const codec::QueryTimeseriesMetaRequest& query) {
    codec::QueryTimeseriesMetaRequest request = query;
    request.table_name = "series";
    return Call<codec::QueryTimeseriesMetaResponse>("QueryTimeseriesMeta", request);
  }

  /// "measurement/source" of the time lines that meet a condition, sorted.
  std::string Found(std::optional<MetaCondition> condition) {
    codec::QueryTimeseriesMetaRequest request;
    request.condition = std::move(condition);
    std::vector<std::string> lines;
    for (const codec::TimeseriesMeta& meta : Query(request).metas) {
      lines.push_back(meta.key.measurement + "/" + meta.key.source);
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + " ";
    return text;
  }

  codec::TimeseriesMetaChangeResponse UpdateAttributes(const std::string& attributes) {
    codec::UpdateTimeseriesMetaRequest request;
    request.table_name = "series";
    request.metas = {{LineOfPoints(), attributes, {}}};
    return Call<codec::TimeseriesMetaChangeResponse>("UpdateTimeseriesMeta", request);
  }

  codec::TimeseriesMeta MetaOfPoints() {
    codec::QueryTimeseriesMetaRequest request;
    request.condition =
        MetaCondition{Kind::kSource, {}, {}, Operator::kEqual, "", "host1", 0};
    const auto response = Query(request);
    REQUIRE(response.metas.size() == 1);
    return response.metas[0];
  }
};

MetaCondition Leaf(Kind kind, Operator comparator, std::string name, std::string value) {
  return {kind, {}, {}, comparator, std::move(name), std::move(value), 0};
}

MetaCondition Composite(MetaCondition::Logic logic, std::vector<MetaCondition> operands) {
  return {Kind::kComposite, logic, std::move(operands), {}, "", "", 0};
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.IsMadeWithTheFirstPointOfATimeLine") {
  const codec::TimeseriesMeta meta = MetaOfPoints();
  codec::TimeseriesKey both_forms = LineOfPoints();
  both_forms.tags = R"(["os=linux"])";
  CHECK(meta.key == both_forms);
  CHECK(meta.attributes == "[]");
  CHECK(*meta.update_time_us >= kStartMs * 1000);
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.IsFoundByEveryKindOfCondition") {
  CHECK(Found({}) == "cpu/host1 cpu/host2 mem/ ");
  CHECK(Found(Leaf(Kind::kMeasurement, Operator::kEqual, "", "cpu")) ==
        "cpu/host1 cpu/host2 ");
  CHECK(Found(Leaf(Kind::kMeasurement, Operator::kGreater, "", "cpu")) == "mem/ ");
  CHECK(Found(Leaf(Kind::kSource, Operator::kPrefix, "", "host")) ==
        "cpu/host1 cpu/host2 ");
  CHECK(Found(Leaf(Kind::kSource, Operator::kLess, "", "host2")) == "cpu/host1 mem/ ");
  CHECK(Found(Leaf(Kind::kTag, Operator::kEqual, "region", "hz")) == "cpu/host2 ");
  CHECK(Found(Leaf(Kind::kTag, Operator::kGreaterOrEqual, "os", "bsd")) ==
        "cpu/host1 cpu/host2 ");
  CHECK(Found(Leaf(Kind::kTag, Operator::kLessOrEqual, "os", "bsd")) == "cpu/host2 ");
  UpdateAttributes(R"(["owner=me"])");
  CHECK(Found(Leaf(Kind::kAttribute, Operator::kEqual, "owner", "me")) == "cpu/host1 ");
  MetaCondition time = Leaf(Kind::kUpdateTime, Operator::kGreaterOrEqual, "", "");
  time.time_us = kStartMs * 1000;
  CHECK(Found(time) == "cpu/host1 cpu/host2 mem/ ");
  time.time_us += kHourUs;
  CHECK(Found(time).empty());
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.ConditionsAreCombined") {
  using Logic = MetaCondition::Logic;
  const MetaCondition cpu = Leaf(Kind::kMeasurement, Operator::kEqual, "", "cpu");
  const MetaCondition host2 = Leaf(Kind::kSource, Operator::kEqual, "", "host2");
  const MetaCondition mem = Leaf(Kind::kMeasurement, Operator::kEqual, "", "mem");
  CHECK(Found(Composite(Logic::kAnd, {cpu, host2})) == "cpu/host2 ");
  CHECK(Found(Composite(Logic::kOr, {mem, host2})) == "cpu/host2 mem/ ");
  CHECK(Found(Composite(Logic::kNot, {cpu})) == "mem/ ");
  // What is not there meets no comparison, and so it meets the opposite.
  const MetaCondition region = Leaf(Kind::kTag, Operator::kEqual, "region", "hz");
  CHECK(Found(Composite(Logic::kNot, {region})) == "cpu/host1 mem/ ");
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.ComesInPagesWithTheTotal") {
  codec::QueryTimeseriesMetaRequest request;
  request.limit = 2;
  request.get_total_hit = true;
  const auto first = Query(request);
  CHECK(first.metas.size() == 2);
  CHECK(first.total_hit == 3);
  REQUIRE(first.next_token);
  request.token = first.next_token;
  const auto second = Query(request);
  CHECK(second.metas.size() == 1);
  CHECK(second.total_hit == 3);
  CHECK_FALSE(second.next_token);
  CHECK_FALSE(second.metas[0] == first.metas[0]);
  request.get_total_hit.reset();
  CHECK_FALSE(Query(request).total_hit);

  request.table_name = "series";
  request.token = "x";
  CHECK(Refused("QueryTimeseriesMeta", request).message == "Invalid token.");
  request.token.reset();
  request.limit = 0;
  CHECK(Refused("QueryTimeseriesMeta", request).message ==
        "The limit must be greater than 0.");
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.AttributesAreReplaced") {
  CHECK(UpdateAttributes(R"(["b=2","a=1"])").failed_rows.empty());
  CHECK(MetaOfPoints().attributes == R"(["a=1","b=2"])");
  CHECK(UpdateAttributes(R"(["c=3"])").failed_rows.empty());
  CHECK(MetaOfPoints().attributes == R"(["c=3"])");
  const auto refused = UpdateAttributes("c=3");
  REQUIRE(refused.failed_rows.size() == 1);
  CHECK(refused.failed_rows[0].code == "OTSParameterInvalid");
  CHECK(MetaOfPoints().attributes == R"(["c=3"])");
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.AttributesMayBeForbidden") {
  const codec::UpdateTimeseriesTableRequest update{
      "series", {}, codec::TimeseriesMetaOptions{false, {}}};
  CHECK(Send("UpdateTimeseriesTable", codec::Encode(update)).status == 200);
  codec::UpdateTimeseriesMetaRequest request;
  request.table_name = "series";
  request.metas = {{LineOfPoints(), "[]", {}}};
  CHECK(Refused("UpdateTimeseriesMeta", request).message ==
        "The table does not allow attributes to be updated.");
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.IsDeletedWithoutItsPoints") {
  codec::DeleteTimeseriesMetaRequest request;
  request.table_name = "series";
  request.keys = {LineOfPoints(), LineOfPoints()};
  request.keys[1].measurement = "";
  const auto response =
      Call<codec::TimeseriesMetaChangeResponse>("DeleteTimeseriesMeta", request);
  REQUIRE(response.failed_rows.size() == 1);
  CHECK(response.failed_rows[0].index == 1);
  CHECK(Found({}) == "cpu/host2 mem/ ");
  CHECK(Everything().size() == 3);

  PutAll({PointAt(2)});
  CHECK(Found({}) == "cpu/host1 cpu/host2 mem/ ");
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.IsNotTouchedIfTheClientSaysSo") {
  TimeseriesRowView point = PointAt(1);
  point.source = "host3";
  auto request = PutRequestOf({point});
  request.meta_update_mode = codec::MetaUpdateMode::kIgnore;
  const auto response =
      Call<codec::PutTimeseriesDataResponse>("PutTimeseriesData", request);
  CHECK(response.meta_updates.empty());
  CHECK(Found({}) == "cpu/host1 cpu/host2 mem/ ");
  CHECK(Everything().size() == 4);
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.IsRenewedOnceAnHourAndKeepsItsAttributes") {
  UpdateAttributes(R"(["a=1"])");
  TimeseriesRowView fresh = PointAt(2);
  fresh.source = "host3";
  const auto first = Put({PointAt(2), fresh, fresh});
  // Only the row that made an entry is named.
  REQUIRE(first.meta_updates.size() == 1);
  CHECK(first.meta_updates[0].first == 1);
  CHECK(first.meta_updates[0].second == kStartMs / 1000);

  clock.Set(kStartMs * 1000 + kHourUs + 1000 * 1000);
  const auto later = Put({PointAt(3), PointAt(4)});
  REQUIRE(later.meta_updates.size() == 1);
  CHECK(later.meta_updates[0].first == 0);
  const codec::TimeseriesMeta meta = MetaOfPoints();
  CHECK(meta.attributes == R"(["a=1"])");
  CHECK(*meta.update_time_us > kStartMs * 1000 + kHourUs);
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.ExpiresWithItsOwnTimeToLive") {
  const codec::UpdateTimeseriesTableRequest update{
      "series", {}, codec::TimeseriesMetaOptions{{}, 3600}};
  CHECK(Send("UpdateTimeseriesTable", codec::Encode(update)).status == 200);
  clock.Set(kStartMs * 1000 + kHourUs + 1000 * 1000);
  CHECK(Found({}).empty());
  CHECK(Everything().size() == 3);
}

TEST_CASE_FIXTURE(ThreeLines, "Meta.IsMadeOnceWhenManyWriteAtATime") {
  const auto request = PutRequestOf([] {
    std::vector<TimeseriesRowView> points(20, PointAt(7));
    for (size_t i = 0; i < points.size(); ++i) {
      points[i].time_us = static_cast<int64_t>(i);
      points[i].source = "shared";
    }
    return points;
  }());
  std::vector<std::thread> threads;
  std::atomic<size_t> made = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      TablestoreService& shared = service;
      codec::RequestEnvelope own = envelope;
      own.operation = "PutTimeseriesData";
      own.now_unix_ms = kStartMs;
      HttpRequest http;
      http.method = "POST";
      http.target = "/PutTimeseriesData";
      http.body = codec::Encode(request);
      http.headers = codec::MakeRequestHeaders(own, http.body);
      codec::PutTimeseriesDataResponse response;
      if (codec::Decode(shared.Handle(http).body, &response).ok()) {
        made += response.meta_updates.size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(made == 1);
}

}  // namespace
}  // namespace hopline::emulator::tablestore
