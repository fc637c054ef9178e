#include <doctest/doctest.h>

#include "emulator/storage/journal.h"
#include "tests/unit/emulator/maxcompute/tunnel_client.h"
#include "tests/unit/emulator/storage/temp_folder.h"

namespace hopline::emulator::maxcompute::test {
namespace {

TEST_CASE("Durable: tables, partitions and rows are there after a restart") {
  const storage::TempFolder folder;
  TunnelClient client(folder.path());
  REQUIRE(client.Sql("create table t (a bigint not null comment 'x') comment 'c' "
                     "partitioned by (pt string) lifecycle 3") == "");
  REQUIRE(client.Sql("alter table t add partition (pt='1') partition (pt='2')") == "");
  const std::string upload = client.BeginUpload("t", "&partition=pt%3D1");
  REQUIRE(client.PutBlock("t", upload, 4, {3, 4}, "&partition=pt%3D1").status == 200);
  REQUIRE(client.PutBlock("t", upload, 1, {1, 2}, "&partition=pt%3D1").status == 200);
  REQUIRE(client.Commit("t", upload, "&partition=pt%3D1").status == 200);
  REQUIRE(client.Sql("alter table t drop partition (pt='2')") == "");
  const std::string table = client.Body("GET", "/projects/p/tables/t");
  client.Restart();
  CHECK(client.Body("GET", "/projects/p/tables/t") == table);
  CHECK(client.Csv("select * from t") ==
        "\"a\",\"pt\"\n1,\"1\"\n2,\"1\"\n3,\"1\"\n4,\"1\"\n");
  CHECK(client.Reload("t", upload, "&partition=pt%3D1").status == "closed");
  CHECK(CodeOf(client.Commit("t", upload, "&partition=pt%3D1")) == "409 StatusConflict");
  REQUIRE(client.Sql("drop table t") == "");
  client.Restart();
  CHECK(client.Call("GET", "/projects/p/tables/t").status == 404);
}

TEST_CASE("Durable: a table that the disk keeps is not dropped") {
  const storage::TempFolder folder;
  TunnelClient client(folder.path());
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  std::filesystem::remove(folder / "1.journal");  // there is none to remove any more
  CHECK_THROWS_AS(client.Sql("drop table t"), storage::JournalError);
  CHECK(client.Sql("select * from t") == "");
}

TEST_CASE("Durable: an upload goes on after a restart") {
  const storage::TempFolder folder;
  TunnelClient client(folder.path());
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  const std::string first = client.BeginUpload("t");
  REQUIRE(client.PutBlock("t", first, 0, {1}).status == 200);
  REQUIRE(client.Commit("t", first).status == 200);
  const std::string upload = client.BeginUpload("t", "&overwrite=true");
  REQUIRE(client.PutBlock("t", upload, 0, {8}).status == 200);
  REQUIRE(client.PutBlock("t", upload, 1, {9}).status == 200);
  REQUIRE(client.PutBlock("t", upload, 0, {7}).status == 200);
  client.Restart();
  const auto session = client.Reload("t", upload);
  CHECK(session.is_overwrite);
  REQUIRE(session.blocks.size() == 2);
  CHECK(client.Csv("select * from t") == "\"a\"\n1\n");
  REQUIRE(client.Commit("t", upload).status == 200);
  client.Restart();
  CHECK(client.Csv("select * from t") == "\"a\"\n7\n9\n");
}

TEST_CASE("Durable: a journal that is written anew holds the same") {
  const storage::TempFolder folder;
  TunnelClient client(folder.path());
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  const std::string open = client.BeginUpload("t");
  REQUIRE(client.PutBlock("t", open, 3, {5}).status == 200);
  std::vector<int64_t> many(150000);
  for (size_t i = 0; i < many.size(); ++i) many[i] = static_cast<int64_t>(i) << 40;
  // Each round replaces the rows; the journal outgrows its contents.
  for (int round = 0; round < 7; ++round) {
    const std::string upload = client.BeginUpload("t", "&overwrite=true");
    REQUIRE(client.PutBlock("t", upload, 0, many).status == 200);
    REQUIRE(client.Commit("t", upload).status == 200);
  }
  uintmax_t size = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    size += entry.file_size();
  }
  CHECK(size < 5 * BigintStream(many).size());
  client.Restart();
  CHECK(client.Csv("select count(*) from t") == "\"_c0\"\n150000\n");
  CHECK(client.Reload("t", open).blocks.size() == 1);
}

}  // namespace
}  // namespace hopline::emulator::maxcompute::test
