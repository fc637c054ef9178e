#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/tablestore/status.h"

namespace hopline::wire::tablestore {

/// Codes as the service writes them. Clients decide by code, never by status or text,
/// with the one exception in ClassifyError.
namespace error_code {
inline constexpr std::string_view kAuthFailed = "OTSAuthFailed";
inline constexpr std::string_view kCapacityUnitExhausted = "OTSCapacityUnitExhausted";
inline constexpr std::string_view kConditionCheckFail = "OTSConditionCheckFail";
inline constexpr std::string_view kFlowControl = "OTSFlowControl";
inline constexpr std::string_view kForbiddenUpdateCapacityUnit =
    "OTSForbiddenUpdateCapacityUnit";
inline constexpr std::string_view kInternalServerError = "OTSInternalServerError";
inline constexpr std::string_view kInvalidPrimaryKey = "OTSInvalidPK";
inline constexpr std::string_view kMethodNotAllowed = "OTSMethodNotAllowed";
inline constexpr std::string_view kNoPermissionAccess = "OTSNoPermissionAccess";
inline constexpr std::string_view kNotEnoughCapacityUnit = "OTSNotEnoughCapacityUnit";
inline constexpr std::string_view kObjectAlreadyExist = "OTSObjectAlreadyExist";
inline constexpr std::string_view kObjectNotExist = "OTSObjectNotExist";
inline constexpr std::string_view kOperationThrottled = "OTSOperationThrottled";
inline constexpr std::string_view kOutOfColumnCountLimit = "OTSOutOfColumnCountLimit";
inline constexpr std::string_view kOutOfRowSizeLimit = "OTSOutOfRowSizeLimit";
inline constexpr std::string_view kParameterInvalid = "OTSParameterInvalid";
inline constexpr std::string_view kPartitionUnavailable = "OTSPartitionUnavailable";
inline constexpr std::string_view kQuotaExhausted = "OTSQuotaExhausted";
inline constexpr std::string_view kRequestBodyTooLarge = "OTSRequestBodyTooLarge";
inline constexpr std::string_view kRequestTimeout = "OTSRequestTimeout";
inline constexpr std::string_view kRowOperationConflict = "OTSRowOperationConflict";
inline constexpr std::string_view kServerBusy = "OTSServerBusy";
inline constexpr std::string_view kServerUnavailable = "OTSServerUnavailable";
inline constexpr std::string_view kStorageServerBusy = "OTSStorageServerBusy";
inline constexpr std::string_view kTableNotReady = "OTSTableNotReady";
inline constexpr std::string_view kTimeout = "OTSTimeout";
inline constexpr std::string_view kTooFrequentAdjustment =
    "OTSTooFrequentReservedThroughputAdjustment";
inline constexpr std::string_view kTrimmedDataAccess = "OTSTrimmedDataAccess";
inline constexpr std::string_view kTunnelServerUnavailable = "OTSTunnelServerUnavailable";
}  // namespace error_code

/// Why an access was refused, in the words of the access control service. New services
/// only.
struct AccessDeniedDetail {
  std::string auth_action;  // "ots:GetRow"
  std::string auth_principal_type;
  std::string auth_principal_owner_id;
  std::string auth_principal_display_name;
  std::string policy_type;
  std::string no_permission_type;
  std::optional<std::string> encoded_diagnostic_message;
};

/// Body of every response with a status outside 200-299; also the fate of one row in a
/// batch.
struct ServiceError {
  std::string code;
  std::string message;
  std::optional<AccessDeniedDetail> access_denied;
};

std::string Encode(const ServiceError& error);

/// Errors:  not an error message of the service (a proxy's page, for example).
Status Decode(std::string_view body, ServiceError* out);

/// Whether the same request may be sent again after a failure.
enum class RetryAdvice : uint8_t {
  kNever,
  kAlways,        // the service did nothing, or has a moment of weakness
  kIfIdempotent,  // it may have been done: only for requests that may be done twice
};

/// Source:  retry rules of the vendor's clients; http_status 500-599 without a known code
///          counts as kIfIdempotent, as in the Java client.
RetryAdvice ClassifyError(int http_status, std::string_view code,
                          std::string_view message);

/// Whether DataX repeats a request that failed with this code: all but a few that
/// repetition cannot cure.
bool IsRetriedByDatax(std::string_view code);

/// Operations that may be sent twice whatever they carry: the reading ones.
/// Source:  list of the vendor's Java client 5.17.7.
bool IsIdempotentOperation(std::string_view operation);

/// The status that goes with a code; 400 for unknown ones.
int HttpStatusOf(std::string_view code);

}  // namespace hopline::wire::tablestore
