#pragma once

#include <hopline/scope.hpp>

#include <memory>
#include <string>
#include <string_view>

#include "plugins/common/credentials.h"
#include "plugins/common/net.h"
#include "plugins/common/retry.h"
#include "plugins/common/service_clock.h"
#include "wire/maxcompute/signature.h"

namespace hopline::plugins::odps {

/// One request: what is signed, what goes with it, and the words for it in errors.
///
/// Owns: nothing of body and source.
struct Operation {
  wire::maxcompute::SignedRequest request;
  std::string_view body = {};
  const BodySource* source = nullptr;
  std::string doing;
  /// Twice is not as once: it is sent again only if the service has not taken it.
  bool once = false;
  size_t most_reply = 0;  ///< bytes; 0: any number
};

/// Signed requests to one endpoint of MaxCompute.
///
/// Each is repeated on errors that pass (retry.h), and once with a corrected clock if the
/// service finds its time too far off. So all of them must be such that twice is as once,
/// or say that they are not.
///
/// Threads: any.
/// Errors:  carry the service's code, request id and HTTP status. INVALID_STATE with
///          OUTCOME_UNKNOWN: what is to be sent once may have been taken.
class Service {
 public:
  /// `url`: scheme, authority and path, no slash at the end. `region`: sign with V4.
  Service(std::string url, std::string region,
          std::shared_ptr<CredentialProvider> credentials, Transport& transport,
          RetryPolicy policy);

  const std::string& url() const { return url_; }
  HttpResponse Run(const Operation& operation, const Scope& scope);

 private:
  HttpResponse Attempt(const Operation& operation, const Scope& scope);
  HttpResponse SendSigned(const Operation& operation, int64_t now_s, const Scope& scope);

  const std::string url_;
  const std::string region_;
  const std::shared_ptr<CredentialProvider> credentials_;
  Transport& transport_;
  Retrier retrier_;
  ServiceClock clock_;
};

}  // namespace hopline::plugins::odps
