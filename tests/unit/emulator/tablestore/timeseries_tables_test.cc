#include <doctest/doctest.h>

#include "timeseries_client.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::TimeseriesMetaOptions;
using codec::TimeseriesTableMeta;

TimeseriesTableMeta Described(Client* client, const std::string& table) {
  return client
      ->Call<codec::DescribeTimeseriesTableResponse>("DescribeTimeseriesTable",
                                                     codec::TableNameRequest{table})
      .meta;
}

std::vector<std::string> Listed(Client* client) {
  codec::ListTimeseriesTableResponse response;
  REQUIRE(codec::Decode(client->Send("ListTimeseriesTable", "").body, &response).ok());
  std::vector<std::string> names;
  for (const TimeseriesTableMeta& meta : response.tables) names.push_back(meta.name);
  return names;
}

std::string CreationError(Client* client, TimeseriesTableMeta meta) {
  const codec::CreateTimeseriesTableRequest request{std::move(meta), {}};
  return client->Refused("CreateTimeseriesTable", request).message;
}

TEST_CASE("TimeseriesTables.AreDescribedWithEveryOptionFilled") {
  TimeseriesClient client;
  client.Create({"bare", {}, {}, {}, {}, {}});
  TimeseriesTableMeta full{"full", 86400, {}, TimeseriesMetaOptions{false, 604800},
                           {},     {}};
  client.Create(full);

  CHECK(Described(&client, "bare") ==
        TimeseriesTableMeta{
            "bare", -1, "CREATED", TimeseriesMetaOptions{true, -1}, {}, {}});
  full.status = "CREATED";
  CHECK(Described(&client, "full") == full);
  CHECK(Listed(&client) == std::vector<std::string>{"bare", "full", "series"});
}

TEST_CASE("TimeseriesTables.KeepTheirOwnKeys") {
  TimeseriesClient client;
  const TimeseriesTableMeta meta{"own",
                                 -1,
                                 "CREATED",
                                 TimeseriesMetaOptions{true, -1},
                                 {"_m_name", "_tags", "region"},
                                 {{"cores", codec::KeyType::kInteger, false}}};
  client.Create(meta);

  CHECK(Described(&client, "own") == meta);
}

TEST_CASE("TimeseriesTables.AreUpdated") {
  TimeseriesClient client;
  const auto update = [&](const codec::UpdateTimeseriesTableRequest& request) {
    return client.Send("UpdateTimeseriesTable", codec::Encode(request)).status;
  };

  CHECK(update({"series", 3600, {}}) == 200);
  CHECK(update({"series", {}, TimeseriesMetaOptions{false, {}}}) == 200);
  CHECK(update({"series", {}, TimeseriesMetaOptions{{}, 7200}}) == 200);
  CHECK(update({"series", {}, {}}) == 400);
  CHECK(update({"series", 0, TimeseriesMetaOptions{true, {}}}) == 400);
  CHECK(update({"nothing", 3600, {}}) == 404);

  const TimeseriesTableMeta meta = Described(&client, "series");
  CHECK(meta.time_to_live_s == 3600);
  CHECK(meta.meta_options == TimeseriesMetaOptions{false, 7200});
}

TEST_CASE("TimeseriesTables.AreGoneOnceDeleted") {
  TimeseriesClient client;
  const codec::TableNameRequest name{"series"};

  CHECK(client.Send("DeleteTimeseriesTable", codec::Encode(name)).status == 200);

  CHECK(client.Refused("DescribeTimeseriesTable", name).code == "OTSObjectNotExist");
  CHECK(client.Refused("DeleteTimeseriesTable", name).code == "OTSObjectNotExist");
  client.Create({"series", -1, {}, {}, {}, {}});
  CHECK(client.Everything().empty());
}

TEST_CASE("TimeseriesTables.AreNoTablesOfRowsToOtherOperations") {
  TimeseriesClient client;
  codec::ListTableResponse tables;
  REQUIRE(codec::Decode(client.Send("ListTable", "").body, &tables).ok());
  CHECK(tables.table_names.empty());

  for (const char* name : {"series", "series#timeseries_meta"}) {
    CHECK(client.Refused("DescribeTable", codec::TableNameRequest{name}).code ==
          "OTSObjectNotExist");
  }
  const auto data = client.Call<codec::DescribeTableResponse>(
      "DescribeTable", codec::TableNameRequest{"series#timeseries"});
  CHECK(data.meta.key.size() == 5);
  CHECK(data.meta.key.front().name == "_#h");
  CHECK(
      client.Refused("DeleteTable", codec::TableNameRequest{"series#timeseries"}).code ==
      "OTSObjectNotExist");
  codec::UpdateTableRequest update;
  update.table_name = "series#timeseries";
  update.stream = codec::StreamSpecification{false, {}, {}};
  CHECK(client.Refused("UpdateTable", update).code == "OTSParameterInvalid");
}

TEST_CASE("TimeseriesTables.ShareTheirNamesWithTablesOfRows") {
  TimeseriesClient client;
  CHECK(client.Refused("CreateTable", TableRequest("series")).code ==
        "OTSObjectAlreadyExist");
  CHECK(CreationError(&client, {"series", -1, {}, {}, {}, {}}) ==
        "Requested table already exists.");
  CHECK(client.Send("CreateTable", codec::Encode(TableRequest("rows"))).status == 200);
  CHECK(CreationError(&client, {"rows", -1, {}, {}, {}, {}}) ==
        "Requested table already exists.");
}

TEST_CASE("TimeseriesTables.CountAsTwo") {
  TimeseriesClient client;
  for (int i = 1; i < 32; ++i)
    client.Create({"t" + std::to_string(i), -1, {}, {}, {}, {}});

  CHECK(CreationError(&client, {"one_more", -1, {}, {}, {}, {}}) ==
        "Number of tables exceeds the quota:64.");
  CHECK(client.Refused("CreateTable", TableRequest("rows")).code == "OTSQuotaExhausted");
}

TEST_CASE("TimeseriesTables.OfWrongShapeAreRefused") {
  TimeseriesClient client;
  const auto error = [&](TimeseriesTableMeta meta) {
    return CreationError(&client, std::move(meta));
  };
  CHECK(error({"1st", -1, {}, {}, {}, {}}) == "Invalid table name: '1st'.");
  CHECK(error({"a#timeseries", -1, {}, {}, {}, {}}) ==
        "Invalid table name: 'a#timeseries'.");
  CHECK(error({std::string(129, 'a'), -1, {}, {}, {}, {}})
            .starts_with("Invalid table name"));
  CHECK(error({"t", 0, {}, {}, {}, {}}) == "TimeToLive cannot be 0 or less than -1.");
  CHECK(error({"t", -2, {}, {}, {}, {}}) == "TimeToLive cannot be 0 or less than -1.");
  CHECK(error({"t", -1, {}, TimeseriesMetaOptions{true, 0}, {}, {}}) ==
        "TimeToLive cannot be 0 or less than -1.");
  CHECK(error({"t", -1, {}, {}, {"_tags"}, {}}) == "The key schema must have _m_name.");
  CHECK(error({"t", -1, {}, {}, {"_m_name", "_time"}, {}}) ==
        "Invalid key column name: '_time'.");
  CHECK(
      error(
          {"t", -1, {}, {}, {"_m_name", "a"}, {{"a", codec::KeyType::kString, false}}}) ==
      "Invalid key column name: 'a'.");
  CHECK(error({"t", -1, {}, {}, {"_m_name", "a", "b", "c", "d", "e", "f"}, {}}) ==
        "The number of key columns exceeds the limit, time line: 6, fields: 4.");
}

}  // namespace
}  // namespace hopline::emulator::tablestore
