#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "emulator/server/service.h"

namespace hopline::emulator {

/// A reply with what is to go wrong while it is sent.
struct WireReply {
  enum class Ending {
    kWhole,  ///< sent to its last byte; the connection lives on if the client wants it
    kTruncated,  ///< head and half of the body (half of the head if there is none), then
                 ///< closed
    kReset,      ///< nothing is sent; the connection is reset
  };

  HttpResponse response;
  Ending ending = Ending::kWhole;
  int64_t delay_ms = 0;  ///< between the end of the work and the first byte
  /// Let go before the first byte.
  std::shared_ptr<void> in_flight{};
};

/// How bodies may arrive. Threads: all members may change while requests are read.
struct BodyLimits {
  std::atomic<int64_t> idle_cut_s{0};  ///< a body that pauses longer is cut; 0: never
  std::atomic<int64_t> bytes_per_second{0};  ///< of one connection; 0: as they come
};

/// One address to listen on.
struct Listener {
  std::string host = "127.0.0.1";
  uint16_t port = 0;  ///< 0: any free one
  /// The largest body that is taken in; it lies in memory while it is handled.
  uint64_t max_body_bytes = uint64_t{5} << 30;
  /// Null: bodies may arrive as they like. It outlives the server.
  const BodyLimits* body_limits = nullptr;
  /// Answers a whole request. Threads: called from several at once.
  std::function<WireReply(const HttpRequest&)> handle;
  /// Answers a request (without its body) whose body is larger than max_body_bytes.
  std::function<HttpResponse(const HttpRequest&)> refuse_large;
};

/// HTTP/1.1 on several addresses: keep-alive, chunked requests, `Expect: 100-continue`,
/// HEAD.
///
/// Order:   Listen any number of times, then Run once.
/// Threads: Listen from one thread; Stop from any.
class HttpServer {
 public:
  HttpServer();
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Opens the address and returns its port; connections queue from here on.
  /// Errors: std::runtime_error naming the address.
  uint16_t Listen(Listener listener);

  /// Serves on `threads` threads, this one included, until Stop, SIGINT or SIGTERM.
  /// Requests that are being handled then are finished, their replies are not sent any
  /// more.
  void Run(int threads);

  void Stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hopline::emulator
