#include "plugins/oss/errors.h"

#include <algorithm>
#include <array>
#include <string>

#include "wire/oss/encoding.h"
#include "wire/oss/error.h"

namespace hopline::plugins::oss {
namespace {

/// What a code of the service means here. `retryable` beyond what the status implies.
struct KnownCode {
  std::string_view code;
  int32_t status;
  std::string_view cure;
};

constexpr std::array kKnownCodes{
    KnownCode{"NoSuchBucket", HOPLINE_STATUS_NOT_FOUND,
              "create the bucket, or correct bucket and endpoint of the data source"},
    KnownCode{"NoSuchKey", HOPLINE_STATUS_NOT_FOUND, ""},
    KnownCode{kNoSuchUpload, HOPLINE_STATUS_NOT_FOUND, ""},
    KnownCode{"InvalidAccessKeyId", HOPLINE_STATUS_UNAUTHENTICATED,
              "correct accessId of the data source"},
    KnownCode{"SignatureDoesNotMatch", HOPLINE_STATUS_UNAUTHENTICATED,
              "correct accessKey of the data source"},
    KnownCode{"InvalidSecurityToken", HOPLINE_STATUS_UNAUTHENTICATED,
              "give a valid securityToken"},
    KnownCode{"SecurityTokenExpired", HOPLINE_STATUS_UNAUTHENTICATED,
              "give a new securityToken"},
    KnownCode{"RequestTimeTooSkewed", HOPLINE_STATUS_UNAUTHENTICATED,
              "set this machine's clock"},
    KnownCode{"AccessDenied", HOPLINE_STATUS_PERMISSION_DENIED,
              "grant the access key this operation, or correct endpoint and bucket"},
    KnownCode{"FileAlreadyExists", HOPLINE_STATUS_ALREADY_EXISTS, ""},
    KnownCode{"RequestTimeout", HOPLINE_STATUS_TIMEOUT, ""},
    KnownCode{"IncompleteBody", HOPLINE_STATUS_IO, ""},
    KnownCode{"InvalidDigest", HOPLINE_STATUS_IO, ""},
    KnownCode{"InvalidCRC64", HOPLINE_STATUS_IO, ""},
    KnownCode{"ServiceUnavailable", HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{"QpsLimitExceeded", HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{"TotalQpsLimitExceeded", HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{"UploadTrafficRateLimitExceeded", HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{"DownloadTrafficRateLimitExceeded", HOPLINE_STATUS_THROTTLED, ""},
};

/// What to take a response for whose code is not listed, or that has none (a proxy's
/// page).
KnownCode ByHttpStatus(int status) {
  if (status >= 500) return {"", HOPLINE_STATUS_UNAVAILABLE, ""};
  if (status == 429) return {"", HOPLINE_STATUS_THROTTLED, ""};
  if (status == 404) return {"", HOPLINE_STATUS_NOT_FOUND, ""};
  if (status == 403) return {"", HOPLINE_STATUS_PERMISSION_DENIED, ""};
  return {"", HOPLINE_STATUS_INVALID_ARGUMENT, ""};
}

wire::oss::ErrorReply ReadReply(const HttpResponse& response) {
  // A reply to HEAD has the document in a header instead.
  std::string document = response.body;
  if (document.empty()) {
    const std::string* header = FindHttpField(response.headers, "x-oss-err");
    if (header != nullptr) {
      document = wire::oss::Base64Decode(*header).value_or("");
    }
  }
  wire::oss::ErrorReply reply =
      wire::oss::ParseError(document).value_or(wire::oss::ErrorReply{});
  if (reply.request_id.empty()) {
    const std::string* id = FindHttpField(response.headers, "x-oss-request-id");
    if (id != nullptr) reply.request_id = *id;
  }
  return reply;
}

}  // namespace

Error MakeServiceError(const HttpResponse& response, std::string_view doing) {
  const wire::oss::ErrorReply reply = ReadReply(response);
  const auto known = std::find_if(
      kKnownCodes.begin(), kKnownCodes.end(),
      [&](const KnownCode& candidate) { return candidate.code == reply.code; });
  const KnownCode meaning =
      known == kKnownCodes.end() ? ByHttpStatus(response.status) : *known;
  std::string text =
      std::string(doing) + ": OSS answered " + std::to_string(response.status);
  if (!reply.code.empty()) text += " " + reply.code;
  if (!reply.message.empty()) text += " (" + reply.message + ")";
  if (!meaning.cure.empty()) text += "; " + std::string(meaning.cure);
  Error error(meaning.status, std::move(text));
  error.VendorCode(reply.code).RequestId(reply.request_id).HttpStatus(response.status);
  if (response.status >= 500) error.OutcomeUnknown();
  // A document that cannot be read was damaged on its way, or comes from a proxy.
  if (reply.code.empty() && !response.body.empty()) error.Retryable();
  return error;
}

}  // namespace hopline::plugins::oss
