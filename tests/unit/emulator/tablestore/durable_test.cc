#include <doctest/doctest.h>

#include "client.h"
#include "emulator/storage/journal.h"
#include "tests/unit/emulator/storage/temp_folder.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Value;
using storage::TempFolder;

std::string RangeRequestOf(const std::string& table, const codec::TableMeta& meta) {
  codec::GetRangeRequest request;
  request.table_name = table;
  request.selection.max_versions = 100;
  codec::PrimaryKey start;
  codec::PrimaryKey end;
  for (const codec::KeyColumnSchema& column : meta.key) {
    start.push_back({column.name, Value::InfMin()});
    end.push_back({column.name, Value::InfMax()});
  }
  request.start_key = codec::EncodeKey(start);
  request.end_key = codec::EncodeKey(end);
  return codec::Encode(request);
}

/// Everything that a client can see of the stream of a table.
std::string SeenOfStream(Client* client, const std::string& table) {
  codec::DescribeStreamRequest request;
  request.stream_id = client->StreamIdOf(table);
  std::string seen = client->Send("DescribeStream", codec::Encode(request)).body;
  for (const ShardInfo& shard : client->service.ListShards(kInstance, table)) {
    seen += shard.id + (shard.open ? " open " : " closed ") +
            std::to_string(shard.created_unix_us) + " " + std::to_string(shard.records);
    codec::GetStreamRecordRequest records;
    records.shard_iterator = client->IteratorOf(table, shard.id);
    seen += client->Send("GetStreamRecord", codec::Encode(records)).body;
  }
  return seen;
}

/// Everything that a client can see of all tables.
std::string SeenOf(Client* client) {
  const std::string list = client->Send("ListTable", "").body;
  codec::ListTableResponse tables;
  REQUIRE(codec::Decode(list, &tables).ok());
  std::string seen = list;
  for (const std::string& table : tables.table_names) {
    const std::string body =
        client->Send("DescribeTable", codec::Encode(codec::TableNameRequest{table})).body;
    codec::DescribeTableResponse description;
    REQUIRE(codec::Decode(body, &description).ok());
    seen += body;
    seen += client->Send("GetRange", RangeRequestOf(table, description.meta)).body;
    if (description.stream && description.stream->enabled) {
      seen += SeenOfStream(client, table);
    }
  }
  return seen;
}

/// A service with a folder. The end of a process is played by opening the folder once
/// more while the service still lives and has closed nothing.
struct Durable : TempFolder, Client {
  Durable() : Client(TempFolder::path()) {}

  void CheckRestored() {
    Client restored(TempFolder::path());
    CHECK((SeenOf(&restored) == SeenOf(this)));
  }

  std::vector<std::filesystem::path> Files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(TempFolder::path())) {
      files.push_back(entry.path());
    }
    return files;
  }

  void Make(const codec::CreateTableRequest& request) {
    REQUIRE(Send("CreateTable", codec::Encode(request)).status == 200);
  }

  void Change(const codec::UpdateTableRequest& request) {
    Call<codec::UpdateTableResponse>("UpdateTable", request);
  }

  codec::UpdateTableRequest UpdateRequest() const {
    codec::UpdateTableRequest request;
    request.table_name = "t";
    return request;
  }
};

TEST_CASE_FIXTURE(Durable, "Durable.EveryKindOfWriteIsThereAfterIt") {
  Make(TableWithStream("t"));
  CheckRestored();
  Put("t",
      RowOf("a", 1, {PutCell("c", Value::Integer(1)), PutCell("d", Value::Double(0.5))}));
  Put("t", RowOf("a", 2));
  CheckRestored();
  Update("t", RowOf("a", 1,
                    {PutCell("c", Value::String("x"), kStartMs + 5),
                     PutCell("c", Value::Boolean(true), kStartMs + 6)}));
  codec::Cell deletion;
  deletion.name = "d";
  deletion.operation = codec::CellOperation::kDeleteAllVersions;
  codec::Cell version = deletion;
  version.name = "c";
  version.timestamp_ms = kStartMs + 5;
  version.operation = codec::CellOperation::kDeleteOneVersion;
  Update("t", RowOf("a", 1, {deletion, version}));
  CheckRestored();
  Delete("t", KeyOf("a", 2));
  Delete("t", KeyOf("never", 2));
  CheckRestored();
}

TEST_CASE_FIXTURE(Durable, "Durable.CountersAreNotCountedTwice") {
  Make(TableRequest("t"));
  codec::Cell increment = PutCell("n", Value::Integer(5));
  increment.operation = codec::CellOperation::kIncrement;
  for (int i = 0; i < 3; ++i) Update("t", RowOf("a", 1, {increment}));

  Client restored(TempFolder::path());
  restored.clock.Advance(60000000);
  restored.Update("t", RowOf("a", 1, {increment}));

  CHECK(restored.Get("t", KeyOf("a", 1))->cells.at(0).value == Value::Integer(20));
}

TEST_CASE_FIXTURE(Durable, "Durable.AutoIncrementGoesOnBehindTheLastValue") {
  codec::CreateTableRequest request = TableRequest("t");
  request.meta.key[1].auto_increment = true;
  Make(request);
  const int64_t far = int64_t{1} << 60;
  Put("t", RowOf("a", far));
  codec::Row row = RowOf("a", 0);
  row.key[1].value = Value::AutoIncrement();
  Put("t", row);
  CheckRestored();

  Client restored(TempFolder::path());
  restored.Put("t", row);

  CHECK(restored.Get("t", KeyOf("a", far + 2)).has_value());
}

TEST_CASE_FIXTURE(Durable, "Durable.RefusedWritesLeaveNothing") {
  Make(TableWithStream("t"));
  codec::WriteRowRequest request = PutRequest("t", RowOf("a", 1));
  request.condition.row_existence = codec::RowExistence::kExpectExist;
  Refused("PutRow", request);
  Refused("PutRow", PutRequest("t", RowOf("a", 1, {PutCell("pk1", Value::Integer(1))})));
  CheckRestored();
  CHECK_FALSE(Client(TempFolder::path()).Get("t", KeyOf("a", 1)).has_value());
}

TEST_CASE_FIXTURE(Durable, "Durable.OptionsStreamsAndShardTrees") {
  Make(TableRequest("t"));
  codec::UpdateTableRequest options = UpdateRequest();
  options.options.emplace().max_versions = 7;
  options.reserved = codec::CapacityUnit{0, 0};
  clock.Advance(5000000);
  Change(options);
  CheckRestored();
  codec::UpdateTableRequest stream = UpdateRequest();
  stream.stream = codec::StreamSpecification{true, 12, {"c"}};
  Change(stream);
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));
  Put("t", RowOf("z", 1, {PutCell("c", Value::Integer(2))}));
  CheckRestored();
  const auto halves = service.SplitShard(kInstance, "t", "");
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(3))}));
  CheckRestored();
  service.MergeShards(kInstance, "t", halves);
  clock.Advance(-3600000000);
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(4))}));
  CheckRestored();
  stream.stream = codec::StreamSpecification{false, {}, {}};
  Change(stream);
  CheckRestored();
}

TEST_CASE_FIXTURE(Durable, "Durable.DeletedTablesStayDeletedAndTheirNamesAreFree") {
  for (const char* table : {"t", "u"}) Make(TableRequest(table));
  Put("t", RowOf("a", 1));
  Send("DeleteTable", codec::Encode(codec::TableNameRequest{"t"}));
  CheckRestored();
  CHECK(Files().size() == 1);
  Client restored(TempFolder::path());
  REQUIRE(restored.Send("CreateTable", codec::Encode(TableRequest("t"))).status == 200);
  CHECK_FALSE(restored.Get("t", KeyOf("a", 1)).has_value());
  CHECK(Files().size() == 2);
}

TEST_CASE_FIXTURE(Durable, "Durable.ATableThatTheDiskKeepsIsNotDeleted") {
  Make(TableRequest("t"));
  std::filesystem::remove(Files().at(0));  // there is none to remove any more
  CHECK_THROWS_AS(Send("DeleteTable", codec::Encode(codec::TableNameRequest{"t"})),
                  storage::JournalError);
  Put("t", RowOf("a", 1));
}

TEST_CASE_FIXTURE(Durable, "Durable.AJournalWrittenAnewHoldsTheSame") {
  codec::CreateTableRequest request = TableWithStream("t");
  request.meta.key[1].auto_increment = true;
  request.stream->columns_to_get = {"c"};
  Make(request);
  for (int i = 0; i < 3; ++i) {
    Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(i), kStartMs + i)}));
    Put("t", RowOf(std::string(1, static_cast<char>('b' + i)), i));
  }
  const auto halves = service.SplitShard(kInstance, "t", "");
  service.SplitShard(kInstance, "t", halves[0]);
  Delete("t", KeyOf("a", 1));
  Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(7))}));
  const auto file = Files().at(0);
  // Updates are kept as they came; all that these do is to make the journal large.
  codec::UpdateTableRequest large = UpdateRequest();
  large.stream = codec::StreamSpecification{
      true, 24, {std::string(storage::Journal::kRewriteFromBytes / 2, 'x')}};
  for (int i = 0; i < 2; ++i) Change(large);
  const auto grown = std::filesystem::file_size(file);
  Put("t", RowOf("e", 5));
  CHECK(std::filesystem::file_size(file) < grown);
  CheckRestored();
  Put("t", RowOf("f", 6, {PutCell("c", Value::Integer(8))}));
  Delete("t", KeyOf("b", 0));
  CheckRestored();
}

TEST_CASE_FIXTURE(Durable, "Durable.ATornLastRecordIsAWriteThatNeverWas") {
  Make(TableWithStream("t"));
  Put("t", RowOf("a", 1));
  const std::string before = SeenOf(this);
  const auto file = Files().at(0);
  Put("t", RowOf("b", 2));
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);

  Client restored(TempFolder::path());
  CHECK((SeenOf(&restored) == before));
  restored.Put("t", RowOf("c", 3));
  Client again(TempFolder::path());
  CHECK((SeenOf(&again) == SeenOf(&restored)));
}

TEST_CASE_FIXTURE(Durable, "Durable.TablesOfTwoInstancesDoNotMix") {
  Make(TableRequest("t"));
  Put("t", RowOf("a", 1));
  envelope.instance = "other/instance";
  Make(TableRequest("t"));
  Client restored(TempFolder::path());
  CHECK(restored.Get("t", KeyOf("a", 1)).has_value());
  restored.envelope.instance = "other/instance";
  CHECK_FALSE(restored.Get("t", KeyOf("a", 1)).has_value());
}

}  // namespace
}  // namespace hopline::emulator::tablestore
