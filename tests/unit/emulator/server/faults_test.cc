#include "emulator/server/faults.h"

#include <doctest/doctest.h>

#include "emulator/server/service_port.h"

namespace hopline::emulator {
namespace {

FaultRule Rule(FaultAction action, int64_t nth = 1, int64_t times = 1) {
  FaultRule rule;
  rule.action = action;
  rule.nth = nth;
  rule.times = times;
  rule.error = {503, "Busy", "busy"};
  return rule;
}

/// '1' for every request that is struck.
std::string Strikes(FaultTable* faults, int requests) {
  std::string out;
  for (int i = 0; i < requests; ++i) out += faults->Next("oss", "GetObject") ? '1' : '0';
  return out;
}

/// Answers every request with "done" and counts what it was asked.
class CountingService : public Service {
 public:
  HttpResponse Handle(const HttpRequest& request) override {
    ++handled;
    if (request.target == "/defect") throw std::runtime_error("a defect");
    HttpResponse response;
    response.slices.push_back({shared, 0, shared->size()});
    return response;
  }
  std::string OperationOf(const HttpRequest&) const override { return "Count"; }
  HttpResponse Refuse(const HttpRequest&, const InjectedError& error) override {
    return {error.status, {}, error.code + ": " + error.message, {}};
  }

  int handled = 0;
  std::shared_ptr<const std::string> shared = std::make_shared<const std::string>("done");
};

TEST_CASE("FaultTable: nth and times choose the requests") {
  FaultTable faults;
  faults.Add({Rule(FaultAction::kError, 3, 2)});
  CHECK(Strikes(&faults, 6) == "001100");
  CHECK(faults.List()[0].matched == 6);
  CHECK(faults.List()[0].struck == 2);
  faults.Clear();
  CHECK(Strikes(&faults, 2) == "00");
}

TEST_CASE("FaultTable: times 0 never ends") {
  FaultTable faults;
  faults.Add({Rule(FaultAction::kError, 2, 0)});
  CHECK(Strikes(&faults, 5) == "01111");
}

TEST_CASE("FaultTable: only the named service and operation are struck and counted") {
  FaultTable faults;
  FaultRule rule = Rule(FaultAction::kError);
  rule.service = "oss";
  rule.operation = "PutObject";
  faults.Add({rule});
  CHECK_FALSE(faults.Next("ots", "PutObject"));
  CHECK_FALSE(faults.Next("oss", "GetObject"));
  CHECK(faults.Next("oss", "PutObject"));
}

TEST_CASE("FaultTable: chance is the same for the same seed and near the probability") {
  FaultRule rule = Rule(FaultAction::kDelay, 1, 0);
  rule.probability = 0.25;
  rule.seed = 7;
  FaultTable one, two, other;
  one.Add({rule});
  two.Add({rule});
  rule.seed = 8;
  other.Add({rule});
  const std::string strikes = Strikes(&one, 1000);
  CHECK(Strikes(&two, 1000) == strikes);
  CHECK(Strikes(&other, 1000) != strikes);
  const auto count = std::count(strikes.begin(), strikes.end(), '1');
  CHECK(count > 180);
  CHECK(count < 320);
}

TEST_CASE(
    "FaultTable: of two rules that strike, the first decides and the second waits") {
  FaultTable faults;
  faults.Add({Rule(FaultAction::kError), Rule(FaultAction::kDelay)});
  CHECK(faults.Next("oss", "x")->action == FaultAction::kError);
  CHECK(faults.Next("oss", "x")->action == FaultAction::kDelay);
  CHECK_FALSE(faults.Next("oss", "x"));
}

TEST_CASE("FaultAction: every name is read back") {
  for (const char* name : {"error", "delay", "cut_before", "cut_after", "truncate",
                           "corrupt", "fail_rows"}) {
    CHECK(FaultActionName(ParseFaultAction(name).value()) == name);
  }
  CHECK_FALSE(ParseFaultAction("explode"));
}

TEST_CASE("ServicePort: each action does what it says, and the log tells") {
  struct Case {
    FaultAction action;
    int handled;
    WireReply::Ending ending;
    std::string body;
    int logged_status;
  };
  using Ending = WireReply::Ending;
  for (const Case& c : {Case{FaultAction::kError, 0, Ending::kWhole, "Busy: busy", 503},
                        Case{FaultAction::kDelay, 1, Ending::kWhole, "done", 200},
                        Case{FaultAction::kCutBefore, 0, Ending::kReset, "", 0},
                        Case{FaultAction::kCutAfter, 1, Ending::kReset, "done", 0},
                        Case{FaultAction::kTruncate, 1, Ending::kTruncated, "done", 200},
                        Case{FaultAction::kCorrupt, 1, Ending::kWhole, "dooe", 200}}) {
    CAPTURE(FaultActionName(c.action));
    CountingService service;
    FaultTable faults;
    RequestLog log;
    FaultRule rule = Rule(c.action);
    rule.delay_ms = 40;
    faults.Add({rule});
    const ServicePort port("oss", &service, &faults, &log);
    const WireReply reply = port.Answer({"GET", "/x", {}, "abc"});
    CHECK(service.handled == c.handled);
    CHECK(reply.ending == c.ending);
    CHECK(reply.delay_ms == 40);
    std::string body = reply.response.body;
    for (const BodySlice& slice : reply.response.slices) body += *slice.bytes;
    CHECK(body == c.body);
    CHECK(*service.shared == "done");
    const auto entries = log.Since(0);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].status == c.logged_status);
    CHECK(entries[0].fault == FaultActionName(c.action));
    CHECK(entries[0].operation == "Count");
    CHECK(entries[0].bytes_in == 3);
  }
}

TEST_CASE("RowFault: the first row, then one in so many, at most so many") {
  const auto struck = [](int64_t every, int64_t rows) {
    const RowFault fault{"Busy", "busy", every, rows};
    std::string out;
    for (size_t row = 0; row < 7; ++row) out += fault.Strikes(row) ? '1' : '0';
    return out;
  };
  CHECK(struck(1, 0) == "1111111");
  CHECK(struck(3, 0) == "1001001");
  CHECK(struck(3, 2) == "1001000");
  CHECK(struck(9, 5) == "1000000");
}

TEST_CASE("ServicePort: a service without rows is asked as usual") {
  CountingService service;
  FaultTable faults;
  RequestLog log;
  faults.Add({Rule(FaultAction::kFailRows)});
  const ServicePort port("oss", &service, &faults, &log);
  CHECK(port.Answer({"GET", "/x", {}, ""}).response.status == 200);
  CHECK(service.handled == 1);
  CHECK(log.Since(0)[0].fault == "fail_rows");
}

TEST_CASE("ServicePort: the log tells how many requests had no reply yet") {
  CountingService service;
  FaultTable faults;
  RequestLog log;
  const ServicePort port("oss", &service, &faults, &log);
  const auto seen = [&] { return log.Since(log.Last() - 1).at(0).in_flight; };
  WireReply first = port.Answer({"GET", "/x", {}, ""});
  CHECK(seen() == 1);
  WireReply second = port.Answer({"GET", "/x", {}, ""});
  CHECK(seen() == 2);
  first.in_flight.reset();
  second = WireReply();
  port.Answer({"GET", "/x", {}, ""});
  CHECK(seen() == 1);
}

TEST_CASE("ServicePort: a defect of a service is answered with 500") {
  CountingService service;
  FaultTable faults;
  RequestLog log;
  const ServicePort port("oss", &service, &faults, &log);
  const WireReply reply = port.Answer({"GET", "/defect", {}, ""});
  CHECK(reply.response.status == 500);
  CHECK(log.Since(0)[0].status == 500);
}

TEST_CASE("RequestLog: keeps the latest and gives what is newer than asked") {
  RequestLog log(3);
  CHECK(log.Since(0).empty());
  for (int i = 0; i < 5; ++i) log.Add({});
  CHECK(log.Last() == 5);
  const auto all = log.Since(0);
  REQUIRE(all.size() == 3);
  CHECK(all[0].seq == 3);
  CHECK(log.Since(4).size() == 1);
  CHECK(log.Since(5).empty());
  CHECK(log.Since(99).empty());
}

}  // namespace
}  // namespace hopline::emulator
