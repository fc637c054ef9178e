#include "emulator/server/http_server.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

namespace hopline::emulator {
namespace {

/// A TCP connection that says what it is told.
class Client {
 public:
  explicit Client(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      REQUIRE(sent > 0);
      text.remove_prefix(static_cast<size_t>(sent));
    }
  }

  /// Reads until `end` has arrived, and returns everything up to and with it.
  std::string ReadUntil(std::string_view end) {
    while (received_.find(end) == std::string::npos) {
      if (!ReadMore()) FAIL("the connection ended before '", end, "': ", received_);
    }
    const size_t size = received_.find(end) + end.size();
    const std::string out = received_.substr(0, size);
    received_.erase(0, size);
    return out;
  }

  /// Reads until the other side closes.
  std::string ReadAll() {
    while (ReadMore()) {
    }
    return std::exchange(received_, "");
  }

  /// errno of the end: 0 for an orderly close, ECONNRESET …
  int last_error() const { return last_error_; }

 private:
  bool ReadMore() {
    std::array<char, 65536> buffer;
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
    last_error_ = size < 0 ? errno : 0;
    if (size <= 0) return false;
    received_.append(buffer.data(), static_cast<size_t>(size));
    return true;
  }

  int socket_;
  int last_error_ = 0;
  std::string received_;
};

/// A running server that answers with what the request was, unless `reply` is set.
class Running {
 public:
  explicit Running(uint64_t max_body_bytes = 1 << 20) {
    Listener listener;
    listener.body_limits = &limits;
    listener.max_body_bytes = max_body_bytes;
    listener.handle = [this](const HttpRequest& request) {
      ++requests;
      if (reply) return reply(request);
      HttpResponse response;
      response.headers.emplace_back("X-Method", request.method);
      response.body = request.target + " " + request.body + "\n";
      return WireReply{response};
    };
    listener.refuse_large = [](const HttpRequest& request) {
      return HttpResponse{400, {}, "too large: " + request.target + "\n", {}};
    };
    port = server_.Listen(std::move(listener));
    thread_ = std::thread([this] { server_.Run(2); });
  }
  ~Running() {
    server_.Stop();
    thread_.join();
  }

  std::function<WireReply(const HttpRequest&)> reply;
  std::atomic<int> requests{0};
  BodyLimits limits;
  uint16_t port = 0;

 private:
  HttpServer server_;
  std::thread thread_;
};

TEST_CASE("HttpServer: one connection carries many requests, also sent in one piece") {
  Running server;
  Client client(server.port);
  client.Send(
      "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b?c=%20 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadUntil("/a \n").find("Connection: keep-alive\r\n") !=
        std::string::npos);
  CHECK(client.ReadUntil("/b?c=%20 \n").starts_with("HTTP/1.1 200 OK\r\n"));
  client.Send("GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(client.ReadAll().find("Connection: close\r\n") != std::string::npos);
}

TEST_CASE("HttpServer: a body that pauses is cut, and only a body") {
  Running server;
  server.limits.idle_cut_s = 1;
  Client client(server.port);
  client.Send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(client.ReadUntil("/a abc\n").starts_with("HTTP/1.1 200 OK\r\n"));
  client.Send("PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
  CHECK(client.ReadAll().empty());
  CHECK(server.requests == 1);
}

TEST_CASE("HttpServer: a body that is read slowly arrives whole") {
  Running server;
  server.limits.bytes_per_second = 40000;
  Client client(server.port);
  const std::string body(60000, 'x');
  client.Send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + body);
  CHECK(client.ReadUntil("/a " + body + "\n").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("HttpServer: bodies with a length, in chunks, and after 100-continue") {
  Running server;
  Client client(server.port);
  client.Send("PUT /l HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  client.ReadUntil("/l hello\n");
  client.Send(
      "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  client.ReadUntil("/c abcde\n");
  client.Send(
      "PUT /e HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.ReadUntil("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("ok");
  client.ReadUntil("/e ok\n");
}

TEST_CASE("HttpServer: HEAD is told the length and sent no body") {
  Running server;
  Client client(server.port);
  client.Send("HEAD /head HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadUntil("\r\n\r\n").find("Content-Length: 7\r\n") != std::string::npos);
  client.Send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadUntil("/next \n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("HttpServer: 204 and 304 have neither body nor length") {
  Running server;
  server.reply = [](const HttpRequest& request) {
    HttpResponse response;
    response.status = request.target == "/204" ? 204 : 304;
    return WireReply{response};
  };
  Client client(server.port);
  client.Send("GET /204 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadUntil("\r\n\r\n").find("Content-Length") == std::string::npos);
  client.Send("GET /304 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 304 Not Modified\r\n"));
}

TEST_CASE("HttpServer: shared slices are sent in order, large ones whole") {
  Running server;
  const auto large = std::make_shared<const std::string>(3 << 20, 'x');
  server.reply = [&](const HttpRequest&) {
    HttpResponse response;
    response.body = "head ";
    response.slices = {{large, 1, large->size() - 1},
                       {std::make_shared<const std::string>("0123"), 1, 2}};
    return WireReply{response};
  };
  Client client(server.port);
  client.Send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string all = client.ReadAll();
  const std::string body = all.substr(all.find("\r\n\r\n") + 4);
  CHECK(body.size() == 5 + large->size() - 1 + 2);
  CHECK(body.starts_with("head xxx"));
  CHECK(body.ends_with("x12"));
}

TEST_CASE("HttpServer: a body past the limit is refused before it is read") {
  Running server(10);
  Client fits(server.port);
  fits.Send("PUT /fits HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789");
  fits.ReadUntil("/fits 0123456789\n");
  Client client(server.port);
  client.Send("PUT /big HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
  CHECK(client.ReadAll().find("too large: /big\n") != std::string::npos);
  CHECK(server.requests == 1);
}

TEST_CASE("HttpServer: what is no HTTP is answered with 400, a vast head with 431") {
  Running server;
  Client client(server.port);
  client.Send("\x16\x03\x01 hello?\r\n\r\n");
  CHECK(client.ReadAll().starts_with("HTTP/1.1 400 "));
  Client vast(server.port);
  vast.Send("GET / HTTP/1.1\r\nHost: x\r\nX-Vast: " + std::string(70000, 'v'));
  CHECK(vast.ReadUntil("\r\n").starts_with("HTTP/1.1 431 "));
}

TEST_CASE("HttpServer: a request that ends in the middle is never handled") {
  Running server;
  {
    Client client(server.port);
    client.Send("PUT /half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234");
  }
  Client other(server.port);
  other.Send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n");
  other.ReadUntil("/whole \n");
  CHECK(server.requests == 1);
}

TEST_CASE("HttpServer: a reset reply sends nothing, a truncated one half") {
  Running server;
  server.reply = [](const HttpRequest& request) {
    WireReply reply;
    reply.response.body = "0123456789";
    reply.ending = request.target == "/reset" ? WireReply::Ending::kReset
                                              : WireReply::Ending::kTruncated;
    return reply;
  };
  Client reset(server.port);
  reset.Send("GET /reset HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(reset.ReadAll().empty());
  CHECK(reset.last_error() == ECONNRESET);
  Client truncated(server.port);
  truncated.Send("GET /truncated HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string half = truncated.ReadAll();
  CHECK(half.find("Content-Length: 10\r\n") != std::string::npos);
  CHECK(half.ends_with("\r\n\r\n01234"));
}

TEST_CASE("HttpServer: while one reply is delayed others are sent") {
  std::atomic<int> begun{0};
  std::atomic<int> in_flight{0};
  Running server;
  server.reply = [&](const HttpRequest& request) {
    WireReply reply;
    reply.response.body = request.target + "\n";
    if (request.target == "/slow") reply.delay_ms = 600000;
    ++in_flight;
    reply.in_flight = {nullptr, [&](void*) { --in_flight; }};
    ++begun;
    return reply;
  };
  Client slow(server.port);
  slow.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  while (begun == 0) std::this_thread::yield();
  Client fast(server.port);
  for (int i = 0; i < 3; ++i) {
    fast.Send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
    fast.ReadUntil("/fast\n");
    CHECK(in_flight == 1);  // the slow one
  }
}

TEST_CASE("HttpServer: a request that there is no memory for ends its connection alone") {
  Running server;
  server.reply = [](const HttpRequest& request) {
    if (request.target == "/vast") throw std::bad_alloc();
    WireReply reply;
    reply.response.body = request.target + "\n";
    return reply;
  };
  for (int i = 0; i < 4; ++i) {  // more often than there are threads
    Client vast(server.port);
    vast.Send("GET /vast HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(vast.ReadAll().empty());
  }
  Client other(server.port);
  other.Send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
  other.ReadUntil("/other\n");
}

TEST_CASE("HttpServer: a value that holds line ends is one field all the same") {
  Running server;
  server.reply = [](const HttpRequest&) {
    WireReply reply;
    reply.response.headers.emplace_back("X-Text", "a\r\nX-More: b");
    return reply;
  };
  Client client(server.port);
  client.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.ReadUntil("\r\n\r\n").find("X-Text: a  X-More: b\r\n") !=
        std::string::npos);
}

TEST_CASE("HttpServer: an address in use is named") {
  Running server;
  HttpServer second;
  Listener listener;
  listener.port = server.port;
  CHECK_THROWS_WITH_AS(second.Listen(std::move(listener)),
                       ("listening on 127.0.0.1:" + std::to_string(server.port) +
                        ": Address already in use")
                           .c_str(),
                       std::runtime_error);
}

}  // namespace
}  // namespace hopline::emulator
