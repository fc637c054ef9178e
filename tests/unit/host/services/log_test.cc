#include "host/services/log.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>

namespace hopline::services {
namespace {

/// A clock that stands still.
class StillClock final : public Clock {
 public:
  int64_t UnixMs() override { return 1'682'247'360'000; }
  int64_t MonotonicNs() override { return now_ns; }
  bool WaitMs(uint64_t, CancelSignal*) override { return true; }
  int64_t now_ns = 1'000'000'000;
};

/// A log whose lines are read back from a pipe.
class LogProbe {
 public:
  explicit LogProbe(LogOptions options = {}) {
    REQUIRE(::pipe(ends_) == 0);
    options.descriptor = ends_[1];
    log_.emplace(options, secrets, clock);
  }
  ~LogProbe() { ::close(ends_[0]); }
  Log& log() { return *log_; }

  std::string Finish() {
    log_.reset();
    ::close(ends_[1]);
    std::string text;
    char chunk[4096];
    for (ssize_t n; (n = ::read(ends_[0], chunk, sizeof chunk)) > 0;) {
      text.append(chunk, static_cast<size_t>(n));
    }
    return text;
  }

  Secrets secrets;
  StillClock clock;

 private:
  int ends_[2] = {-1, -1};
  std::optional<Log> log_;
};

TEST_CASE("a line shows instant, level, component, message and fields") {
  LogProbe probe;
  probe.log().Write(HOPLINE_LOG_WARN, "oss.writer", "slow down", {{"step", "w"}});
  CHECK(probe.Finish() ==
        "2023-04-23T10:56:00.000Z warn  oss.writer: slow down step=w\n");
}

TEST_CASE("a line of JSON has the same facts as members") {
  LogOptions options;
  options.format = LogFormat::kJson;
  LogProbe probe(options);
  probe.log().Write(HOPLINE_LOG_ERROR, "hopline", "no \"bucket\"", {{"task", "3"}});
  CHECK(probe.Finish() ==
        "{\"time\":\"2023-04-23T10:56:00.000Z\",\"level\":\"error\",\"component\":"
        "\"hopline\",\"message\":\"no \\\"bucket\\\"\",\"task\":\"3\"}\n");
}

TEST_CASE("lines below the level are dropped") {
  LogProbe probe;
  probe.log().Debug("invisible");
  CHECK(probe.Finish().empty());
}

TEST_CASE("registered secrets come out as stars, in fields too") {
  LogProbe probe;
  probe.secrets.Add("s3cr/et");
  probe.log().Write(HOPLINE_LOG_INFO, "c", "key s3cr/et", {{"url", "x?k=s3cr%2Fet"}});
  const std::string text = probe.Finish();
  CHECK(text.find("key *** url=x?k=***") != std::string::npos);
}

TEST_CASE("a chatty component is limited per second, errors are not") {
  LogProbe probe;
  for (int64_t i = 0; i < Log::kLinesPerSecond + 50; ++i) probe.log().Info("again");
  probe.log().Error("last words");
  probe.clock.now_ns += 1'000'000'000;
  probe.log().Info("later");
  const std::string text = probe.Finish();
  CHECK(std::count(text.begin(), text.end(), '\n') == Log::kLinesPerSecond + 3);
  CHECK(text.find("50 more lines were left out") != std::string::npos);
}

TEST_CASE("lines that were left out last are told at the end") {
  LogProbe probe;
  for (int64_t i = 0; i < Log::kLinesPerSecond + 7; ++i) probe.log().Info("again");
  CHECK(probe.Finish().find("7 more lines were left out") != std::string::npos);
}

TEST_CASE("a message does not command the terminal") {
  LogProbe probe;
  probe.log().Write(HOPLINE_LOG_WARN, "c", "a\x1b[2J\tb\r\x7f中", {{"k", "\x07"}});
  CHECK(probe.Finish() ==
        "2023-04-23T10:56:00.000Z warn  c: a\\x1b[2J\tb\\x0d\\x7f中 k=\\x07\n");
}

}  // namespace
}  // namespace hopline::services
