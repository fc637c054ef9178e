#include "wire/tablestore/errors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "wire/tablestore/proto/common.pb.h"
#include "wire/tablestore/protobuf_glue.h"

namespace hopline::wire::tablestore {
namespace {

struct CatalogueEntry {
  std::string_view code;
  int http_status;
  RetryAdvice advice;
};

// OTSQuotaExhausted is told apart by its text in ClassifyError.
constexpr std::array kCatalogue = std::to_array<CatalogueEntry>({
    {error_code::kParameterInvalid, 400, RetryAdvice::kNever},
    {error_code::kInvalidPrimaryKey, 400, RetryAdvice::kNever},
    {error_code::kOutOfRowSizeLimit, 400, RetryAdvice::kNever},
    {error_code::kOutOfColumnCountLimit, 400, RetryAdvice::kNever},
    {error_code::kForbiddenUpdateCapacityUnit, 400, RetryAdvice::kNever},
    {error_code::kTunnelServerUnavailable, 400, RetryAdvice::kIfIdempotent},
    {error_code::kAuthFailed, 403, RetryAdvice::kNever},
    {error_code::kNoPermissionAccess, 403, RetryAdvice::kNever},
    {error_code::kConditionCheckFail, 403, RetryAdvice::kNever},
    {error_code::kQuotaExhausted, 403, RetryAdvice::kNever},
    {error_code::kNotEnoughCapacityUnit, 403, RetryAdvice::kAlways},
    {error_code::kCapacityUnitExhausted, 403, RetryAdvice::kNever},
    {error_code::kTooFrequentAdjustment, 403, RetryAdvice::kNever},
    {error_code::kObjectNotExist, 404, RetryAdvice::kNever},
    {error_code::kTableNotReady, 404, RetryAdvice::kAlways},
    {error_code::kTrimmedDataAccess, 404, RetryAdvice::kNever},
    {error_code::kMethodNotAllowed, 405, RetryAdvice::kNever},
    {error_code::kRequestTimeout, 408, RetryAdvice::kNever},
    {error_code::kObjectAlreadyExist, 409, RetryAdvice::kNever},
    {error_code::kRowOperationConflict, 409, RetryAdvice::kAlways},
    {error_code::kRequestBodyTooLarge, 413, RetryAdvice::kNever},
    {error_code::kFlowControl, 429, RetryAdvice::kNever},
    {error_code::kInternalServerError, 500, RetryAdvice::kIfIdempotent},
    {error_code::kServerBusy, 503, RetryAdvice::kAlways},
    {error_code::kPartitionUnavailable, 503, RetryAdvice::kAlways},
    {error_code::kTimeout, 503, RetryAdvice::kIfIdempotent},
    {error_code::kServerUnavailable, 503, RetryAdvice::kIfIdempotent},
    {error_code::kOperationThrottled, 503, RetryAdvice::kAlways},
    {error_code::kStorageServerBusy, 503, RetryAdvice::kAlways},
});

const CatalogueEntry* FindInCatalogue(std::string_view code) {
  const auto it =
      std::find_if(kCatalogue.begin(), kCatalogue.end(),
                   [&](const CatalogueEntry& entry) { return entry.code == code; });
  return it == kCatalogue.end() ? nullptr : &*it;
}

void FromProto(const pb::AccessDeniedDetail& in, AccessDeniedDetail* out) {
  out->auth_action = in.auth_action();
  out->auth_principal_type = in.auth_principal_type();
  out->auth_principal_owner_id = in.auth_principal_owner_id();
  out->auth_principal_display_name = in.auth_principal_display_name();
  out->policy_type = in.policy_type();
  out->no_permission_type = in.no_permission_type();
  if (in.has_encoded_diagnostic_message()) {
    out->encoded_diagnostic_message = in.encoded_diagnostic_message();
  }
}

void ToProto(const AccessDeniedDetail& in, pb::AccessDeniedDetail* out) {
  out->set_auth_action(in.auth_action);
  out->set_auth_principal_type(in.auth_principal_type);
  out->set_auth_principal_owner_id(in.auth_principal_owner_id);
  out->set_auth_principal_display_name(in.auth_principal_display_name);
  out->set_policy_type(in.policy_type);
  out->set_no_permission_type(in.no_permission_type);
  if (in.encoded_diagnostic_message) {
    out->set_encoded_diagnostic_message(*in.encoded_diagnostic_message);
  }
}

}  // namespace

void ToProto(const ServiceError& in, pb::Error* out) {
  out->set_code(in.code);
  out->set_message(in.message);
  if (in.access_denied) ToProto(*in.access_denied, out->mutable_access_denied_detail());
}

void FromProto(const pb::Error& in, ServiceError* out) {
  out->code = in.code();
  out->message = in.message();
  if (in.has_access_denied_detail()) {
    FromProto(in.access_denied_detail(), &out->access_denied.emplace());
  }
}

std::string Encode(const ServiceError& error) {
  pb::Error message;
  ToProto(error, &message);
  return Serialize(message);
}

Status Decode(std::string_view body, ServiceError* out) {
  pb::Error message;
  Status status = Parse(body, "Error", &message);
  if (!status.ok()) return status;
  *out = {};
  FromProto(message, out);
  return {};
}

RetryAdvice ClassifyError(int http_status, std::string_view code,
                          std::string_view message) {
  if (code == error_code::kQuotaExhausted &&
      message == "Too frequent table operations.") {
    return RetryAdvice::kAlways;
  }
  if (const CatalogueEntry* entry = FindInCatalogue(code)) return entry->advice;
  const bool server_side = http_status >= 500 && http_status <= 599;
  return server_side ? RetryAdvice::kIfIdempotent : RetryAdvice::kNever;
}

bool IsRetriedByDatax(std::string_view code) {
  static constexpr std::array kFinal = {
      error_code::kAuthFailed,
      error_code::kParameterInvalid,
      error_code::kRequestBodyTooLarge,
      error_code::kObjectNotExist,
      error_code::kObjectAlreadyExist,
      error_code::kInvalidPrimaryKey,
      error_code::kOutOfColumnCountLimit,
      error_code::kOutOfRowSizeLimit,
      error_code::kConditionCheckFail,
      error_code::kTrimmedDataAccess,
  };
  return std::find(kFinal.begin(), kFinal.end(), code) == kFinal.end();
}

bool IsIdempotentOperation(std::string_view operation) {
  static constexpr std::array<std::string_view, 16> kIdempotent = {
      "ListTable",
      "DescribeTable",
      "GetRow",
      "BatchGetRow",
      "GetRange",
      "BulkExport",
      "ListStream",
      "DescribeStream",
      "GetShardIterator",
      "GetStreamRecord",
      "ComputeSplitPointsBySize",
      "GetTimeseriesData",
      "QueryTimeseriesMeta",
      "ListTimeseriesTable",
      "DescribeTimeseriesTable",
      "ScanTimeseriesData",
  };
  return std::find(kIdempotent.begin(), kIdempotent.end(), operation) !=
         kIdempotent.end();
}

int HttpStatusOf(std::string_view code) {
  const CatalogueEntry* entry = FindInCatalogue(code);
  return entry == nullptr ? 400 : entry->http_status;
}

}  // namespace hopline::wire::tablestore
