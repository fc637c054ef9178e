#include "plugins/common/http_client.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

namespace hopline::plugins {

namespace {

bool IsField(std::string_view key, std::string_view name) {
  return key.size() == name.size() &&
         ::strncasecmp(key.data(), name.data(), name.size()) == 0;
}

}  // namespace

const std::string* FindHttpField(const HttpFields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (IsField(key, name)) return &value;
  }
  return nullptr;
}

void InitHttp() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

namespace {

// Larger than libcurl's default of 16 and 64 KiB: parts and pages are megabytes.
constexpr long kTransferBufferBytes = 256L * 1024;
// Longest wait between two looks at the scope, for hosts without a cancel descriptor.
constexpr int kPollMs = 500;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void AddLine(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

/// The fields to send; an empty one ("Expect:") takes back what libcurl adds by itself.
HeaderList MakeHeaderList(const HttpRequest& request) {
  HeaderList list;
  for (const auto& [name, value] : request.headers) {
    AddLine(list, value.empty() ? name + ";" : name + ": " + value);
  }
  AddLine(list, "Expect:");
  if (FindHttpField(request.headers, "Content-Type") == nullptr) {
    AddLine(list, "Content-Type:");
  }
  return list;
}

/// A response while it arrives.
struct Incoming {
  HttpResponse response;
  bool head_ended = false;  ///< libcurl takes a head that breaks off for a whole one
  size_t most = 0;          ///< bytes of the body; 0: any number
  bool too_long = false;
};

size_t OnBody(char* data, size_t size, size_t count, void* user) {
  Incoming& incoming = *static_cast<Incoming*>(user);
  std::string& body = incoming.response.body;
  incoming.too_long = incoming.most > 0 && body.size() + size * count > incoming.most;
  if (incoming.too_long) return 0;
  try {
    body.append(data, size * count);
  } catch (...) {
    return 0;  // libcurl stops with CURLE_WRITE_ERROR
  }
  return size * count;
}

size_t OnHeader(char* data, size_t size, size_t count, void* user) {
  auto& [response, head_ended, most, too_long] = *static_cast<Incoming*>(user);
  std::string_view line(data, size * count);
  try {
    if (line == "\r\n" || line == "\n") head_ended = true;
    if (line.starts_with("HTTP/")) {
      head_ended = false;
      response.headers.clear();  // an interim response (100) came before
      return line.size();
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    std::string_view value = line.substr(colon + 1);
    const size_t from = value.find_first_not_of(" \t");
    const size_t to = value.find_last_not_of(" \t\r\n");
    value = from == std::string_view::npos || to == std::string_view::npos
                ? std::string_view()
                : value.substr(from, to - from + 1);
    const std::string_view key = line.substr(0, colon);
    response.headers.emplace_back(key, value);
    if (IsField(key, "Content-Length")) {
      size_t announced = 0;
      std::from_chars(value.data(), value.data() + value.size(), announced);
      response.body.reserve(std::min(announced, size_t{64} << 20));
    }
  } catch (...) {
    return 0;
  }
  return line.size();
}

/// A body that is on its way.
struct Outgoing {
  const BodySource* source = nullptr;
  uint64_t at = 0;
};

size_t OnRead(char* out, size_t size, size_t count, void* user) {
  auto& [source, at] = *static_cast<Outgoing*>(user);
  try {
    const size_t n = source->ReadAt(at, out, size * count);
    at += n;
    return n;
  } catch (...) {
    return CURL_READFUNC_ABORT;
  }
}

int OnSeek(void* user, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Outgoing*>(user)->at = static_cast<uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

/// The address of a URL without its query, which may hold signatures.
std::string Address(const std::string& url) { return url.substr(0, url.find('?')); }

[[noreturn]] void ThrowCurl(CURLcode code, const HttpRequest& request,
                            const char* detail) {
  const std::string text = request.method + " " + Address(request.url) + ": " +
                           (*detail != '\0' ? detail : curl_easy_strerror(code));
  switch (code) {
    case CURLE_OUT_OF_MEMORY:
    case CURLE_WRITE_ERROR:
      throw std::bad_alloc();
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, text + "; correct the endpoint");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  text + "; the server's certificate cannot be trusted");
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
      throw Error(HOPLINE_STATUS_UNAVAILABLE,
                  text + "; check the endpoint and the network");
    case CURLE_OPERATION_TIMEDOUT:
      throw Error(HOPLINE_STATUS_TIMEOUT, text).OutcomeUnknown();
    default:
      throw Error(HOPLINE_STATUS_IO, text).OutcomeUnknown();
  }
}

}  // namespace

/// One easy handle on a multi handle of its own, whose connection cache outlives the
/// request.
class HttpClient::Connection {
 public:
  Connection() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
    if (multi_ == nullptr || easy_ == nullptr) {
      Free();
      throw std::bad_alloc();
    }
  }
  ~Connection() { Free(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  HttpResponse Send(const HttpRequest& request, const Scope& scope,
                    const HttpLimits& limits) {
    Incoming incoming;
    incoming.most = request.most_reply;
    Outgoing outgoing{request.source, 0};
    if (request.reuse != nullptr) {
      incoming.response.body = std::exchange(*request.reuse, {});
      incoming.response.body.clear();
    }
    const HeaderList headers = MakeHeaderList(request);
    error_text_.fill('\0');
    curl_easy_reset(easy_);
    Prepare(request, limits, headers.get(), &incoming);
    if (outgoing.source != nullptr) Attach(&outgoing);
    curl_multi_add_handle(multi_, easy_);
    const CURLcode code = Drive(scope);
    curl_multi_remove_handle(multi_, easy_);
    if (code == CURLE_ABORTED_BY_CALLBACK) {
      throw Error(HOPLINE_STATUS_CANCELLED,
                  "cancelled during " + request.method + " " + Address(request.url));
    }
    if (incoming.too_long) throw ReplyTooLong(incoming.most);
    if (code != CURLE_OK) ThrowCurl(code, request, error_text_.data());
    if (!incoming.head_ended) {
      ThrowCurl(CURLE_RECV_ERROR, request, "the connection broke in the response's head");
    }
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    incoming.response.status = static_cast<int>(status);
    return std::move(incoming.response);
  }

 private:
  template <class Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(easy_, option, value);
  }

  void Prepare(const HttpRequest& request, const HttpLimits& limits, curl_slist* headers,
               Incoming* incoming) {
    Set(CURLOPT_URL, request.url.c_str());
    Set(CURLOPT_PATH_AS_IS, 1L);
    Set(CURLOPT_PROTOCOLS_STR, "http,https");
    Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    Set(CURLOPT_HTTPHEADER, headers);
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_ERRORBUFFER, error_text_.data());
    Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout_ms));
    Set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    // In whole seconds, and 0 is no limit.
    Set(CURLOPT_LOW_SPEED_TIME, static_cast<long>((limits.idle_timeout_ms + 999) / 1000));
    Set(CURLOPT_BUFFERSIZE, kTransferBufferBytes);
    Set(CURLOPT_UPLOAD_BUFFERSIZE, kTransferBufferBytes);
    Set(CURLOPT_HEADERFUNCTION, &OnHeader);
    Set(CURLOPT_HEADERDATA, incoming);
    Set(CURLOPT_WRITEFUNCTION, &OnBody);
    Set(CURLOPT_WRITEDATA, incoming);
    if (request.method == "HEAD") {
      Set(CURLOPT_NOBODY, 1L);
    } else if (request.source != nullptr) {
      Set(CURLOPT_UPLOAD, 1L);
      Set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.source->size()));
    } else if (request.method == "PUT" || request.method == "POST" ||
               !request.body.empty()) {
      Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      Set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    }
    Set(CURLOPT_CUSTOMREQUEST,
        request.method == "HEAD" ? nullptr : request.method.c_str());
  }

  void Attach(Outgoing* outgoing) {
    Set(CURLOPT_READFUNCTION, &OnRead);
    Set(CURLOPT_READDATA, outgoing);
    Set(CURLOPT_SEEKFUNCTION, &OnSeek);
    Set(CURLOPT_SEEKDATA, outgoing);
  }

  /// Runs the transfer to its end. CURLE_ABORTED_BY_CALLBACK: the scope was cancelled.
  CURLcode Drive(const Scope& scope) {
    const int cancel_fd = scope.cancel_fd();
    for (;;) {
      int running = 0;
      if (curl_multi_perform(multi_, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) return message->data.result;
      }
      if (scope.cancelled()) return CURLE_ABORTED_BY_CALLBACK;
      curl_waitfd cancel{cancel_fd, CURL_WAIT_POLLIN, 0};
      curl_multi_poll(multi_, cancel_fd >= 0 ? &cancel : nullptr, cancel_fd >= 0 ? 1 : 0,
                      kPollMs, nullptr);
    }
  }

  void Free() {
    if (easy_ != nullptr) curl_easy_cleanup(easy_);
    if (multi_ != nullptr) curl_multi_cleanup(multi_);
  }

  CURLM* multi_;
  CURL* easy_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
};

HttpClient::HttpClient(HttpLimits limits) : limits_(limits) {}
HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Connection> HttpClient::Take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Connection>();
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void HttpClient::Give(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

HttpResponse HttpClient::Send(const HttpRequest& request, const Scope& scope) {
  scope.ThrowIfCancelled();
  std::unique_ptr<Connection> connection = Take();
  HttpResponse response = connection->Send(request, scope, limits_);
  Give(std::move(connection));  // after an error it is dropped instead
  return response;
}

}  // namespace hopline::plugins
