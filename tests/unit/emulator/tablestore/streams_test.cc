#include <doctest/doctest.h>

#include <map>
#include <thread>

#include "client.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::CellOperation;
using codec::StreamAction;
using codec::Value;

constexpr int64_t kSecondUs = 1000 * 1000;

struct WithStream : Client {
  WithStream() {
    Send("CreateTable", codec::Encode(TableWithStream("t")));
    shard = service.ListShards(kInstance, "t").at(0).id;
  }

  void PutNumber(int64_t number) {
    Put("t", RowOf("a", number, {PutCell("n", Value::Integer(number))}));
  }

  std::string shard;
};

TEST_CASE_FIXTURE(WithStream, "Streams.AreListedAndDescribed") {
  const std::string id = StreamIdOf("t");

  const auto all =
      Call<codec::ListStreamResponse>("ListStream", codec::ListStreamRequest{});
  const auto stream = Call<codec::DescribeStreamResponse>(
      "DescribeStream", codec::DescribeStreamRequest{id, {}, {}, {}});

  CHECK(all.streams.size() == 1);
  CHECK(stream.stream_id == id);
  CHECK(stream.table_name == "t");
  CHECK(stream.expiration_hours == 24);
  CHECK(stream.status == codec::StreamStatus::kActive);
  CHECK(stream.shards == std::vector<codec::ShardInfo>{{shard, {}, {}}});
  CHECK_FALSE(stream.next_shard_id.has_value());
}

TEST_CASE_FIXTURE(WithStream, "Streams.RecordPutsUpdatesAndDeletions") {
  Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));
  Update("t", RowOf("a", 1,
                    {PutCell("d", Value::String("x"), kStartMs),
                     {"c", {}, kStartMs, CellOperation::kDeleteOneVersion},
                     {"e", {}, {}, CellOperation::kDeleteAllVersions},
                     {"n", Value::Integer(2), {}, CellOperation::kIncrement}}));
  Delete("t", KeyOf("a", 1));

  const Batch batch = ReadStream(this, IteratorOf("t", shard));

  CHECK(batch.actions == std::vector<StreamAction>{StreamAction::kPut,
                                                   StreamAction::kUpdate,
                                                   StreamAction::kDelete});
  const codec::Row& put = batch.rows[0];
  CHECK(put.key == KeyOf("a", 1));
  CHECK(put.cells[0].timestamp_ms == put.sequence->timestamp_us / 1000);
  const auto& changes = batch.rows[1].cells;
  REQUIRE(changes.size() == 4);
  CHECK(changes[0] == PutCell("d", Value::String("x"), kStartMs));
  CHECK(changes[1] == codec::Cell{"c", {}, kStartMs, CellOperation::kDeleteOneVersion});
  CHECK(changes[2] == codec::Cell{"e", {}, {}, CellOperation::kDeleteAllVersions});
  CHECK(changes[3].operation == CellOperation::kPut);
  CHECK(changes[3].value == Value::Integer(2));
  CHECK(changes[3].timestamp_ms.has_value());
  CHECK(batch.rows[2].delete_marker);
  CHECK(batch.rows[0].sequence < batch.rows[1].sequence);
  CHECK(batch.rows[1].sequence < batch.rows[2].sequence);
}

TEST_CASE_FIXTURE(WithStream, "Streams.DoNotRecordRefusedWrites") {
  auto request = PutRequest("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));
  request.condition.row_existence = codec::RowExistence::kExpectExist;
  Refused("PutRow", request);

  CHECK(ReadStream(this, IteratorOf("t", shard)).rows.empty());
}

TEST_CASE_FIXTURE(WithStream, "Streams.ReadAgainFromTheSameIteratorGiveTheSame") {
  for (int i = 0; i < 5; ++i) PutNumber(i);
  const std::string start = IteratorOf("t", shard);

  const Batch whole = ReadStream(this, start);
  const Batch prefix = ReadStream(this, start, 3);
  const Batch rest = ReadStream(this, prefix.next_iterator.value());

  CHECK(whole.rows.size() == 5);
  CHECK(prefix.rows ==
        std::vector<codec::Row>(whole.rows.begin(), whole.rows.begin() + 3));
  CHECK(prefix.may_more == true);
  CHECK(rest.rows == std::vector<codec::Row>(whole.rows.begin() + 3, whole.rows.end()));
  CHECK(rest.may_more == false);
}

TEST_CASE_FIXTURE(WithStream, "Streams.CaughtUpAnswerWithAnIteratorThatGoesOn") {
  PutNumber(1);
  const Batch first = ReadStream(this, IteratorOf("t", shard));

  const Batch nothing = ReadStream(this, first.next_iterator.value());
  PutNumber(2);
  const Batch more = ReadStream(this, nothing.next_iterator.value());

  CHECK(nothing.rows.empty());
  CHECK(nothing.may_more == false);
  REQUIRE(more.rows.size() == 1);
  CHECK(more.rows[0].key == KeyOf("a", 2));
}

TEST_CASE_FIXTURE(WithStream, "Streams.AreSearchedByTime") {
  PutNumber(1);
  clock.Advance(60 * kSecondUs);
  const int64_t between_us = clock.NowUnixUs();
  PutNumber(2);

  const Batch batch = ReadStream(this, IteratorOf("t", shard, between_us));

  REQUIRE(batch.rows.size() == 1);
  CHECK(batch.rows[0].key == KeyOf("a", 2));
  CHECK(ReadStream(this, IteratorOf("t", shard, clock.NowUnixUs() + kSecondUs))
            .rows.empty());
}

TEST_CASE_FIXTURE(WithStream, "Streams.AnswerAtMostAThousandRecords") {
  for (int i = 0; i < 1001; ++i) PutNumber(i);

  const Batch batch = ReadStream(this, IteratorOf("t", shard));

  CHECK(batch.rows.size() == 1000);
  CHECK(batch.may_more == true);
  CHECK(ReadStream(this, batch.next_iterator.value()).rows.size() == 1);
}

TEST_CASE_FIXTURE(WithStream, "Streams.ForgetWhatHasExpired") {
  PutNumber(1);
  const std::string oldest = IteratorOf("t", shard);
  clock.Advance(24 * 3600 * kSecondUs + kSecondUs);
  PutNumber(2);

  const HttpResponse trimmed = Send(
      "GetStreamRecord", codec::Encode(codec::GetStreamRecordRequest{oldest, {}, {}}));

  CHECK(trimmed.status == 404);
  CHECK(ErrorOf(trimmed).code == codec::error_code::kTrimmedDataAccess);
  CHECK(ReadStream(this, IteratorOf("t", shard)).rows.size() == 1);
}

TEST_CASE_FIXTURE(WithStream, "Streams.KeepTheOrderOfRequestsThatOvertakeEachOther") {
  PutNumber(1);
  clock.Advance(-kSecondUs);
  PutNumber(2);

  const Batch batch = ReadStream(this, IteratorOf("t", shard));

  CHECK(batch.rows[1].sequence->epoch == 0);
  CHECK(batch.rows[1].sequence->timestamp_us == batch.rows[0].sequence->timestamp_us);
  CHECK(batch.rows[1].sequence->row_index == 1);
}

TEST_CASE_FIXTURE(WithStream, "Streams.OfConcurrentWritersHoldEveryChangeOnceInOrder") {
  constexpr int kWriters = 4;
  constexpr int kRowsEach = 50;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer] {
      codec::RequestEnvelope own = envelope;
      own.operation = "PutRow";
      own.now_unix_ms = kStartMs;
      for (int i = 0; i < kRowsEach; ++i) {
        const codec::Row row = RowOf("a", i, {PutCell("w", Value::Integer(writer))});
        HttpRequest request{"POST", "/PutRow", {}, codec::Encode(PutRequest("t", row))};
        request.headers = codec::MakeRequestHeaders(own, request.body);
        service.Handle(request);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();

  const Batch batch = ReadStream(this, IteratorOf("t", shard));

  REQUIRE(batch.rows.size() == kWriters * kRowsEach);
  for (size_t i = 1; i < batch.rows.size(); ++i) {
    CHECK(batch.rows[i - 1].sequence < batch.rows[i].sequence);
  }
  // The last record of every row says what the table holds.
  std::map<int64_t, codec::Value> last;
  for (const codec::Row& row : batch.rows) {
    last[row.key[1].value.AsInteger()] = *row.cells[0].value;
  }
  for (const auto& [number, value] : last) {
    CHECK(Get("t", KeyOf("a", number))->cells[0].value == value);
  }
}

TEST_CASE_FIXTURE(WithStream, "Streams.BeginANewEpochWhenTheClockIsMovedBack") {
  PutNumber(1);
  clock.Advance(-3600 * kSecondUs);
  PutNumber(2);

  const Batch batch = ReadStream(this, IteratorOf("t", shard));

  CHECK(batch.rows[0].sequence->epoch == 0);
  CHECK(batch.rows[1].sequence->epoch == 1);
  CHECK(batch.rows[1].sequence->timestamp_us < batch.rows[0].sequence->timestamp_us);
}

TEST_CASE("Streams.CarryOldValuesOfTheColumnsNamed") {
  Client client;
  auto create = TableWithStream("t");
  create.stream->columns_to_get = {"c"};
  client.Send("CreateTable", codec::Encode(create));
  client.Put("t", RowOf("a", 1, {PutCell("c", Value::Integer(1))}));
  client.Update("t", RowOf("a", 1, {PutCell("c", Value::Integer(2))}));
  const std::string shard = client.service.ListShards(kInstance, "t").at(0).id;
  const HttpResponse http =
      client.Send("GetStreamRecord", codec::Encode(codec::GetStreamRecordRequest{
                                         client.IteratorOf("t", shard), {}, {}}));

  codec::StreamRecordReader reader;
  REQUIRE(reader.Open(http.body).ok());
  codec::StreamRecordView record;
  REQUIRE(reader.Next(&record));
  CHECK(record.origin_row.empty());
  REQUIRE(reader.Next(&record));

  CHECK(RowsIn(std::string(record.origin_row)).at(0).cells[0].value == Value::Integer(1));
}

TEST_CASE_FIXTURE(WithStream, "Streams.RefuseIteratorsTheyDidNotMake") {
  for (const char* text : {"", "TRIM_HORIZON", "a/b/c", "//0"}) {
    const codec::GetStreamRecordRequest request{text, {}, {}};
    CHECK(Send("GetStreamRecord", codec::Encode(request)).status != 200);
  }
  const std::string beyond = StreamIdOf("t") + "/" + shard + "/7";
  CHECK(Refused("GetStreamRecord", codec::GetStreamRecordRequest{beyond, {}, {}}).code ==
        codec::error_code::kParameterInvalid);
}

}  // namespace
}  // namespace hopline::emulator::tablestore
