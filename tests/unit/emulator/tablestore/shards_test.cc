#include <doctest/doctest.h>

#include "client.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Value;

struct WithShards : Client {
  WithShards() {
    Send("CreateTable", codec::Encode(TableWithStream("t")));
    for (const char* pk1 : {"a", "b", "c", "d"}) PutLetter(pk1);
  }

  void PutLetter(const std::string& pk1) {
    Put("t", RowOf(pk1, 1, {PutCell("c", Value::Integer(1))}));
  }

  // Letters recorded in a shard, and whether it is read to its end.
  std::pair<std::string, bool> Letters(const std::string& shard) {
    const Batch batch = ReadStream(this, IteratorOf("t", shard));
    std::string letters;
    for (const codec::Row& row : batch.rows) letters += row.key[0].value.bytes();
    return {letters, !batch.next_iterator.has_value()};
  }

  codec::DescribeStreamResponse Describe(std::optional<int32_t> limit = {},
                                         std::optional<std::string> from = {}) {
    codec::DescribeStreamRequest request;
    request.stream_id = StreamIdOf("t");
    request.shard_limit = limit;
    request.inclusive_start_shard_id = std::move(from);
    return Call<codec::DescribeStreamResponse>("DescribeStream", request);
  }
};

TEST_CASE_FIXTURE(WithShards, "Shards.SplitIntoTwoThatShareTheKeys") {
  const std::string root = service.ListShards(kInstance, "t").at(0).id;

  const std::vector<std::string> halves = service.SplitShard(kInstance, "t", "");
  for (const char* pk1 : {"a", "b", "c", "d"}) PutLetter(pk1);

  REQUIRE(halves.size() == 2);
  CHECK(Letters(root) == std::pair<std::string, bool>("abcd", true));
  CHECK(Letters(halves[0]) == std::pair<std::string, bool>("ab", false));
  CHECK(Letters(halves[1]) == std::pair<std::string, bool>("cd", false));
  CHECK(Describe().shards == std::vector<codec::ShardInfo>{{root, {}, {}},
                                                           {halves[0], root, {}},
                                                           {halves[1], root, {}}});
}

TEST_CASE_FIXTURE(WithShards, "Shards.MergeIntoOneWithTwoParents") {
  const std::vector<std::string> halves = service.SplitShard(kInstance, "t", "");

  const std::string merged = service.MergeShards(kInstance, "t", {halves[1], halves[0]});
  PutLetter("a");
  PutLetter("d");

  CHECK(Letters(merged) == std::pair<std::string, bool>("ad", false));
  CHECK(Describe().shards.back() == codec::ShardInfo{merged, halves[0], halves[1]});
}

TEST_CASE_FIXTURE(WithShards, "Shards.AtTheirEndAnswerAnEmptyBody") {
  const std::string root = service.ListShards(kInstance, "t").at(0).id;
  const Batch all = ReadStream(this, IteratorOf("t", root));
  service.SplitShard(kInstance, "t", root);

  const codec::GetStreamRecordRequest request{all.next_iterator.value(), {}, {}};
  const HttpResponse end = Send("GetStreamRecord", codec::Encode(request));

  CHECK(end.status == 200);
  CHECK(end.body.empty());
}

TEST_CASE_FIXTURE(WithShards, "Shards.AreDescribedInPages") {
  const std::vector<std::string> halves = service.SplitShard(kInstance, "t", "");

  const auto first = Describe(2);
  const auto second = Describe(2, first.next_shard_id);

  CHECK(first.shards.size() == 2);
  CHECK(first.next_shard_id == halves[1]);
  CHECK(second.shards.size() == 1);
  CHECK_FALSE(second.next_shard_id.has_value());
}

TEST_CASE_FIXTURE(WithShards, "Shards.ClosedLongAgoAreNotListedAnyMore") {
  const std::string root = service.ListShards(kInstance, "t").at(0).id;
  service.SplitShard(kInstance, "t", root);

  clock.Advance(int64_t{25} * 3600 * 1000 * 1000);

  const auto shards = Describe().shards;
  REQUIRE(shards.size() == 2);
  CHECK(shards[0].parent_id == root);
}

TEST_CASE_FIXTURE(WithShards, "Shards.AreToldToTheAdmin") {
  const std::string root = service.ListShards(kInstance, "t").at(0).id;
  service.SplitShard(kInstance, "t", root);

  const auto shards = service.ListShards(kInstance, "t");

  REQUIRE(shards.size() == 3);
  CHECK_FALSE(shards[0].open);
  CHECK(shards[0].records == 4);
  CHECK(shards[1].open);
  CHECK(shards[1].parents == std::vector<std::string>{root});
}

TEST_CASE_FIXTURE(WithShards, "Shards.ThatCannotBeMovedAreRefusedWithTheReason") {
  const auto status_of = [&](auto&& action) {
    try {
      action();
    } catch (const AdminError& error) {
      return error.status();
    }
    return 200;
  };
  const std::string root = service.ListShards(kInstance, "t").at(0).id;
  const std::vector<std::string> halves = service.SplitShard(kInstance, "t", root);
  const std::vector<std::string> quarters = service.SplitShard(kInstance, "t", halves[1]);
  Send("CreateTable", codec::Encode(TableRequest("dry")));

  CHECK(status_of([&] { service.SplitShard(kInstance, "t", root); }) == 409);
  CHECK(status_of([&] { service.SplitShard(kInstance, "t", ""); }) == 409);
  CHECK(status_of([&] { service.SplitShard(kInstance, "t", "none"); }) == 404);
  CHECK(status_of([&] { service.SplitShard(kInstance, "none", root); }) == 404);
  CHECK(status_of([&] { service.ListShards(kInstance, "dry"); }) == 409);
  CHECK(status_of([&] {
          service.MergeShards(kInstance, "t", {halves[0], quarters[1]});
        }) == 409);
  CHECK(status_of([&] {
          service.MergeShards(kInstance, "t", {halves[0], halves[0]});
        }) == 409);
  CHECK(status_of([&] { service.MergeShards(kInstance, "t", {halves[0]}); }) == 409);
  CHECK(status_of([&] {
          service.MergeShards(kInstance, "t", {halves[0], quarters[0]});
        }) == 200);
}

}  // namespace
}  // namespace hopline::emulator::tablestore
