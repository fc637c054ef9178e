#include "plugins/odps/service.h"

#include <cstdlib>
#include <utility>

#include "plugins/odps/errors.h"
#include "wire/common/date.h"
#include "wire/common/encoding.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

// The service refuses requests dated further from its clock.
constexpr int64_t kMaxSkewS = int64_t{15} * 60;

/// Refusals for load or quota come before anything is done, other 5xx may come behind it.
bool MayBeTaken(const Error& error) {
  return error.outcome_unknown() ||
         (error.http_status() >= 500 && error.http_status() != 503);
}

std::string UrlOf(const std::string& endpoint, const mc::SignedRequest& request) {
  std::string url = endpoint + wire::PercentEncode(request.resource, wire::Slash::kKeep);
  if (!request.query.empty()) url += "?" + wire::FormatQuery(request.query);
  return url;
}

}  // namespace

Service::Service(std::string url, std::string region,
                 std::shared_ptr<CredentialProvider> credentials, Transport& transport,
                 RetryPolicy policy)
    : url_(std::move(url)),
      region_(std::move(region)),
      credentials_(std::move(credentials)),
      transport_(transport),
      retrier_(policy) {}

/// Signs for `now_s` and sends; the clock learns from the response's date.
HttpResponse Service::SendSigned(const Operation& operation, int64_t now_s,
                                 const Scope& scope) {
  mc::SignedRequest request = operation.request;
  const AccessKeys keys = credentials_->Get();
  const mc::Credentials signer{keys.id, keys.secret, keys.security_token};
  if (region_.empty()) {
    mc::SignV2(signer, now_s, &request);
  } else {
    mc::SignV4(signer, region_, now_s, &request);
  }
  HttpRequest http;
  http.method = request.method;
  http.url = UrlOf(url_, request);
  http.headers = std::move(request.headers);
  http.body = operation.body;
  http.source = operation.source;
  http.most_reply = operation.most_reply;
  HttpResponse response = transport_.Send(http, scope);
  const std::string* date = FindHttpField(response.headers, "Date");
  if (date != nullptr) {
    if (const auto unix_s = wire::ParseHttpDate(*date)) clock_.Learn(*unix_s * 1000);
  }
  return response;
}

HttpResponse Service::Attempt(const Operation& operation, const Scope& scope) {
  for (bool corrected = false;; corrected = true) {
    const int64_t signed_s = clock_.NowMs() / 1000;
    HttpResponse response = SendSigned(operation, signed_s, scope);
    if (response.status >= 200 && response.status < 300) return response;
    const bool skewed = std::abs(clock_.NowMs() / 1000 - signed_s) > kMaxSkewS;
    if (corrected || !skewed) throw MakeServiceError(response, operation.doing);
  }
}

HttpResponse Service::Run(const Operation& operation, const Scope& scope) {
  return retrier_.Run(scope, operation.doing, [&] {
    try {
      return Attempt(operation, scope);
    } catch (const Error& error) {
      if (!operation.once || !MayBeTaken(error)) throw;
      throw Error(HOPLINE_STATUS_INVALID_STATE,
                  operation.doing + ": whether the service did it is not known (" +
                      error.message() + "); look, then run the job again")
          .OutcomeUnknown();
    }
  });
}

}  // namespace hopline::plugins::odps
