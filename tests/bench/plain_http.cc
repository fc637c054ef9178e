#include "tests/bench/plain_http.h"

#include <curl/curl.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "wire/tablestore/envelope.h"

namespace hopline::bench {

namespace ts = wire::tablestore;

namespace {

[[noreturn]] void Fail(const std::string& what, const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", what.c_str(), why.c_str());
  std::_Exit(1);  // other threads may be sending
}

size_t TakeBody(char* data, size_t size, size_t n, void* reply) {
  static_cast<Reply*>(reply)->body.append(data, size * n);
  return size * n;
}

size_t TakeHeader(char* data, size_t size, size_t n, void* reply) {
  const std::string_view line(data, size * n);
  const bool is_etag = line.size() > 10 && (line[0] | 0x20) == 'e' &&
                       (line.starts_with("ETag: ") || line.starts_with("etag: "));
  if (is_etag) static_cast<Reply*>(reply)->etag = line.substr(7, line.size() - 10);
  return size * n;
}

}  // namespace

PlainHttp::PlainHttp() : curl_(curl_easy_init()) {}
PlainHttp::~PlainHttp() { curl_easy_cleanup(curl_); }

Reply PlainHttp::Send(const std::string& method, const std::string& url,
                      const Fields& headers, std::string_view body) {
  Reply reply;
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : headers) {
    list = curl_slist_append(list, (name + ": " + value).c_str());
  }
  curl_easy_reset(curl_);
  curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &TakeBody);
  curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(curl_, CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(curl_, CURLOPT_HEADERDATA, &reply);
  curl_easy_setopt(curl_, CURLOPT_BUFFERSIZE, 512L * 1024);
  const CURLcode code = curl_easy_perform(curl_);
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(list);
  if (code != CURLE_OK) Fail(url, curl_easy_strerror(code));
  if (status < 200 || status > 299) Fail(url, std::to_string(status) + " " + reply.body);
  return reply;
}

std::string SendTablestore(PlainHttp& http, const Instance& instance,
                           const char* operation, std::string_view body) {
  const ts::RequestEnvelope envelope{operation,
                                     instance.name,
                                     {instance.access_id, instance.access_key, ""},
                                     int64_t{std::time(nullptr)} * 1000,
                                     ""};
  return http
      .Send("POST", instance.url + "/" + operation,
            ts::MakeRequestHeaders(envelope, body), body)
      .body;
}

}  // namespace hopline::bench
