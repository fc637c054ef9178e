#include <doctest/doctest.h>

#include "client.h"

namespace hopline::emulator::tablestore {
namespace {

std::string RefusedCreate(Client* client, const codec::CreateTableRequest& request) {
  return client->Refused("CreateTable", request).message;
}

TEST_CASE("Tables.AreCreatedListedDescribedAndDeleted") {
  Client client;
  for (const char* name : {"b", "a"}) {
    CHECK(client.Send("CreateTable", codec::Encode(TableWithStream(name))).body.empty());
  }

  const auto names =
      client.Call<codec::ListTableResponse>("ListTable", codec::ListStreamRequest{});
  CHECK(names.table_names == std::vector<std::string>{"a", "b"});
  const auto table = client.Call<codec::DescribeTableResponse>(
      "DescribeTable", codec::TableNameRequest{"a"});
  CHECK(table.meta == TableRequest("a").meta);
  CHECK(table.status == codec::TableStatus::kActive);
  CHECK(table.options == codec::TableOptions{-1, 3, 86400, true, {}});
  CHECK(table.reserved.capacity == codec::CapacityUnit{0, 0});
  REQUIRE(table.stream.has_value());
  CHECK(table.stream->enabled);
  CHECK(table.stream->expiration_hours == 24);
  CHECK(table.stream->last_enable_time_us >= kStartMs * 1000);

  CHECK(client.Send("DeleteTable", codec::Encode(codec::TableNameRequest{"a"})).status ==
        200);
  CHECK(client.Refused("DescribeTable", codec::TableNameRequest{"a"}).code ==
        codec::error_code::kObjectNotExist);
}

TEST_CASE("Tables.WithoutStreamSaySo") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));

  const auto table = client.Call<codec::DescribeTableResponse>(
      "DescribeTable", codec::TableNameRequest{"t"});

  REQUIRE(table.stream.has_value());
  CHECK(*table.stream == codec::StreamDetails{});
}

TEST_CASE("Tables.AreNotCreatedTwice") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));

  const codec::ServiceError error = client.Refused("CreateTable", TableRequest("t"));

  CHECK(error.code == codec::error_code::kObjectAlreadyExist);
  CHECK(error.message == "Requested table already exists.");
}

TEST_CASE("Tables.OfOneInstanceAreAtMost64") {
  Client client;
  for (int i = 0; i < 64; ++i) {
    client.Send("CreateTable", codec::Encode(TableRequest("t" + std::to_string(i))));
  }

  CHECK(client.Refused("CreateTable", TableRequest("one_more")).code ==
        codec::error_code::kQuotaExhausted);
}

TEST_CASE("Tables.WithWrongSchemasAreRefusedInTheServicesWords") {
  Client client;
  auto request = TableRequest("1t");
  CHECK(RefusedCreate(&client, request) == "Invalid table name: '1t'.");
  request = TableRequest("t");
  request.meta.key.resize(5, {"pk", codec::KeyType::kString, false});
  CHECK(RefusedCreate(&client, request) ==
        "The number of primary key columns must be in range: [1, 4].");
  request = TableRequest("t");
  request.meta.key[1].name = "pk1";
  CHECK(RefusedCreate(&client, request) == "Duplicated primary key name: 'pk1'.");
  request = TableRequest("t");
  request.meta.key[0] = {"pk1", codec::KeyType::kInteger, true};
  CHECK(RefusedCreate(&client, request) ==
        "First primary key can't be auto increment, table: t.");
  request = TableRequest("t");
  request.meta.key[0].name = "a-b";
  CHECK(RefusedCreate(&client, request) == "Invalid column name: 'a-b'.");
  request = TableRequest("t");
  request.index_names = {"by_c"};
  CHECK(RefusedCreate(&client, request) ==
        "Secondary indexes are not supported: 'by_c'.");
}

TEST_CASE("Tables.WithWrongOptionsAreRefusedInTheServicesWords") {
  Client client;
  auto request = TableRequest("t");
  request.options->time_to_live_s.reset();
  CHECK(RefusedCreate(&client, request) ==
        "Time-to-live is missing while creating table.");
  request.options->time_to_live_s = 0;
  CHECK(RefusedCreate(&client, request) == "TimeToLive cannot be 0 or less than -1.");
  request = TableRequest("t");
  request.options->max_versions = 0;
  CHECK(RefusedCreate(&client, request) ==
        "The maximum versions cannot be less than or equal to 0.");
  request = TableWithStream("t");
  request.stream->expiration_hours = 169;
  CHECK_FALSE(RefusedCreate(&client, request).empty());
}

TEST_CASE("Tables.ChangeOnlyTheOptionsNamed") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));
  codec::UpdateTableRequest request;
  request.table_name = "t";
  request.options = codec::TableOptions{86400, {}, {}, {}, {}};

  const auto response = client.Call<codec::UpdateTableResponse>("UpdateTable", request);

  CHECK(response.options == codec::TableOptions{86400, 3, 86400, true, {}});
  REQUIRE(response.stream.has_value());
}

TEST_CASE("Tables.SwitchTheirStreamOnAndOff") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));
  codec::UpdateTableRequest request;
  request.table_name = "t";
  request.stream = codec::StreamSpecification{true, 168, {}};
  CHECK(client.Call<codec::UpdateTableResponse>("UpdateTable", request).stream->enabled);
  const std::string stream = client.StreamIdOf("t");
  request.stream = codec::StreamSpecification{false, {}, {}};

  CHECK_FALSE(
      client.Call<codec::UpdateTableResponse>("UpdateTable", request).stream->enabled);
  CHECK(client.Refused("DescribeStream", codec::DescribeStreamRequest{stream, {}, {}, {}})
            .code == codec::error_code::kObjectNotExist);
}

TEST_CASE("Tables.BornWithPartitionsTellTheirBoundaries") {
  Client client;
  auto request = TableWithStream("t");
  request.partitions = {{codec::Value::InfMin(), codec::Value::String("g")},
                        {codec::Value::String("g"), codec::Value::InfMax()}};
  client.Send("CreateTable", codec::Encode(request));

  const auto table = client.Call<codec::DescribeTableResponse>(
      "DescribeTable", codec::TableNameRequest{"t"});

  REQUIRE(table.shard_splits.size() == 1);
  CHECK(RowsIn(table.shard_splits[0])[0].key[0].value == codec::Value::String("g"));
  CHECK(client.service.ListShards(kInstance, "t").size() == 2);
}

TEST_CASE("Tables.AreCutIntoSplitsBySize") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));
  const std::string megabyte(1 << 20, 'x');
  for (const char* key : {"a", "b", "c", "d"}) {
    client.Put("t", RowOf(key, 1, {PutCell("c", codec::Value::String(megabyte))}));
  }
  codec::ComputeSplitPointsBySizeRequest request{"t", 2, 1 << 20, {}};

  const auto response = client.Call<codec::ComputeSplitPointsBySizeResponse>(
      "ComputeSplitPointsBySize", request);

  REQUIRE(response.split_points.size() == 1);
  CHECK(RowsIn(response.split_points[0])[0].key[0].value == codec::Value::String("c"));
  REQUIRE(response.locations.size() == 1);
  CHECK(response.locations[0].repeat == 2);
  request.split_size_unit_bytes = 1;
  CHECK(client.Refused("ComputeSplitPointsBySize", request).message ==
        "The split_size_unit_in_byte should be greater equal than: 1048576");
}

}  // namespace
}  // namespace hopline::emulator::tablestore
