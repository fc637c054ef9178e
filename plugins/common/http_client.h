#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "plugins/common/net.h"

namespace hopline::plugins {

/// Initialises libcurl and OpenSSL for this process, without their exit handlers. Called
/// by each network plugin in its `init`, which the host serialises; repeating it is
/// harmless.
void InitHttp();

struct HttpLimits {
  int64_t connect_timeout_ms = 10'000;
  /// A transfer that moves nothing for this long has timed out. There is no limit on its
  /// whole length.
  int64_t idle_timeout_ms = 60'000;
};

/// HTTP/1.1 over libcurl. Connections are kept and reused; each request in flight has one
/// of its own, and there are as many as were ever in flight at once.
class HttpClient final : public Transport {
 public:
  explicit HttpClient(HttpLimits limits = {});
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpResponse Send(const HttpRequest& request, const Scope& scope) override;

 private:
  class Connection;
  std::unique_ptr<Connection> Take();
  void Give(std::unique_ptr<Connection> connection);

  HttpLimits limits_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_
};

}  // namespace hopline::plugins
