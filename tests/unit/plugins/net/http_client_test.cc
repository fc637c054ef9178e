#include "plugins/common/http_client.h"

#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "emulator/server/http_server.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins {
namespace {

using emulator::WireReply;

/// A server on a free port of this machine that answers as the test says.
class TestServer {
 public:
  using Answer = std::function<WireReply(const emulator::HttpRequest&)>;

  explicit TestServer(Answer answer) {
    TestHost::Install();
    InitHttp();
    emulator::Listener listener;
    listener.handle = std::move(answer);
    port_ = server_.Listen(std::move(listener));
    thread_ = std::thread([this] { server_.Run(2); });
  }
  ~TestServer() {
    server_.Stop();
    thread_.join();
  }
  std::string Url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(port_) + target;
  }

 private:
  emulator::HttpServer server_;
  uint16_t port_ = 0;
  std::thread thread_;
};

WireReply Ok(std::string body) {
  WireReply reply;
  reply.response.body = std::move(body);
  return reply;
}

/// The error of a request.
Error Failure(HttpClient& client, const HttpRequest& request, const Scope& scope = {}) {
  try {
    client.Send(request, scope);
  } catch (const Error& error) {
    return error;
  }
  FAIL("must fail");
  return Error(0, "");
}

TEST_CASE("a request arrives as it was made, and the reply comes back whole") {
  std::mutex mutex;
  emulator::HttpRequest seen;
  TestServer server([&](const emulator::HttpRequest& request) {
    const std::lock_guard lock(mutex);
    seen = request;
    WireReply reply = Ok(std::string(3 << 20, 'r'));
    reply.response.status = 418;
    reply.response.headers = {{"X-Note", "  kept  "}};
    return reply;
  });
  HttpClient client;
  const std::string body(5 << 20, 'b');
  const HttpResponse response = client.Send(
      {"PUT", server.Url("/a%20b/../c?x=%2F&y"), {{"X-Empty", ""}, {"X-A", "1"}}, body},
      {});
  CHECK(response.status == 418);
  CHECK(response.body == std::string(3 << 20, 'r'));
  CHECK(*FindHttpField(response.headers, "x-note") == "kept");
  CHECK(seen.method == "PUT");
  CHECK(seen.target == "/a%20b/../c?x=%2F&y");
  CHECK(seen.body == body);
  CHECK(*seen.Header("X-A") == "1");
  CHECK(seen.Header("X-Empty") != nullptr);
  CHECK(seen.Header("Expect") == nullptr);
  CHECK(seen.Header("Content-Type") == nullptr);
}

TEST_CASE("methods without a body, and HEAD") {
  TestServer server([](const emulator::HttpRequest& request) {
    return Ok(request.method + " " + std::to_string(request.body.size()));
  });
  HttpClient client;
  for (const char* method : {"GET", "DELETE", "POST"}) {
    CHECK(client.Send({method, server.Url("/"), {}, {}}, {}).body ==
          std::string(method) + " 0");
  }
  const HttpResponse head = client.Send({"HEAD", server.Url("/"), {}, {}}, {});
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(*FindHttpField(head.headers, "Content-Length") == "6");
}

TEST_CASE("a cut reply is IO with outcome unknown, a closed port is UNAVAILABLE") {
  std::string closed;
  {
    std::atomic<bool> truncate{true};
    TestServer server([&](const emulator::HttpRequest&) {
      WireReply reply = Ok(std::string(1000, 'r'));
      reply.ending = truncate ? WireReply::Ending::kTruncated : WireReply::Ending::kReset;
      return reply;
    });
    HttpClient client;
    for (int i = 0; i < 2; ++i) {
      const Error error =
          Failure(client, {"GET", server.Url("/x?Signature=abc"), {}, {}});
      CHECK(error.code() == HOPLINE_STATUS_IO);
      CHECK(error.outcome_unknown());
      CHECK(error.retryable());
      CHECK(error.message().find("abc") == std::string::npos);
      truncate = false;
    }
    closed = server.Url("/");
  }
  HttpClient client;
  const Error error = Failure(client, {"GET", closed, {}, {}});
  CHECK(error.code() == HOPLINE_STATUS_UNAVAILABLE);
  CHECK(!error.outcome_unknown());
  CHECK(error.message().find(closed) != std::string::npos);
}

TEST_CASE("a reply that is longer than the request allows is given up") {
  TestServer server([](const emulator::HttpRequest&) { return Ok("0123456789"); });
  HttpClient client;
  HttpRequest request{"GET", server.Url("/"), {}, {}};
  request.most_reply = 10;
  CHECK(client.Send(request, {}).body == "0123456789");
  request.most_reply = 9;
  CHECK_THROWS_AS(client.Send(request, {}), ReplyTooLong);
  CHECK(!Failure(client, request).retryable());
}

TEST_CASE("a head that breaks off is no response, though there is no body to miss") {
  TestServer server([](const emulator::HttpRequest&) {
    WireReply reply;
    reply.response.headers = {{"X-A", "1"}, {"X-B", "2"}};
    reply.ending = WireReply::Ending::kTruncated;
    return reply;
  });
  HttpClient client;
  for (const char* method : {"HEAD", "PUT"}) {
    const Error error = Failure(client, {method, server.Url("/"), {}, {}});
    CHECK(error.code() == HOPLINE_STATUS_IO);
    CHECK(error.outcome_unknown());
  }
}

TEST_CASE("an address that cannot be is refused for good") {
  TestHost::Install();
  InitHttp();
  HttpClient client;
  CHECK(Failure(client, {"GET", "gopher://host/", {}, {}}).code() ==
        HOPLINE_STATUS_INVALID_ARGUMENT);
  CHECK(Failure(client, {"GET", "http://host:port/", {}, {}}).code() ==
        HOPLINE_STATUS_INVALID_ARGUMENT);
}

TEST_CASE("a silent service times out, however short the wait for it") {
  TestServer server([](const emulator::HttpRequest&) {
    WireReply reply = Ok("late");
    reply.delay_ms = 600'000;
    return reply;
  });
  HttpClient client({10'000, 500});
  const Error error = Failure(client, {"GET", server.Url("/"), {}, {}});
  CHECK(error.code() == HOPLINE_STATUS_TIMEOUT);
  CHECK(error.outcome_unknown());
}

/// A scope whose cancel wakes up whoever polls its descriptor.
struct CancelScope {
  CancelScope() : fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    slots.struct_size = sizeof slots;
    slots.ctx = this;
    slots.is_cancelled = [](void* ctx) noexcept {
      return static_cast<CancelScope*>(ctx)->cancelled.load();
    };
    slots.cancel_fd = [](void* ctx) noexcept {
      return static_cast<CancelScope*>(ctx)->fd;
    };
  }
  ~CancelScope() { ::close(fd); }
  void Cancel() {
    cancelled = 1;
    const uint64_t one = 1;
    CHECK(::write(fd, &one, sizeof one) == sizeof one);
  }

  int fd;
  std::atomic<int32_t> cancelled{0};
  hopline_scope slots{};
};

TEST_CASE("cancel ends a request that waits for its reply") {
  CancelScope scope;
  TestServer server([&](const emulator::HttpRequest&) {
    scope.Cancel();  // while the client waits for this very reply
    WireReply reply = Ok("late");
    reply.delay_ms = 600'000;
    return reply;
  });
  HttpClient client;
  const Error error =
      Failure(client, {"GET", server.Url("/"), {}, {}}, Scope(&scope.slots));
  CHECK(error.code() == HOPLINE_STATUS_CANCELLED);
}

/// A body of so many bytes that is given in pieces, or breaks at a place.
class Pieces final : public BodySource {
 public:
  explicit Pieces(uint64_t size, uint64_t breaks_at = UINT64_MAX)
      : size_(size), breaks_at_(breaks_at) {}
  uint64_t size() const override { return size_; }
  size_t ReadAt(uint64_t offset, char* out, size_t most) const override {
    if (offset >= breaks_at_) throw Error(HOPLINE_STATUS_IO, "the disk is gone");
    const auto n = static_cast<size_t>(std::min<uint64_t>({most, 1000, size_ - offset}));
    for (size_t i = 0; i < n; ++i) out[i] = ByteAt(offset + i);
    return n;
  }
  static char ByteAt(uint64_t at) { return static_cast<char>('a' + at % 26); }

 private:
  uint64_t size_, breaks_at_;
};

TEST_CASE("a body that is read while it is sent arrives whole, each time it is sent") {
  TestServer server(
      [](const emulator::HttpRequest& request) { return Ok(request.body); });
  HttpClient client;
  for (const uint64_t size : {0U, 1U, 999U, 300'001U}) {
    CAPTURE(size);
    const Pieces pieces(size);
    HttpRequest request{"PUT", server.Url("/"), {}, {}};
    request.source = &pieces;
    std::string expected;
    for (uint64_t i = 0; i < size; ++i) expected += Pieces::ByteAt(i);
    for (int times = 0; times < 2; ++times) {
      const HttpResponse reply = client.Send(request, {});
      CHECK(reply.status == 200);
      CHECK((reply.body == expected));
    }
  }
}

TEST_CASE("a body that cannot be read fails its request, not the process") {
  TestServer server(
      [](const emulator::HttpRequest& request) { return Ok(request.body); });
  HttpClient client;
  const Pieces pieces(300'000, 100'000);
  HttpRequest request{"PUT", server.Url("/"), {}, {}};
  request.source = &pieces;
  CHECK(std::string(Failure(client, request).what()) != "");
}

TEST_CASE("many threads share one client") {
  TestServer server(
      [](const emulator::HttpRequest& request) { return Ok(request.body); });
  HttpClient client;
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string body = std::to_string(t * 100 + i);
        good += client.Send({"POST", server.Url("/"), {}, body}, {}).body == body ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == 100);
}

}  // namespace
}  // namespace hopline::plugins
