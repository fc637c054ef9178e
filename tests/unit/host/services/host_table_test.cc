#include "host/services/host_table.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <string>

#include "host/services/scope.h"

namespace hopline::services {
namespace {

/// A host whose log goes into a pipe.
struct TableFixture {
  TableFixture() = default;
  ~TableFixture() { ::close(ends[0]); }

  void Log(int level, const char* message, const Scope* scope) {
    hopline_log_record record{};
    record.struct_size = sizeof record;
    record.level = level;
    record.scope = scope == nullptr ? nullptr : scope->c()->ctx;
    record.component = "fake";
    record.message = {reinterpret_cast<const uint8_t*>(message),
                      std::char_traits<char>::length(message)};
    host->c()->log(host->c()->ctx, &record);
  }

  /// Everything logged; ends the log.
  std::string Logged() {
    host.reset();
    log.reset();
    ::close(ends[1]);
    std::string text(65536, '\0');
    const ssize_t n = ::read(ends[0], text.data(), text.size());
    text.resize(n < 0 ? 0 : static_cast<size_t>(n));
    return text;
  }

  static std::array<int, 2> Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    return ends;
  }

  std::array<int, 2> ends = Pipe();
  Secrets secrets;
  Metrics metrics;
  CancelSource source;
  std::unique_ptr<services::Log> log = std::make_unique<services::Log>(
      LogOptions{HOPLINE_LOG_WARN, LogFormat::kText, ends[1], false}, secrets,
      SystemClock());
  std::unique_ptr<HostTable> host = std::make_unique<HostTable>(*log, SystemClock());
  Scope job{{"Writer", -1, 0}, &source, metrics, secrets, nullptr};
  Scope task{{"Writer", 3, 1}, &source, metrics, secrets, nullptr};
};

int64_t Count(const std::string& text, const std::string& part) {
  int64_t n = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos;
       at += part.size()) {
    ++n;
  }
  return n;
}

TEST_CASE("a warning of a job handle is logged once, however often the job is opened") {
  TableFixture f;
  f.Log(HOPLINE_LOG_WARN, "odd parameter", &f.job);
  f.Log(HOPLINE_LOG_WARN, "odd parameter", &f.job);
  f.Log(HOPLINE_LOG_WARN, "another", &f.job);
  f.Log(HOPLINE_LOG_WARN, "of a task", &f.task);
  f.Log(HOPLINE_LOG_WARN, "of a task", &f.task);
  f.Log(HOPLINE_LOG_ERROR, "failure", &f.job);
  f.Log(HOPLINE_LOG_ERROR, "failure", &f.job);
  const std::string text = f.Logged();
  CHECK(Count(text, "odd parameter") == 1);
  CHECK(Count(text, "another") == 1);
  CHECK(Count(text, "of a task") == 2);
  CHECK(Count(text, "failure") == 2);
}

TEST_CASE("remarks are collected instead of logged, notes below the log's level too") {
  TableFixture f;
  std::vector<Remark> remarks;
  f.host->CollectRemarks(&remarks);
  CHECK(f.host->c()->log_enabled(f.host->c()->ctx, HOPLINE_LOG_INFO) == 1);
  f.Log(HOPLINE_LOG_INFO, "a limit", &f.job);
  f.Log(HOPLINE_LOG_WARN, "a danger", &f.job);
  f.Log(HOPLINE_LOG_DEBUG, "a detail", &f.job);
  f.Log(HOPLINE_LOG_WARN, "of no step", nullptr);
  f.host->CollectRemarks(nullptr);
  CHECK(f.host->c()->log_enabled(f.host->c()->ctx, HOPLINE_LOG_INFO) == 0);
  REQUIRE(remarks.size() == 2);
  CHECK(remarks[0].message == "a limit");
  CHECK(remarks[0].level == HOPLINE_LOG_INFO);
  CHECK(remarks[1].step == "Writer");
  CHECK(f.Logged().find("of no step") != std::string::npos);
}

}  // namespace
}  // namespace hopline::services
