#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/storage/data_dir.h"
#include "tests/unit/emulator/storage/temp_folder.h"
#include "timeseries_client.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::TimeseriesRowView;
using codec::ValueView;
using storage::TempFolder;

/// Everything that a client can see of "series".
std::string SeenOf(TimeseriesClient* client) {
  std::string seen = client->Send("ListTimeseriesTable", "").body;
  for (const std::string& point : client->Everything()) seen += point + "\n";
  codec::QueryTimeseriesMetaRequest query;
  query.table_name = "series";
  seen += client->Send("QueryTimeseriesMeta", codec::Encode(query)).body;
  for (const ShardInfo& shard : client->service.ListShards(kInstance, "series")) {
    codec::GetStreamRecordRequest records;
    records.shard_iterator = client->IteratorOf("series", shard.id);
    seen += client->Send("GetStreamRecord", codec::Encode(records)).body;
  }
  return seen;
}

TEST_CASE("TimeseriesDurable.PointsMetaAndStreamsAreThereAfterARestart") {
  const TempFolder folder;
  std::string before;
  {
    TimeseriesClient client(folder.path());
    client.Create({"own",
                   86400,
                   {},
                   codec::TimeseriesMetaOptions{false, 604800},
                   {"_m_name", "_tags", "region"},
                   {{"cores", codec::KeyType::kInteger, false}}});
    TimeseriesRowView point = PointAt(1);
    point.fields = {{"s", ValueView::String("x")}, {"d", ValueView::Double(0.1)}};
    client.PutAll({point, PointAt(2)});
    client.service.SplitShard(kInstance, "series", "");
    client.PutAll({PointAt(1, 5)});
    const codec::UpdateTimeseriesTableRequest update{
        "series", 3600, codec::TimeseriesMetaOptions{true, 7200}};
    CHECK(client.Send("UpdateTimeseriesTable", codec::Encode(update)).status == 200);
    codec::UpdateTimeseriesMetaRequest attributes;
    attributes.table_name = "series";
    attributes.metas = {{LineOfPoints(), R"(["a=1"])", {}}};
    client.Call<codec::TimeseriesMetaChangeResponse>("UpdateTimeseriesMeta", attributes);
    before = SeenOf(&client);
  }
  TimeseriesClient again(folder.path());
  CHECK(SeenOf(&again) == before);
  again.PutAll({PointAt(3)});
  CHECK(again.Everything().size() == 3);
}

TEST_CASE("TimeseriesDurable.HalfATableIsDroppedAtTheStart") {
  const TempFolder folder;
  { const TimeseriesClient client(folder.path()); }
  // The table of points was made last; its journal has the higher number.
  auto journals = storage::FindJournals(folder.path());
  REQUIRE(journals.size() == 2);
  std::filesystem::remove(*std::max_element(journals.begin(), journals.end()));

  Client client(folder.path());
  CHECK(client.Send("ListTimeseriesTable", "").body.empty());
  CHECK(storage::FindJournals(folder.path()).empty());
}

TEST_CASE("TimeseriesDurable.DeletedTablesLeaveNothing") {
  const TempFolder folder;
  TimeseriesClient client(folder.path());
  CHECK(
      client
          .Send("DeleteTimeseriesTable", codec::Encode(codec::TableNameRequest{"series"}))
          .status == 200);
  CHECK(storage::FindJournals(folder.path()).empty());
}

}  // namespace
}  // namespace hopline::emulator::tablestore
