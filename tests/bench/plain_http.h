/// \file plain_http.h
/// Requests over libcurl as plain as they can be: the yardstick of the cloud benchmarks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline::bench {

struct Reply {
  std::string body;
  std::string etag;  ///< without its quotes; empty if there is none
};

/// One connection, which is kept. The program ends if a request fails or is answered with
/// a status outside 200–299.
class PlainHttp {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  PlainHttp();
  ~PlainHttp();
  PlainHttp(const PlainHttp&) = delete;
  PlainHttp& operator=(const PlainHttp&) = delete;

  Reply Send(const std::string& method, const std::string& url, const Fields& headers,
             std::string_view body);

 private:
  void* curl_;
};

/// Where the requests of one Tablestore instance go.
struct Instance {
  std::string url, name, access_id, access_key;
};

/// Signs and sends one request of Tablestore.
std::string SendTablestore(PlainHttp& http, const Instance& instance,
                           const char* operation, std::string_view body);

}  // namespace hopline::bench
