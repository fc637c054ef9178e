#include "plugins/odps/staged.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {
namespace {

TEST_CASE("block ids never meet, and stay below the service's limit") {
  for (const uint32_t tasks : {1U, 3U, 8U, 32U}) {
    std::set<int64_t> seen;
    const int64_t most = MostBlocks(tasks);
    for (uint32_t task = 0; task < tasks; ++task) {
      for (uint32_t attempt = 1; attempt <= 4; ++attempt) {
        for (int64_t k = 0; k < most; ++k) {
          const int64_t id = BlockId(task, tasks, attempt, k);
          CHECK(id >= 0);
          CHECK(id < 20'000);
          seen.insert(id);
        }
      }
    }
    CHECK(seen.size() == static_cast<size_t>(tasks * 4 * most));
  }
  CHECK(BlockId(1, 3, 1, 2) == BlockId(1, 3, 5, 2));  // a fifth attempt begins anew
}

TEST_CASE("blocks grow before a task runs out of ids") {
  constexpr uint64_t kFirst = uint64_t{64} << 20;
  const int64_t most = MostBlocks(8);
  CHECK(BlockBytes(kFirst, 0, most) == kFirst);
  CHECK(BlockBytes(kFirst, most / 2 - 1, most) == kFirst);
  CHECK(BlockBytes(kFirst, most / 2, most) == 2 * kFirst);
  CHECK(BlockBytes(kFirst, most - 1, most) == 1024 * kFirst);
  double tebibytes = 0;
  for (int64_t k = 0; k < most; ++k) {
    tebibytes += static_cast<double>(BlockBytes(kFirst, k, most)) / 0x1p40;
  }
  CHECK(tebibytes > 3);
}

TEST_CASE("token and message come back as they went") {
  TestHost::Install();
  const Upload token = DecodeToken(Encode(Upload{"2023\"x", "pt=a b,hh=1", "2023c"}));
  CHECK(token.session == "2023\"x");
  CHECK(token.partition == "pt=a b,hh=1");
  CHECK(token.clearing == "2023c");
  const std::vector<UploadedBlocks> sent = {{{"s", "pt=1", "c"}, 7, {0, 4, 19'999}},
                                            {{"t", "pt=2", ""}, 1, {}}};
  const std::vector<UploadedBlocks> uploaded = DecodeMessage(Encode(sent));
  REQUIRE(uploaded.size() == 2);
  CHECK(uploaded[0].upload.session == "s");
  CHECK(uploaded[0].upload.partition == "pt=1");
  CHECK(uploaded[0].upload.clearing == "c");
  CHECK(uploaded[0].rows == 7);
  CHECK(uploaded[0].blocks == std::vector<int64_t>{0, 4, 19'999});
  CHECK(uploaded[1].blocks.empty());
  CHECK(DecodeMessage(Encode(std::vector<UploadedBlocks>{})).empty());
}

TEST_CASE("what another version wrote is refused") {
  TestHost::Install();
  CHECK_THROWS_WITH(DecodeToken(R"({"format":1})"),
                    "the token of this run cannot be read: it has format 1, this version "
                    "knows 2; end the run with the version that began it, or abort it");
  CHECK_THROWS_AS(DecodeMessage("no json"), Error);
}

}  // namespace
}  // namespace hopline::plugins::odps
