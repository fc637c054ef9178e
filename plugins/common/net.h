#pragma once

#include <hopline/error.hpp>
#include <hopline/scope.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline::plugins {

/// Header fields in the order of the wire.
using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// The value of the first field of that name (letter case does not matter), or null.
const std::string* FindHttpField(const HttpFields& fields, std::string_view name);

/// A body that is read while it is sent, because it is too large to be held in memory. It
/// may be read again from any place, for a repetition.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual uint64_t size() const = 0;
  /// Fills `out` with up to `most` bytes from `offset` on; returns how many.
  virtual size_t ReadAt(uint64_t offset, char* out, size_t most) const = 0;
};

/// Owns: nothing of the body; it must stay unchanged until Send() returns.
struct HttpRequest {
  std::string method;
  std::string url;  ///< final: encoded path and query
  HttpFields headers;
  std::string_view body;
  const BodySource* source = nullptr;  ///< in place of body
  /// Memory that the reply's body may take over; null = new memory for each.
  std::string* reuse = nullptr;
  /// Longest body of a reply that is taken; 0: any.
  size_t most_reply = 0;
};

/// A reply's body is longer than the request allows. Asking again is of no use.
class ReplyTooLong final : public Error {
 public:
  explicit ReplyTooLong(size_t most)
      : Error(HOPLINE_STATUS_DATA_INVALID,
              "the reply is longer than " + std::to_string(most) + " bytes") {}
};

struct HttpResponse {
  int status = 0;
  HttpFields headers;
  std::string body;
};

/// Sends one request and waits for the whole response. The seam where tests put a fake.
///
/// Threads: any number at once.
/// Errors:  any HTTP status is a response, not an error. CANCELLED, at most a second
///          after the scope says so. UNAVAILABLE: no connection, the service has not seen
///          the request. TIMEOUT and IO carry OUTCOME_UNKNOWN: it may have. ReplyTooLong
///          as the request says. INVALID_ARGUMENT: the URL, or a certificate that cannot
///          be trusted.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual HttpResponse Send(const HttpRequest& request, const Scope& scope) = 0;
};

}  // namespace hopline::plugins
