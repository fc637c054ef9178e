#include "plugins/oss/assembly.h"

#include <doctest/doctest.h>

#include "plugins/oss/part_sizes.h"
#include "tests/unit/plugins/support/test_host.h"
#include "wire/oss/crc64.h"

namespace hopline::plugins::oss {
namespace {

StagedShare Share(uint32_t joint, std::string head, uint32_t parts, std::string content,
                  std::string tail) {
  StagedShare share;
  share.joint = joint;
  share.head = std::move(head);
  share.parts = parts;
  share.parts_bytes = content.size();
  share.parts_crc64 = wire::oss::Crc64(0, content);
  share.tail = std::move(tail);
  return share;
}

TEST_CASE("what stands between the parts of two tasks becomes a part of its own") {
  const Assembly assembly =
      Assemble({Share(10, "head0", 2, "parts0", "tail0"), Share(20, "only1", 0, "", ""),
                Share(30, "head2", 1, "parts2", "tail2")});
  CHECK(assembly.numbers == std::vector<uint32_t>{10, 11, 12, 30, 31, 10'000});
  REQUIRE(assembly.joints.size() == 3);
  CHECK(assembly.joints[0].bytes == "head0");
  CHECK(assembly.joints[1].bytes == "tail0only1head2");
  CHECK(assembly.joints[2].bytes == "tail2");
  const std::string whole = "head0parts0tail0only1head2parts2tail2";
  CHECK(assembly.size == whole.size());
  CHECK(assembly.crc64 == wire::oss::Crc64(0, whole));
}

TEST_CASE("shares without parts make a small object; none at all, nothing") {
  StagedShare first = Share(10, "a", 0, "", "");
  first.header = "header";
  const Assembly assembly = Assemble({first, Share(20, "b", 0, "", "")});
  CHECK(assembly.is_small());
  CHECK(assembly.small == "headerab");
  CHECK(assembly.crc64 == wire::oss::Crc64(0, "headerab"));
  StagedShare empty;
  empty.header = "header";
  CHECK(Assemble({empty, empty}).empty());
}

TEST_CASE("token and message survive as bytes") {
  TestHost::Install();
  const Token token{1'700'000'000, "upload", "u|l"};
  const Token token_back = DecodeToken(Encode(token));
  CHECK(token_back.prepared_unix_s == token.prepared_unix_s);
  CHECK(token_back.upload_id == "upload");
  CHECK(token_back.columns == "u|l");
  TaskMessage message;
  message.objects = {{"dir/\"中文\"", "id", 3, 1 << 30, UINT64_MAX, ""},
                     {"small", "", 0, 2, 7, std::string("\0\xff", 2)}};
  message.share = Share(5, "h", 1, "content", std::string("\0t", 2));
  message.twins = {"k"};
  const TaskMessage back = DecodeMessage(Encode(message));
  REQUIRE(back.objects.size() == 2);
  CHECK(back.objects[0].key == "dir/\"中文\"");
  CHECK(back.objects[0].parts == 3);
  CHECK(back.objects[0].crc64 == UINT64_MAX);
  CHECK(back.objects[1].body == std::string("\0\xff", 2));
  REQUIRE(back.share.has_value());
  CHECK(back.share->tail == std::string("\0t", 2));
  CHECK(back.twins == message.twins);
}

TEST_CASE("bytes of another format are refused by name") {
  TestHost::Install();
  CHECK_THROWS_WITH_AS(DecodeMessage(R"({"format":2})"),
                       "the message of a task cannot be read: it has format 2, this "
                       "version knows 1; end the run with the version that began it, or "
                       "abort it",
                       Error);
  CHECK_THROWS_WITH_AS(DecodeToken("no json"), doctest::Contains("cannot be read"),
                       Error);
}

TEST_CASE("part sizes hold the capacity within the numbers there are") {
  for (const uint64_t capacity :
       {uint64_t{1} << 30, uint64_t{100'000} << 20, uint64_t{40} << 40}) {
    for (const uint32_t parts : {77U, 2498U, 10'000U}) {
      const PartSizes sizes(parts, capacity);
      uint64_t total = 0;
      for (uint32_t done = 0; done < parts; ++done) total += sizes.After(done);
      CHECK(total >= capacity);
      CHECK(sizes.After(0) == PartSizes::kFirstBytes);
    }
  }
}

}  // namespace
}  // namespace hopline::plugins::oss
