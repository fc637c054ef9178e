#include "plugins/tablestore/errors.h"

#include <algorithm>
#include <array>
#include <string>

namespace hopline::plugins::tablestore {
namespace {

namespace code = wire::tablestore::error_code;

/// What a code of the service means here, and what to do about it.
struct KnownCode {
  std::string_view code;
  int32_t status;
  std::string_view cure;
};

constexpr std::array kKnownCodes{
    KnownCode{
        code::kAuthFailed, HOPLINE_STATUS_UNAUTHENTICATED,
        "correct accessId, accessKey, instanceName and endpoint of the data source"},
    KnownCode{code::kNoPermissionAccess, HOPLINE_STATUS_PERMISSION_DENIED,
              "grant the access key this operation"},
    KnownCode{code::kObjectNotExist, HOPLINE_STATUS_NOT_FOUND, ""},
    KnownCode{code::kObjectAlreadyExist, HOPLINE_STATUS_ALREADY_EXISTS, ""},
    KnownCode{code::kTrimmedDataAccess, HOPLINE_STATUS_DATA_INVALID,
              "the log does not reach back that far: begin the window later"},
    KnownCode{code::kServerBusy, HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{code::kStorageServerBusy, HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{code::kFlowControl, HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{code::kOperationThrottled, HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{code::kNotEnoughCapacityUnit, HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{code::kCapacityUnitExhausted, HOPLINE_STATUS_THROTTLED, ""},
    KnownCode{code::kTimeout, HOPLINE_STATUS_TIMEOUT, ""},
    KnownCode{code::kRequestTimeout, HOPLINE_STATUS_TIMEOUT, ""},
};

int32_t ByHttpStatus(int status) {
  if (status >= 500) return HOPLINE_STATUS_UNAVAILABLE;
  if (status == 429) return HOPLINE_STATUS_THROTTLED;
  // Requests carry keys, tokens and rows besides what the script says: a refusal does not
  // tell that the script is wrong.
  return HOPLINE_STATUS_INTERNAL;
}

Error MakeError(int status, const wire::tablestore::ServiceError& service,
                std::string_view doing) {
  const auto known = std::find_if(
      kKnownCodes.begin(), kKnownCodes.end(),
      [&](const KnownCode& candidate) { return candidate.code == service.code; });
  std::string text =
      std::string(doing) + ": Tablestore answered " + std::to_string(status);
  if (!service.code.empty()) text += " " + service.code;
  if (!service.message.empty()) text += " (" + service.message + ")";
  if (known != kKnownCodes.end() && !known->cure.empty()) {
    text += "; " + std::string(known->cure);
  }
  Error error(known == kKnownCodes.end() ? ByHttpStatus(status) : known->status,
              std::move(text));
  error.VendorCode(service.code).HttpStatus(status);
  const auto advice =
      wire::tablestore::ClassifyError(status, service.code, service.message);
  // A message that cannot be read was damaged on its way, or comes from a proxy.
  if (advice != wire::tablestore::RetryAdvice::kNever || service.code.empty()) {
    error.Retryable();
  }
  return error;
}

}  // namespace

Error MakeServiceError(const HttpResponse& response, std::string_view doing) {
  wire::tablestore::ServiceError service;
  if (!wire::tablestore::Decode(response.body, &service).ok()) service = {};
  Error error = MakeError(response.status, service, doing);
  const std::string* request_id = FindHttpField(response.headers, "x-ots-requestid");
  if (request_id != nullptr) error.RequestId(*request_id);
  return error;
}

Error MakeRowError(const wire::tablestore::ServiceError& service,
                   std::string_view doing) {
  return MakeError(wire::tablestore::HttpStatusOf(service.code), service, doing);
}

Error BlameScript(const Error& refusal) {
  Error error(HOPLINE_STATUS_INVALID_ARGUMENT, refusal.message());
  error.VendorCode(refusal.vendor_code())
      .RequestId(refusal.request_id())
      .HttpStatus(refusal.http_status());
  return error;
}

void NeedReadable(const wire::tablestore::Status& status, std::string_view doing) {
  if (status.ok()) return;
  throw Error(HOPLINE_STATUS_IO,
              std::string(doing) + ": the reply cannot be read: " + status.message());
}

}  // namespace hopline::plugins::tablestore
