#include "plugins/oss/reader.h"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>

#include "plugins/common/slice_entry.h"
#include "tests/unit/plugins/oss/oss_run.h"
#include "tests/unit/plugins/support/read_rows.h"

namespace hopline::plugins::oss {
namespace {

/// Changes a byte of one reply to GetObject.
class Damage final : public Transport {
 public:
  Damage(Transport& next, int nth) : next_(next), nth_(nth) {}
  HttpResponse Send(const HttpRequest& request, const Scope& scope) override {
    HttpResponse response = next_.Send(request, scope);
    const bool get =
        request.method == "GET" && request.url.find('?') == std::string::npos;
    if (get && --nth_ == 0) response.body[response.body.size() / 2] ^= 1;
    return response;
  }

 private:
  Transport& next_;
  std::atomic<int> nth_;
};

std::unique_ptr<OssReader> Open(Transport& transport, const std::string& members) {
  JobContext context;
  context.config = Config(R"({"endpoint":"http://127.0.0.1:1","bucket":"testbucket",)"
                          R"("accessId":"testAccessId","accessKey":"testAccessKey",)" +
                          members + "}");
  context.settings = Config("{}");
  // Not owned: the transport outlives every handle.
  return std::make_unique<OssReader>(
      std::move(context), std::shared_ptr<Transport>(&transport, [](Transport*) {}));
}

TextRows Rows(Transport& transport, const std::string& members, uint32_t tasks = 1) {
  TestScope scope;
  return ReadAll([&] { return Open(transport, members); }, scope, tasks);
}

/// `count` lines "0" … of csv, so long that they need several pieces.
std::string LongCsv(int count, TextRows& rows) {
  std::string csv;
  const std::string filler(1000, 'y');
  for (int i = 0; i < count; ++i) {
    csv += std::to_string(i) + "," + filler + "\n";
    rows.push_back(std::to_string(i) + "|" + filler);
  }
  return csv;
}

/// Answers to one kind of request as the test says.
class Instead final : public Transport {
 public:
  using Answer = std::function<void(const HttpRequest&, HttpResponse*)>;
  Instead(Transport& next, Answer answer) : next_(next), answer_(std::move(answer)) {}
  HttpResponse Send(const HttpRequest& request, const Scope& scope) override {
    HttpResponse response = next_.Send(request, scope);
    answer_(request, &response);
    return response;
  }

 private:
  Transport& next_;
  Answer answer_;
};

TEST_CASE("a proxy's page is no word about the object") {
  TestBucket bucket;
  bucket.Put("a.csv", "1\n");
  Instead proxy(bucket.transport, [](const HttpRequest&, HttpResponse* response) {
    *response = {404, {{"Content-Type", "text/html"}}, ""};
  });
  CHECK_THROWS_WITH_AS(Rows(proxy, R"("object":["a.csv"],"successOnNoObject":true)"),
                       doctest::Contains("OSS answered 404"), Error);
}

TEST_CASE("a list that does not say where it goes on goes on behind its last object") {
  TestBucket bucket;
  bucket.Put("a1", "1\n");
  bucket.Put("a2", "2\n");
  Instead other(bucket.transport, [](const HttpRequest& request, HttpResponse* response) {
    std::string& body = response->body;
    const size_t second = body.rfind("<Contents>");
    if (request.method != "GET" || second == body.find("<Contents>")) return;
    body.erase(second, body.rfind("</Contents>") + 11 - second);
    const std::string_view whole = "<IsTruncated>false";
    body.replace(body.find(whole), whole.size(), "<IsTruncated>true");
  });
  CHECK(Rows(other, R"("object":["a*"])") == TextRows{"1", "2"});
}

TEST_CASE("names and patterns select objects, each read once") {
  TestBucket bucket;
  bucket.Put("d/a1.csv", "1\n");
  bucket.Put("d/a2.csv", "2\n");
  bucket.Put("d/deep/a3.csv", "3\n");
  bucket.Put("d/empty.csv", "");
  bucket.Put("other.csv", "4\n");
  const auto read = [&](const char* object) {
    return Rows(bucket.transport, std::string("\"object\":") + object);
  };
  CHECK(read(R"(["d/*.csv"])") == TextRows{"1", "2", "3"});
  CHECK(read(R"("other.csv,d/a?.csv")") == TextRows{"4", "1", "2"});
  CHECK(read(R"(["d/a2.csv","d/*"])") == TextRows{"2", "1", "3"});
  CHECK(Rows(bucket.transport, R"("object":["d/*"])", 3).size() == 3);
}

TEST_CASE("an object of many pieces is read exactly, and once more after mishaps") {
  TestBucket bucket;
  TextRows rows;
  bucket.Put("big", LongCsv(2000, rows));
  bucket.Put("next", "5,6\n");
  rows.push_back("5|6");
  bucket.transport.Fail("GetObject", Loopback::Mishap::kLostReply, 2);
  CHECK(Rows(bucket.transport, R"("object":["big","next"])") == rows);
  bucket.transport.Fail("GetObject", Loopback::Mishap::kRefused, 3);
  CHECK(Rows(bucket.transport, R"("object":["big","next"])") == rows);
  CHECK(bucket.transport.Count("GetObject") > 2 * 8);
}

TEST_CASE("slices of an object meet without a gap, the header is of the first") {
  TestBucket bucket;
  const std::string text = "head\n" + std::string(600'000, 'x') + "\nb\nc\n";
  bucket.Put("t", text);
  const char* members = R"("object":["t"],"fileFormat":"text","skipHeader":true,)"
                        R"("column":[{"type":"string","index":0}])";
  const Plan plan = Open(bucket.transport, members)->MakePlan({1, 0});
  const SliceEntry whole = DecodeSliceEntry(plan.tasks[0].entry);
  TestScope scope;
  TextRows rows;
  const uint64_t cut = text.find("b\n");
  for (const auto& [begin, end] : {std::pair{uint64_t{0}, cut}, {cut, text.size()}}) {
    SliceEntry entry = whole;
    entry.slices[0].begin = begin;
    entry.slices[0].end = end;
    ReadTask(*Open(bucket.transport, members), {Encode(entry), "", -1, -1}, scope, rows);
  }
  CHECK(rows == TextRows{std::string(600'000, 'x'), "b", "c"});
}

TEST_CASE("bytes damaged on the way are asked for again, or fail the attempt") {
  TestBucket bucket;
  bucket.Put("small", "1\n2\n");
  Damage small(bucket.transport, 2);
  CHECK(Rows(small, R"("object":["small"],"column":[{"type":"string","index":0}])") ==
        TextRows{"1", "2"});
  TextRows rows;
  bucket.Put("big", LongCsv(2000, rows));
  Damage big(bucket.transport, 3);
  try {
    Rows(big, R"("object":["big"],"column":[{"type":"string","index":0}])");
    FAIL("the damage was not noticed");
  } catch (const Error& error) {
    CHECK(error.retryable());
    CHECK(
        error.message() ==
        "reading object big of bucket testbucket: its bytes do not fit its CRC-64; they "
        "were damaged on the way");
  }
}

TEST_CASE("an object that changed or went since the plan is refused by name") {
  TestBucket bucket;
  bucket.Put("a", "1\n");
  bucket.Put("e", "");
  const char* members = R"("object":["a","e"],"column":[{"type":"string","index":0}])";
  const Plan plan = Open(bucket.transport, members)->MakePlan({2, 0});
  REQUIRE(plan.tasks.size() == 2);
  TestScope scope;
  const auto fails = [&](size_t task, const char* message) {
    TextRows rows;
    CHECK_THROWS_WITH_AS(
        ReadTask(*Open(bucket.transport, members), plan.tasks[task], scope, rows),
        message, Error);
    CHECK(rows.empty());
  };
  bucket.Put("a", "2\n");
  fails(
      0,
      "object 'a' in bucket testbucket: it has changed since the run was planned; start "
      "the run anew");
  bucket.Put("e", "1\n");
  fails(
      1,
      "object 'e' in bucket testbucket: it has changed since the run was planned; start "
      "the run anew");
}

TEST_CASE("packed objects are unpacked") {
  TestBucket bucket;
  for (const char* name : {"streams.bz2", "descriptor.zip", "framed.snappy"}) {
    std::ifstream file(std::string(HOPLINE_TEST_DATA "/packed/") + name);
    bucket.Put(name, {std::istreambuf_iterator<char>(file), {}});
  }
  const auto count = [&](const char* members) {
    return Rows(bucket.transport, members).size();
  };
  CHECK(count(R"("object":"streams.bz2","compress":"bzip2")") == 60);
  CHECK(count(R"("object":"descriptor.zip","compress":"zip")") == 60);
  CHECK(count(R"("object":"framed.snappy","compress":"framing-snappy")") == 60);
  CHECK_THROWS_WITH_AS(
      count(R"("object":"streams.bz2","compress":"gzip")"),
      "object 'streams.bz2' in bucket testbucket: its gzip data is damaged "
      "near byte 2: incorrect header check",
      Error);
}

TEST_CASE("what cannot be found is an error that names it, unless that is allowed") {
  TestBucket bucket;
  CHECK_THROWS_WITH_AS(Rows(bucket.transport, R"("object":["x"])"),
                       "/object: there is no object 'x' in bucket testbucket; set "
                       "successOnNoObject if that is no mistake",
                       Error);
  CHECK_THROWS_WITH_AS(
      Rows(bucket.transport, R"("object":["x*"])"),
      "/object: nothing in bucket testbucket fits; set successOnNoObject "
      "if that is no mistake",
      Error);
  CHECK(Rows(bucket.transport, R"("object":["x"],"successOnNoObject":true)").empty());
}

}  // namespace
}  // namespace hopline::plugins::oss
