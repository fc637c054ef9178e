#include "plugins/odps/errors.h"

#include <algorithm>
#include <array>
#include <string>

#include "wire/maxcompute/error.h"

namespace hopline::plugins::odps {
namespace {

/// What a code of the service means here, and what to do about it.
struct KnownCode {
  std::string_view code;
  int32_t status;
  std::string_view cure;
  bool passes = false;
};

// Source: the vendor's Java client waits no longer either, whatever it is told.
constexpr int64_t kLongestHoldMs = 10'000;

constexpr std::string_view kSpareQuota =
    "run it again later, with a lower concurrent, or with a tunnelQuota of your own";

constexpr std::array kKnownCodes{
    KnownCode{"0420111", HOPLINE_STATUS_NOT_FOUND,
              "correct project and endpoint of the data source"},
    KnownCode{"NoSuchProject", HOPLINE_STATUS_NOT_FOUND,
              "correct project and endpoint of the data source"},
    KnownCode{"0130131", HOPLINE_STATUS_NOT_FOUND, "create the table, or correct table"},
    KnownCode{"NoSuchTable", HOPLINE_STATUS_NOT_FOUND,
              "create the table, or correct table"},
    KnownCode{"NoSuchSchema", HOPLINE_STATUS_NOT_FOUND, "correct schema"},
    KnownCode{"NoSuchPartition", HOPLINE_STATUS_NOT_FOUND, ""},
    KnownCode{"NoSuchUpload", HOPLINE_STATUS_NOT_FOUND, ""},
    KnownCode{"NoSuchDownload", HOPLINE_STATUS_NOT_FOUND, ""},
    KnownCode{"0410051", HOPLINE_STATUS_UNAUTHENTICATED,
              "correct accessId of the data source"},
    KnownCode{"0410042", HOPLINE_STATUS_UNAUTHENTICATED,
              "correct accessKey of the data source"},
    KnownCode{"Unauthorized", HOPLINE_STATUS_UNAUTHENTICATED,
              "correct accessId and accessKey of the data source"},
    KnownCode{"RequestTimeTooSkewed", HOPLINE_STATUS_UNAUTHENTICATED,
              "set this machine's clock"},
    KnownCode{"0420095", HOPLINE_STATUS_PERMISSION_DENIED,
              "grant the access key this operation"},
    KnownCode{"NoPermission", HOPLINE_STATUS_PERMISSION_DENIED,
              "grant the access key this operation"},
    KnownCode{"AccessDenied", HOPLINE_STATUS_PERMISSION_DENIED,
              "grant the access key this operation"},
    KnownCode{"StatusConflict", HOPLINE_STATUS_INVALID_STATE,
              "sessions live for 24 hours, the run has to begin anew"},
    KnownCode{"FlowExceeded", HOPLINE_STATUS_THROTTLED, kSpareQuota, true},
    KnownCode{"RequestQuotaExceeded", HOPLINE_STATUS_THROTTLED, kSpareQuota, true},
    KnownCode{"SlotExceeded", HOPLINE_STATUS_THROTTLED, kSpareQuota, true},
    KnownCode{"QPSExceeded", HOPLINE_STATUS_THROTTLED, kSpareQuota, true},
    // The body was damaged on its way: the same bytes again may arrive whole.
    KnownCode{"MalformedDataStream", HOPLINE_STATUS_IO, "", true},
    KnownCode{"CorruptedDataStream", HOPLINE_STATUS_IO, "", true},
    KnownCode{"IncompleteBody", HOPLINE_STATUS_IO, "", true},
};

bool Names(std::string_view text, std::string_view code) {
  return text.find(code) != std::string_view::npos;
}

KnownCode ByHttpStatus(int status) {
  if (status >= 500 || status == 408) return {"", HOPLINE_STATUS_UNAVAILABLE, "", true};
  if (status == 429) return {"", HOPLINE_STATUS_THROTTLED, kSpareQuota, true};
  if (status == 308) return {"", HOPLINE_STATUS_THROTTLED, "", true};
  if (status == 404) return {"", HOPLINE_STATUS_NOT_FOUND, ""};
  if (status == 403) return {"", HOPLINE_STATUS_PERMISSION_DENIED, ""};
  return {"", HOPLINE_STATUS_INVALID_ARGUMENT, ""};
}

}  // namespace

Error MakeServiceError(const HttpResponse& response, std::string_view doing) {
  const auto reply = wire::maxcompute::ParseError(response.body);
  KnownCode meaning = ByHttpStatus(response.status);
  std::string text =
      std::string(doing) + ": MaxCompute answered " + std::to_string(response.status);
  if (reply.has_value()) {
    text += " " + reply->code;
    if (!reply->message.empty()) text += " (" + reply->message + ")";
    const auto* known = std::find_if(kKnownCodes.begin(), kKnownCodes.end(),
                                     [&](const KnownCode& candidate) {
                                       return Names(reply->code, candidate.code) ||
                                              Names(reply->message, candidate.code);
                                     });
    if (known != kKnownCodes.end()) meaning = *known;
  }
  if (!meaning.cure.empty()) text.append("; ").append(meaning.cure);
  Error error(meaning.status, std::move(text));
  error.HttpStatus(response.status);
  if (reply.has_value()) {
    error.VendorCode(reply->code);
    error.RetryAfterMs(static_cast<uint32_t>(std::min(reply->hold_ms, kLongestHoldMs)));
  }
  const std::string* request_id = FindHttpField(response.headers, "x-odps-request-id");
  if (request_id != nullptr) error.RequestId(*request_id);
  // A message that cannot be read was damaged on its way, or comes from a proxy.
  if (meaning.passes || !reply.has_value()) error.Retryable();
  return error;
}

bool Tells(const Error& error, std::string_view code) {
  return Names(error.vendor_code(), code) || Names(error.what(), code);
}

void NeedReadable(const wire::Status& status, std::string_view doing) {
  if (status.ok()) return;
  throw Error(HOPLINE_STATUS_IO,
              std::string(doing) + ": the reply cannot be read: " + status.message());
}

}  // namespace hopline::plugins::odps
