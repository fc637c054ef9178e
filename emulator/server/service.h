#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What an emulated service is, seen from the server: a function from one HTTP request to
/// one HTTP reply. Sockets, keep-alive, chunked coding, `Expect: 100-continue`, fault
/// injection and the request log are the server's; signatures, clocks, limits and errors
/// are the service's.

namespace hopline::emulator {

/// Header fields in the order of the wire, names as they were written.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// Returns the value of the first field called `name` (case-insensitive), or null.
const std::string* FindHeader(const HeaderList& headers, std::string_view name);

/// One request, complete: the body has arrived whole and any chunked coding is undone.
///
/// Shape: target is the request target byte for byte as it was sent ("/a%20b?x=1");
/// services that
///        sign paths need it raw.
struct HttpRequest {
  std::string method;
  std::string target;
  HeaderList headers;
  std::string body;

  const std::string* Header(std::string_view name) const {
    return FindHeader(headers, name);
  }
  /// The value, or "" when the field is absent.
  std::string_view HeaderOr(std::string_view name, std::string_view fallback = {}) const;
};

/// A piece of a body that is shared with the service's store, so that a large object is
/// sent without being copied. Owns: the reference; the bytes never change.
struct BodySlice {
  std::shared_ptr<const std::string> bytes;
  size_t offset = 0;
  size_t size = 0;
};

/// One reply. The body on the wire is `body` followed by every slice.
///
/// Content-Length and Connection are the server's business and must not be in `headers`;
/// all other fields, Date included, are the service's, because some services sign them. A
/// reply to HEAD is given with the body that GET would have: the server sends its length
/// and leaves the body out.
struct HttpResponse {
  int status = 200;
  HeaderList headers;
  std::string body;
  std::vector<BodySlice> slices;

  size_t BodySize() const;
};

/// The pair of keys that a client signs with.
///
/// any_clock: the key is exempt from the clock check, and replies to it carry the date of
/// its own
///            request. It exists for vendor clients, which cannot follow a moved clock.
struct AccessKey {
  std::string id;
  std::string secret;
  bool any_clock = false;
};

/// Returns the key called `id`, or null.
const AccessKey* FindAccessKey(const std::vector<AccessKey>& keys, std::string_view id);

/// An error that the admin address asked to answer with (POST /faults, action "error").
struct InjectedError {
  int status = 503;
  std::string code;     ///< "OTSServerBusy", "InternalError" …
  std::string message;  ///< never empty
  int64_t hold_ms = 0;  ///< Tunnel's HoldClientMillis; others have nothing like it
};

/// Rows of a batch that the admin address asked to fail (POST /faults, action
/// "fail_rows"): of the rows of one request, the first and then every `every`th, at most
/// `rows`; 0 is all of these.
struct RowFault {
  std::string code;
  std::string message;
  int64_t every = 2;
  int64_t rows = 0;

  bool Strikes(size_t row) const;
};

/// One emulated service.
///
/// Threads: every method may be called from several threads at once.
/// Errors:  Handle answers every mistake of a client with the service's own error reply.
/// An
///          exception that gets out is a defect of the service: answered with status 500,
///          logged.
class Service {
 public:
  virtual ~Service();

  /// Answers one request. Cost: runs on an I/O thread of the server, so it must not wait
  /// for other requests.
  virtual HttpResponse Handle(const HttpRequest& request) = 0;

  /// The operation's name as the service's documentation writes it ("PutRow",
  /// "UploadPart"), told from the request line alone; "Unknown" when it is none. Fault
  /// rules and the request log use it.
  virtual std::string OperationOf(const HttpRequest& request) const = 0;

  /// The reply that says `error` in the service's own form, with its usual headers
  /// (signed, if the service signs). Nothing of the request is checked or done.
  virtual HttpResponse Refuse(const HttpRequest& request, const InjectedError& error) = 0;

  /// Handle, but rows that `fault` strikes have no effect and are answered with its error
  /// in the same reply. The same as Handle for a request without rows.
  virtual HttpResponse HandleFailingRows(const HttpRequest& request,
                                         const RowFault& fault);
};

}  // namespace hopline::emulator
