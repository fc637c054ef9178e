#include "emulator/maxcompute/service.h"

#include <doctest/doctest.h>

#include "tests/unit/emulator/maxcompute/tunnel_client.h"
#include "wire/common/encoding.h"
#include "wire/maxcompute/signature.h"

namespace hopline::emulator::maxcompute::test {
namespace {

TEST_CASE("Service: a call without a signature, or with a wrong one, is refused") {
  Clock clock;
  MaxComputeService service(&clock, {{"id", "secret", false}});
  HttpRequest request = {"GET", "/api/projects/p/tables", {}, ""};
  CHECK(CodeOf(service.Handle(request)) == "401 Unauthorized");
  wire::maxcompute::SignedRequest sign = {"GET", "/projects/p/tables", {}, {}};
  const int64_t now_unix_s = clock.NowUnixUs() / 1000000;
  SignV2({"id", "secret", ""}, now_unix_s, &sign);
  request.headers = sign.headers;
  CHECK(service.Handle(request).status == 200);
  SignV2({"id", "other", ""}, now_unix_s, &sign);
  request.headers = sign.headers;
  CHECK(CodeOf(service.Handle(request)) == "401 ODPS-0410042");
  SignV2({"id", "secret", ""}, now_unix_s - 901, &sign);
  request.headers = sign.headers;
  CHECK(CodeOf(service.Handle(request)) == "400 RequestTimeTooSkewed");
}

TEST_CASE("Service: values may be signed as they are decoded once or twice") {
  Clock clock;
  // What PyODPS does to a value that holds a percent sign: its own is decoded again.
  wire::maxcompute::SignedRequest sign = {
      "GET", "/projects/p/tables/t", {{"partition", "pt='100A'"}}, {}};
  SignV2({"id", "secret", ""}, clock.NowUnixUs() / 1000000, &sign);
  MaxComputeService service(&clock, {{"id", "secret", false}});
  const HttpResponse response = service.Handle(
      {"GET", "/projects/p/tables/t?partition=pt%3D%27100%2541%27", sign.headers, ""});
  CHECK(CodeOf(response) == "404 NoSuchObject");  // and not 401
}

TEST_CASE("Service: Content-MD5 is hex, and checked") {
  TunnelClient client;
  const HttpResponse response =
      client.Call("POST", "/projects/p/instances", "body",
                  {{"Content-MD5", "0cc175b9c0f1b6a831c399e269772661"}});
  CHECK(CodeOf(response) == "400 InvalidArgument");
}

TEST_CASE("Service: every reply has a request id; Tunnel errors are JSON") {
  TunnelClient client;
  const HttpResponse missing = client.Call("POST", "/projects/p/tables/t?uploads");
  CHECK(FindHeader(missing.headers, "x-odps-request-id") != nullptr);
  CHECK(missing.body.starts_with("{"));
  CHECK(CodeOf(missing) == "404 NoSuchTable");
  CHECK(client.Call("GET", "/projects/p/tables/t").body.starts_with("<?xml"));
  CHECK(client.Body("GET", "/projects/p/tunnel?service") == "127.0.0.1:1");
}

TEST_CASE("Uploads: block ids, versions and states") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  const std::string upload = client.BeginUpload("t");
  CHECK(client.PutBlock("t", upload, 19999, {1}).status == 200);
  CHECK(CodeOf(client.PutBlock("t", upload, 20000, {1})) == "400 InvalidBlockID");
  CHECK(CodeOf(client.PutBlock("t", "none", 0, {1})) == "404 NoSuchUpload");
  CHECK(client.PutBlock("t", upload, 5, {50}, "&block_version=9").status == 200);
  CHECK(client.PutBlock("t", upload, 5, {51}, "&block_version=8").status == 200);
  const auto session = client.Reload("t", upload);
  REQUIRE(session.blocks.size() == 2);
  CHECK(session.blocks[0].id == 5);
  CHECK(session.blocks[0].version == 9);
  CHECK(client.Commit("t", upload).status == 200);
  CHECK(CodeOf(client.Commit("t", upload)) == "409 StatusConflict");
  CHECK(CodeOf(client.PutBlock("t", upload, 0, {1})) == "409 StatusConflict");
  CHECK(client.Reload("t", upload).status == "closed");
  CHECK(client.Csv("select * from t") == "\"a\"\n50\n1\n");
}

TEST_CASE("Uploads: a block written again without a version replaces any") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  const std::string upload = client.BeginUpload("t");
  REQUIRE(client.PutBlock("t", upload, 0, {1}).status == 200);
  client.clock.Advance(int64_t{-3600} * 1000 * 1000);
  REQUIRE(client.PutBlock("t", upload, 0, {2}).status == 200);
  REQUIRE(client.Commit("t", upload).status == 200);
  CHECK(client.Csv("select * from t") == "\"a\"\n2\n");
}

TEST_CASE("Uploads: a block that is refused leaves what was there") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  const std::string upload = client.BeginUpload("t");
  REQUIRE(client.PutBlock("t", upload, 0, {1}).status == 200);
  const std::string target = "/projects/p/tables/t?uploadid=" + upload + "&blockid=0";
  const std::string stream = BigintStream({2});
  CHECK(CodeOf(client.Call("PUT", target, stream.substr(0, stream.size() - 1))) ==
        "400 IncompleteBody");
  CHECK(CodeOf(client.Call("PUT", target, stream, {{"Content-Encoding", "br"}})) ==
        "400 InvalidArgument");
  REQUIRE(client.Commit("t", upload).status == 200);
  CHECK(client.Csv("select * from t") == "\"a\"\n1\n");
}

TEST_CASE("Uploads: a partition that is dropped takes the commit with it") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint) partitioned by (pt string)") == "");
  const std::string partition = "&partition=pt%3D1";
  const HttpResponse missing =
      client.Call("POST", "/projects/p/tables/t?uploads" + partition);
  CHECK(CodeOf(missing) == "404 NoSuchPartition");
  const std::string upload =
      client.BeginUpload("t", partition + "&create_partition=true");
  REQUIRE(client.PutBlock("t", upload, 0, {1}, partition).status == 200);
  CHECK(CodeOf(client.PutBlock("t", upload, 0, {1}, "&partition=pt%3D2")) ==
        "400 InvalidResourceSpec");
  CHECK(CodeOf(client.PutBlock("t", upload, 0, {1})) == "400 MissingPartitionSpec");
  REQUIRE(client.Sql("alter table t drop partition (pt=1)") == "");
  CHECK(CodeOf(client.Commit("t", upload, partition)) == "404 NoSuchPartition");
}

TEST_CASE("Downloads: ranges, columns and their mistakes") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint)") == "");
  wire::maxcompute::DownloadSession session;
  REQUIRE(wire::maxcompute::ParseDownloadSession(
              client.Body("POST", "/projects/p/tables/t?downloads"), &session)
              .ok());
  CHECK(session.record_count == 0);
  const std::string read = "/projects/p/tables/t?data&downloadid=" + session.id;
  CHECK(client.Body("GET", read + "&rowrange=%280%2C0%29") == BigintStream({}));
  CHECK(client.Body("GET", read + "&rowrange=%280%2C0%29&arrow") ==
        std::string("\0\1\0\0\0\0\0\0", 8));
  CHECK(CodeOf(client.Call("GET", read + "&rowrange=%280%2C1%29")) ==
        "400 InvalidRowRange");
  CHECK(CodeOf(client.Call("GET", read)) == "400 InvalidRowRange");
  CHECK(CodeOf(client.Call("GET", read + "&rowrange=%280%2C0%29&columns=b")) ==
        "400 InvalidColumnSpec");
  CHECK(CodeOf(client.Call("GET", "/projects/p/tables/t?downloadid=none")) ==
        "404 NoSuchDownload");
  client.clock.Advance(int64_t{24} * 3600 * 1000000);
  CHECK(CodeOf(client.Call("GET", read + "&rowrange=%280%2C0%29")) ==
        "409 StatusConflict");
}

TEST_CASE("Partitions: a value may hold any character") {
  TunnelClient client;
  REQUIRE(client.Sql("create table t (a bigint) partitioned by (p string, q string)") ==
          "");
  const std::vector<std::string> values = {"a/b", "a,q=5", "it's", "x=y", " b ", "\\"};
  for (const std::string& value : values) {
    std::string quoted;
    for (const char c : value) quoted.append(c == '\'' || c == '\\' ? "\\" : "") += c;
    const std::string partition = "(p='" + quoted + "',q='1')";
    REQUIRE(client.Sql("alter table t add partition " + partition) == "");
    const std::string named =
        "&partition=" + wire::PercentEncode("p='" + quoted + "',q='1'");
    const std::string upload = client.BeginUpload("t", named);
    REQUIRE(client.PutBlock("t", upload, 0, {1}, named).status == 200);
    REQUIRE(client.Commit("t", upload, named).status == 200);
    CHECK(client.Csv("select a, p, q from t where p = '" + quoted + "'") ==
          "\"a\",\"p\",\"q\"\n1,\"" + value + "\",\"1\"\n");
  }
  wire::maxcompute::PartitionPage page;
  REQUIRE(wire::maxcompute::ParsePartitionPage(
              client.Body("GET", "/projects/p/tables/t?partitions"), &page)
              .ok());
  CHECK(page.partitions.size() == values.size());
  CHECK(client.Sql("truncate table t") == "");
  CHECK(client.Csv("select count(*) from t") == "\"_c0\"\n0\n");
  CHECK(client.Sql("alter table t add partition (p='',q='1')") != "");
}

TEST_CASE("Listings: pages end with a marker") {
  TunnelClient client;
  for (const std::string name : {"a", "b", "c"}) {
    REQUIRE(client.Sql("create table " + name +
                       " (x bigint) partitioned by (pt string)") == "");
  }
  wire::maxcompute::TablePage tables;
  const std::string list = "/projects/p/tables?maxitems=2&marker=";
  REQUIRE(wire::maxcompute::ParseTablePage(client.Body("GET", list), &tables).ok());
  CHECK(tables.tables.size() == 2);
  CHECK(tables.marker == "b");
  REQUIRE(wire::maxcompute::ParseTablePage(client.Body("GET", list + "b"), &tables).ok());
  REQUIRE(tables.tables.size() == 1);
  CHECK(tables.tables[0].name == "c");
  CHECK(client.Body("GET", "/projects/p/tables?maxitems=18446744073709551615")
            .find("<MaxItems>1000</MaxItems>") != std::string::npos);
  CHECK(tables.marker.empty());

  REQUIRE(client.Sql("alter table a add partition (pt=1) partition (pt=2) partition "
                     "(pt=3)") == "");
  wire::maxcompute::PartitionPage partitions;
  const std::string parts = "/projects/p/tables/a?partitions&maxitems=2&marker=";
  REQUIRE(
      wire::maxcompute::ParsePartitionPage(client.Body("GET", parts), &partitions).ok());
  CHECK(partitions.marker == "pt=2");
  REQUIRE(wire::maxcompute::ParsePartitionPage(client.Body("GET", parts + "pt%3D2"),
                                               &partitions)
              .ok());
  CHECK(partitions.partitions.size() == 1);
}

}  // namespace
}  // namespace hopline::emulator::maxcompute::test
