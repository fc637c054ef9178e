#include "emulator/server/http_server.h"

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/rate_policy.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <limits>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace hopline::emulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Stream = boost::beast::basic_stream<tcp, tcp::socket::executor_type,
                                          boost::beast::simple_rate_policy>;

constexpr uint32_t kMaxHeadBytes = 64 * 1024;
/// No field's value may hold these: they would end it.
constexpr std::string_view kFieldEnds("\r\n\0", 3);
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

HttpRequest ToRequest(http::request<http::string_body>& message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(std::string(field.name_string()),
                                 std::string(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

HttpResponse PlainReply(int status, std::string text) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = std::move(text);
  return response;
}

/// One connection. It keeps itself alive through the handlers that it waits for. Its
/// stream has a strand, because a body that is cut when it pauses has a timer beside it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<const Listener> listener)
      : stream_(std::move(socket)),
        delay_(stream_.get_executor()),
        listener_(std::move(listener)) {}

  void ReadHead() {
    parser_.emplace();
    parser_->header_limit(kMaxHeadBytes);
    parser_->body_limit(listener_->max_body_bytes);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, size_t) { self->OnHead(error); });
  }

 private:
  void OnHead(error_code error) {
    if (error) return OnReadError(error);
    const auto expect = parser_->get().find(http::field::expect);
    if (expect == parser_->get().end() || parser_->is_done()) return ReadBody();
    asio::async_write(stream_, asio::buffer(kContinue),
                      [self = shared_from_this()](error_code written, size_t) {
                        if (!written) self->ReadBody();
                      });
  }

  void ReadBody() {
    if (listener_->body_limits != nullptr) return ReadLimited();
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, size_t) {
                       if (error) return self->OnReadError(error);
                       self->OnRequest();
                     });
  }

  /// Piece by piece, each in its time.
  void ReadLimited() {
    if (parser_->is_done()) {
      stream_.expires_never();
      stream_.rate_policy().read_limit(std::numeric_limits<size_t>::max());
      return OnRequest();
    }
    const int64_t idle_cut_s = listener_->body_limits->idle_cut_s.load();
    const int64_t rate = listener_->body_limits->bytes_per_second.load();
    if (idle_cut_s > 0) {
      stream_.expires_after(std::chrono::seconds(idle_cut_s));
    } else {
      stream_.expires_never();
    }
    stream_.rate_policy().read_limit(rate > 0 ? static_cast<size_t>(rate)
                                              : std::numeric_limits<size_t>::max());
    http::async_read_some(stream_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, size_t) {
                            if (error) return self->OnReadError(error);
                            self->ReadLimited();
                          });
  }

  void OnRequest() {
    keep_alive_ = parser_->get().keep_alive();
    const HttpRequest request = ToRequest(parser_->get());
    is_head_ = request.method == "HEAD";
    reply_ = listener_->handle(request);
    if (reply_.delay_ms <= 0) return Send();
    delay_.expires_after(std::chrono::milliseconds(reply_.delay_ms));
    delay_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Send();
    });
  }

  /// A request that cannot be read is answered where HTTP has an answer, and ends the
  /// connection: nobody knows where the next request would begin.
  void OnReadError(error_code error) {
    if (error == http::error::body_limit) {
      reply_ = WireReply();
      reply_.response = listener_->refuse_large(ToRequest(parser_->get()));
    } else if (error == http::error::header_limit) {
      reply_.response = PlainReply(431, "the request's header fields exceed 64 KiB\n");
    } else if (error.category() == make_error_code(http::error::bad_method).category() &&
               error != http::error::end_of_stream &&
               error != http::error::partial_message) {
      reply_.response =
          PlainReply(400, "not an HTTP/1.1 request: " + error.message() + "\n");
    } else {
      return Close();
    }
    keep_alive_ = false;
    is_head_ = false;
    Send();
  }

  void Send() {
    reply_.in_flight.reset();
    if (reply_.ending == WireReply::Ending::kReset) {
      error_code ignored;
      stream_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
      stream_.socket().close(ignored);
      return;
    }
    const bool truncated = reply_.ending == WireReply::Ending::kTruncated;
    if (truncated) keep_alive_ = false;
    FormatHead();
    asio::async_write(
        stream_, Buffers(truncated),
        [self = shared_from_this()](error_code error, size_t) { self->OnSent(error); });
  }

  void FormatHead() {
    const HttpResponse& response = reply_.response;
    const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
    head_ = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head_.append(reason.data(), reason.size());
    head_ += "\r\n";
    for (const auto& [name, value] : response.headers) {
      head_ += name;
      head_ += ": ";
      const size_t begin = head_.size();
      head_ += value;
      for (size_t at = begin;
           (at = head_.find_first_of(kFieldEnds, at)) != std::string::npos; ++at) {
        head_[at] = ' ';
      }
      head_ += "\r\n";
    }
    // These two statuses have no body by definition.
    if (response.status != 204 && response.status != 304) {
      head_ += "Content-Length: " + std::to_string(response.BodySize()) + "\r\n";
    }
    head_ += keep_alive_ ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  }

  std::vector<asio::const_buffer> Buffers(bool truncated) const {
    const HttpResponse& response = reply_.response;
    const bool bodiless = is_head_ || response.status == 204 || response.status == 304;
    size_t left = bodiless ? 0 : response.BodySize();
    if (truncated && left == 0) return {asio::buffer(head_, head_.size() / 2)};
    if (truncated) left /= 2;
    std::vector<asio::const_buffer> buffers = {asio::buffer(head_)};
    const auto add = [&](const char* bytes, size_t size) {
      const size_t taken = std::min(size, left);
      if (taken > 0) buffers.emplace_back(bytes, taken);
      left -= taken;
    };
    add(response.body.data(), response.body.size());
    for (const BodySlice& slice : response.slices) {
      add(slice.bytes->data() + slice.offset, slice.size);
    }
    return buffers;
  }

  void OnSent(error_code error) {
    const bool again = !error && keep_alive_;
    reply_ = WireReply();
    if (!again) return Close();
    ReadHead();
  }

  void Close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.socket().close(ignored);
  }

  Stream stream_;
  asio::steady_timer delay_;
  const std::shared_ptr<const Listener> listener_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  WireReply reply_;
  std::string head_;
  bool keep_alive_ = false;
  bool is_head_ = false;
};

/// Takes connections of one address for as long as it is open.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(asio::io_context* io, const tcp::endpoint& endpoint, Listener listener)
      : io_(io),
        acceptor_(*io, endpoint),
        listener_(std::make_shared<const Listener>(std::move(listener))) {}

  uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void Accept() {
    acceptor_.async_accept(
        asio::make_strand(*io_),
        [self = shared_from_this()](error_code error, tcp::socket socket) {
          if (error == asio::error::operation_aborted) return;
          if (!error) {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            std::make_shared<Connection>(std::move(socket), self->listener_)->ReadHead();
          }
          self->Accept();
        });
  }

 private:
  asio::io_context* io_;
  tcp::acceptor acceptor_;
  std::shared_ptr<const Listener> listener_;
};

/// What a handler throws, usually for want of memory, ends its connection, which goes
/// with the handler, and nothing else.
void RunGuarded(asio::io_context* io) {
  while (true) {
    try {
      io->run();
      return;
    } catch (const std::exception& error) {
      fmt::print(stderr, "hopline-emulator: a request was dropped: {}\n", error.what());
    }
  }
}

}  // namespace

struct HttpServer::Impl {
  asio::io_context io;
  asio::signal_set signals{io};
  std::vector<std::shared_ptr<Acceptor>> acceptors;
};

HttpServer::HttpServer() : impl_(std::make_unique<Impl>()) {
  impl_->signals.add(SIGINT);
  impl_->signals.add(SIGTERM);
  std::signal(SIGPIPE, SIG_IGN);
}

HttpServer::~HttpServer() = default;

uint16_t HttpServer::Listen(Listener listener) {
  const std::string address = listener.host + ":" + std::to_string(listener.port);
  try {
    tcp::resolver resolver(impl_->io);
    const auto found = resolver.resolve(listener.host, std::to_string(listener.port),
                                        tcp::resolver::passive);
    const tcp::endpoint endpoint = *found.begin();
    auto acceptor = std::make_shared<Acceptor>(&impl_->io, endpoint, std::move(listener));
    acceptor->Accept();
    impl_->acceptors.push_back(acceptor);
    return acceptor->port();
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("listening on " + address + ": " + error.code().message());
  }
}

void HttpServer::Run(int threads) {
  impl_->signals.async_wait([this](error_code error, int) {
    if (!error) Stop();
  });
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i)
    others.emplace_back([this] { RunGuarded(&impl_->io); });
  RunGuarded(&impl_->io);
  for (std::thread& thread : others) thread.join();
}

void HttpServer::Stop() { impl_->io.stop(); }

}  // namespace hopline::emulator
