#include "plugins/otsstream/lineage.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::otsstream {
namespace {

ShardPlan Shard(std::string id, std::vector<std::string> parents = {},
                std::string from = std::string(kTrimHorizon)) {
  return {std::move(id), std::move(parents), std::move(from), false};
}

std::vector<std::string> Ids(const std::vector<ShardPlan>& group) {
  std::vector<std::string> ids;
  for (const ShardPlan& shard : group) ids.push_back(shard.id);
  return ids;
}

using Names = std::vector<std::string>;

TEST_CASE("a family stays together, parents first") {
  const auto groups =
      PackLineages({Shard("child1", {"root"}), Shard("merged", {"child1", "child2"}),
                    Shard("child2", {"root"}), Shard("root")},
                   8);
  REQUIRE(groups.size() == 1);
  CHECK(Ids(groups[0]) == Names{"root", "child1", "child2", "merged"});
}

TEST_CASE("strangers are spread, the largest families first") {
  const auto groups =
      PackLineages({Shard("a"), Shard("b"), Shard("c"), Shard("d", {"c"})}, 2);
  REQUIRE(groups.size() == 2);
  CHECK(Ids(groups[0]) == Names{"c", "d"});
  CHECK(Ids(groups[1]) == Names{"a", "b"});
  CHECK(PackLineages({Shard("a"), Shard("b")}, 1).size() == 1);
  CHECK(PackLineages({Shard("a"), Shard("b")}, 9).size() == 2);
}

TEST_CASE("parents that have ended before, or are not listed, hold nobody together") {
  const auto groups =
      PackLineages({Shard("old", {}, std::string(kShardEnd)), Shard("a", {"old"}),
                    Shard("b", {"old"}), Shard("c", {"expired"})},
                   8);
  CHECK(groups.size() == 4);
  for (const auto& group : groups) CHECK(group.front().parents.empty());
}

TEST_CASE("a ring, which no service makes, is read in some order") {
  const auto groups = PackLineages({Shard("a", {"b"}), Shard("b", {"a"})}, 2);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].size() == 2);
}

TEST_CASE("entries and checkpoints survive as bytes") {
  TestHost::Install();
  const PlanEntry entry{"stream", "version", {1, 2}, {Shard("s\"1", {"p"}, "iterator")}};
  const PlanEntry back = DecodePlanEntry(Encode(entry));
  CHECK(back.stream_id == "stream");
  CHECK(back.window.end_ms == 2);
  REQUIRE(back.shards.size() == 1);
  CHECK(back.shards[0].id == "s\"1");
  CHECK(back.shards[0].parents == Names{"p"});
  CHECK(back.shards[0].from == "iterator");
  const TaskCheckpoint checkpoint{{{"s", "it", 7}}, {{"s", 5, "mark"}}};
  const TaskCheckpoint checkpoint_back = DecodeTaskCheckpoint(Encode(checkpoint));
  CHECK(checkpoint_back.ends[0].sent == 7);
  CHECK(checkpoint_back.marks[0].iterator == "mark");
  CHECK_THROWS_WITH_AS(DecodePlanEntry(R"({"format":9})"), doctest::Contains("format 9"),
                       Error);
}

}  // namespace
}  // namespace hopline::plugins::otsstream
