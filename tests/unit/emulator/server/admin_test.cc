#include "emulator/server/admin.h"

#include <doctest/doctest.h>

#include "emulator/server/admin_json.h"
#include "emulator/server/options.h"
#include "emulator/server/time_text.h"

namespace hopline::emulator {
namespace {

constexpr int64_t kEvening = 1682247360000000;  // 2023-04-23T18:56:00+08:00

/// Remembers the last wish.
class FakeShards : public ShardAdmin {
 public:
  std::vector<ShardInfo> ListShards(const std::string& instance,
                                    const std::string& table) override {
    last = "list " + instance + " " + table;
    return {{"s1", {}, false, kEvening, 7}, {"s2", {"s1"}, true, kEvening, 0}};
  }
  std::vector<std::string> SplitShard(const std::string&, const std::string& table,
                                      const std::string& shard) override {
    if (table == "absent") throw AdminError(404, "there is no table absent");
    last = "split " + shard;
    return {"s2", "s3"};
  }
  std::string MergeShards(const std::string&, const std::string&,
                          const std::vector<std::string>& shards) override {
    last = "merge " + shards[0] + " " + shards[1];
    return "s4";
  }

  std::string last;
};

struct Fixture {
  Clock clock;
  FaultTable faults;
  RequestLog log;
  FakeShards shards;
  BodyLimits limits;
  Admin admin{&clock, &faults, &log, &shards, &limits};

  /// "200 {…}" without the line end.
  std::string Call(const std::string& method, const std::string& target,
                   const std::string& body = "") {
    const HttpResponse response = admin.Answer({method, target, {}, body});
    return std::to_string(response.status) + " " +
           response.body.substr(0, response.body.size() - 1);
  }
};

TEST_CASE("Admin clock: set, it runs on from there; advanced; real again") {
  Fixture fixture;
  CHECK(fixture.Call("GET", "/clock").find("\"real\":true") != std::string::npos);
  CHECK(fixture.Call("POST", "/clock", R"({"now":"2023-04-23T18:56:00+08:00"})")
            .starts_with("200 {\"now\":\"2023-04-23T10:56:0"));
  const int64_t first = fixture.clock.NowUnixUs();
  CHECK(first >= kEvening);
  CHECK(first < kEvening + 60 * 1000000);
  fixture.Call("POST", "/clock", R"({"advance_s":420})");
  CHECK(fixture.clock.NowUnixUs() >= first + 420 * 1000000);
  fixture.Call("POST", "/clock", R"({"real":true})");
  CHECK(fixture.clock.IsReal());
}

TEST_CASE("Admin clock: nonsense is refused with the member and the cure") {
  Fixture fixture;
  CHECK(fixture.Call("POST", "/clock", "{")
            .starts_with("400 {\"error\":\"the body is not JSON"));
  for (const char* body :
       {"[]", "{}", R"({"now":"tomorrow"})", R"({"now":"2023-04-23T18:56:00"})",
        R"({"advance_s":"1"})", R"({"real":false})", R"({"time":1})",
        R"({"real":true,"advance_s":1})", R"({"advance_s":1e300})"}) {
    CAPTURE(body);
    CHECK(fixture.Call("POST", "/clock", body).starts_with("400 "));
  }
  CHECK(fixture.clock.IsReal());
  CHECK(fixture.Call("DELETE", "/clock").starts_with("405 "));
}

TEST_CASE("Admin faults: rules are taken, shown and cleared") {
  Fixture fixture;
  CHECK(fixture
            .Call("POST", "/faults", R"([{"service":"ots","operation":"PutRow","nth":3,
      "action":"error","status":503,"code":"OTSServerBusy"},
      {"probability":0.1,"seed":1,"times":1,"action":"delay","delay_ms":500}])")
            .starts_with("200 "));
  const auto rules = fixture.faults.List();
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].rule.nth == 3);
  CHECK(rules[0].rule.times == 1);
  CHECK(rules[0].rule.error.code == "OTSServerBusy");
  CHECK(rules[1].rule.probability == 0.1);
  CHECK(rules[1].rule.delay_ms == 500);
  CHECK(fixture.Call("GET", "/faults").find("\"operation\":\"PutRow\"") !=
        std::string::npos);
  CHECK(fixture.Call("DELETE", "/faults") == "200 {\"faults\":[]}");
  fixture.Call(
      "POST", "/faults",
      R"({"action":"fail_rows","operation":"BatchWriteRow","code":"Busy","rows":5})");
  CHECK(fixture.faults.Next("ots", "BatchWriteRow")->row_fault.rows == 5);
  CHECK(fixture.Call("DELETE", "/faults") == "200 {\"faults\":[]}");
  fixture.Call("POST", "/faults",
               R"({"action":"error","service":"odps","code":"Busy","hold_ms":1500})");
  CHECK(fixture.faults.Next("odps", "UploadBlock")->error.hold_ms == 1500);
  CHECK(fixture.Call("DELETE", "/faults") == "200 {\"faults\":[]}");
  fixture.Call("POST", "/faults", R"({"action":"cut_after"})");
  CHECK(fixture.faults.List()[0].rule.times == 0);
}

TEST_CASE("Admin: a body that is nested deeply is refused like any other") {
  Fixture fixture;
  CHECK(fixture.Call("POST", "/faults", std::string(300000, '['))
            .starts_with("400 {\"error\":\"the body is not JSON"));
}

TEST_CASE("Admin faults: a wrong rule is refused and none of its list is taken") {
  Fixture fixture;
  for (const char* rule :
       {R"({"action":"explode"})", R"({"action":"error"})",
        R"({"action":"delay","nth":0})", R"({"action":"delay","nth":"1"})",
        R"({"action":"delay","probability":2})",
        R"({"action":"delay","probability":0.5,"nth":1})",
        R"({"action":"delay","wait":1})", R"({"action":"error","code":"x","status":200})",
        R"({"action":"fail_rows","operation":"BatchWriteRow"})",
        R"({"action":"fail_rows","operation":"PutRow","code":"x"})",
        R"({"action":"fail_rows","operation":"BatchWriteRow","code":"x","every":0})",
        R"({"action":"delay","every":2})", R"({"action":"error","code":"x","rows":2})",
        R"({"action":"error","code":"x","hold_ms":5})",
        R"({"action":"delay","service":"odps","hold_ms":5})", "7"}) {
    CAPTURE(rule);
    const std::string list = std::string(R"([{"action":"delay"},)") + rule + "]";
    CHECK(fixture.Call("POST", "/faults", list).starts_with("400 "));
    CHECK(fixture.faults.List().empty());
  }
}

TEST_CASE("Admin limits: what is named is changed, the rest stays") {
  Fixture fixture;
  fixture.limits.idle_cut_s = 120;
  CHECK(fixture.Call("GET", "/maxcompute/limits") ==
        "200 {\"idle_cut_s\":120,\"bytes_per_second\":0}");
  CHECK(fixture.Call("POST", "/maxcompute/limits", R"({"bytes_per_second":1000})") ==
        "200 {\"idle_cut_s\":120,\"bytes_per_second\":1000}");
  CHECK(fixture.Call("POST", "/maxcompute/limits", R"({"idle_cut_s":-1})")
            .starts_with("400 "));
  CHECK(fixture.limits.bytes_per_second == 1000);
}

TEST_CASE("Admin requests: the log from a number on") {
  Fixture fixture;
  LoggedRequest request;
  request.service = "oss";
  request.operation = "PutObject";
  request.status = 200;
  request.bytes_in = 5;
  request.ms = 1.25;
  request.in_flight = 3;
  fixture.log.Add(request);
  fixture.log.Add(request);
  const std::string one = fixture.Call("GET", "/requests?since=1");
  CHECK(one ==
        "200 "
        "{\"last\":2,\"requests\":[{\"seq\":2,\"service\":\"oss\",\"operation\":"
        "\"PutObject\","
        "\"method\":\"\",\"target\":\"\",\"status\":200,\"bytes_in\":5,\"bytes_out\":0,"
        "\"ms\":1.25,\"in_flight\":3}]}");
  CHECK(fixture.Call("GET", "/requests").find("\"seq\":1,") != std::string::npos);
  CHECK(fixture.Call("GET", "/requests?since=x").starts_with("400 "));
}

TEST_CASE("Admin shards: split, merge and list reach the table; refusals come back") {
  Fixture fixture;
  CHECK(fixture.Call("GET", "/tablestore/inst/my%20table/shards") ==
        "200 {\"shards\":[{\"shard\":\"s1\",\"parents\":[],\"open\":false,"
        "\"created\":\"2023-04-23T10:56:00.000000Z\",\"records\":7},"
        "{\"shard\":\"s2\",\"parents\":[\"s1\"],\"open\":true,"
        "\"created\":\"2023-04-23T10:56:00.000000Z\",\"records\":0}]}");
  CHECK(fixture.shards.last == "list inst my table");
  CHECK(fixture.Call("POST", "/tablestore/i/t/split", R"({"shard":"s1"})") ==
        "200 {\"shards\":[\"s2\",\"s3\"]}");
  CHECK(fixture.shards.last == "split s1");
  CHECK(fixture.Call("POST", "/tablestore/i/t/merge", R"({"shards":["s2","s3"]})") ==
        "200 {\"shards\":[\"s4\"]}");
  CHECK(fixture.Call("POST", "/tablestore/i/t/merge", R"({"shards":["s2"]})")
            .starts_with("400 "));
  CHECK(fixture.Call("POST", "/tablestore/i/absent/split") ==
        "404 {\"error\":\"there is no table absent\"}");
  CHECK(fixture.Call("GET", "/tablestore/i/t").starts_with("404 "));
  CHECK(fixture.Call("GET", "/tablestore/i/t/split").starts_with("405 "));
  const Admin without(&fixture.clock, &fixture.faults, &fixture.log, nullptr, nullptr);
  CHECK(without.Answer({"GET", "/tablestore/i/t/shards", {}, ""}).status == 404);
}

TEST_CASE("Admin: unknown calls are named") {
  Fixture fixture;
  CHECK(fixture.Call("GET", "/weather")
            .starts_with("404 {\"error\":\"no such call: /weather"));
}

TEST_CASE("Started line: only the addresses there are, in a fixed order") {
  Started started;
  started.oss = "http://127.0.0.1:2";
  started.admin = "http://127.0.0.1:5";
  started.key = {"id", "secret", false};
  started.any_clock = {"any", "other", true};
  CHECK(WriteStarted(started) ==
        "{\"oss\":\"http://127.0.0.1:2\",\"admin\":\"http://"
        "127.0.0.1:5\",\"accessId\":\"id\","
        "\"accessKey\":\"secret\",\"anyClock\":{\"accessId\":\"any\",\"accessKey\":"
        "\"other\"}}");
}

TEST_CASE("Time text: zones and fractions") {
  CHECK(ParseTimeText("2023-04-23T18:56:00+08:00") == kEvening);
  CHECK(ParseTimeText("2023-04-23T10:56:00Z") == kEvening);
  CHECK(ParseTimeText("2023-04-23 05:26:00.5-0530") == kEvening + 500000);
  CHECK(FormatTimeText(kEvening + 1) == "2023-04-23T10:56:00.000001Z");
  CHECK(FormatTimeText(-1) == "1969-12-31T23:59:59.999999Z");
  for (const char* text :
       {"", "2023-04-23", "2023-04-23T18:56:00", "2023-02-30T00:00:00Z",
        "2023-04-23T24:00:00Z", "2023-04-23T18:56:00.Z", "2023-04-23T18:56:00+8",
        "2023-04-23T18:56:00Zx"}) {
    CHECK_FALSE(ParseTimeText(text));
  }
}

TEST_CASE("Options: no address means all, some mean those") {
  const Options all = ParseOptions({});
  CHECK(all.ots.has_value());
  CHECK(all.oss.has_value());
  CHECK(all.admin.has_value());
  CHECK(all.oss->port == 0);
  const Options some = ParseOptions(
      {"--oss", "127.0.0.1:9000", "--bucket", "a", "--bucket", "b", "--clock",
       "2023-04-23T18:56:00+08:00", "--access-id", "i", "--access-key", "k"});
  CHECK_FALSE(some.ots.has_value());
  CHECK(some.oss->port == 9000);
  CHECK(some.buckets == std::vector<std::string>{"a", "b"});
  CHECK(some.clock_unix_us == kEvening);
  CHECK(some.key.id == "i");
  CHECK(ParseOptions({"--oss=[::1]:80"}).oss->host == "::1");
  CHECK(ParseOptions({"--help"}).help);
}

TEST_CASE("Options: mistakes are told with the cure") {
  const auto complaint = [](const std::vector<std::string>& arguments) -> std::string {
    try {
      ParseOptions(arguments);
      return "";
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  CHECK(complaint({"--oss", "9000"}).find("127.0.0.1:0") != std::string::npos);
  CHECK(complaint({"--oss", "127.0.0.1:99999"}).find("HOST:PORT") != std::string::npos);
  CHECK(complaint({"--colour"}).find("--help") != std::string::npos);
  CHECK(complaint({"stray"}).find("--help") != std::string::npos);
  CHECK(complaint({"--access-id", "x"}).find("--access-key") != std::string::npos);
  CHECK(complaint({"--clock", "noon"}).find("2023-04-23T18:56:00+08:00") !=
        std::string::npos);
  CHECK(complaint({"--data-dir", ""}).find("name a folder") != std::string::npos);
  CHECK(complaint({"--ots", "127.0.0.1:0", "--tunnel", "127.0.0.1:0"}).find("--odps") !=
        std::string::npos);
  CHECK(complaint({"--ots", "127.0.0.1:0", "--bucket", "b"}).find("--oss") !=
        std::string::npos);
}

}  // namespace
}  // namespace hopline::emulator
