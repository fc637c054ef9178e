#include "emulator/oss/authenticate.h"

#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "emulator/oss/error.h"
#include "wire/oss/date.h"

namespace hopline::emulator::oss {
namespace {

using wire::oss::AuthorizationV4;

/// The end of the year 9999: no later moment can be written.
constexpr uint64_t kLastUnixS = 253402300799;

/// Both headers carry the same two forms, and every SDK has its own habit.
std::optional<int64_t> ParseDate(std::string_view text) {
  const auto http = wire::oss::ParseHttpDate(text);
  return http ? http : wire::oss::ParseBasicDate(text);
}

struct RequestDate {
  std::string raw;
  int64_t unix_s;
};

RequestDate DateOf(const Call& call) {
  const std::string* own = call.Header("x-oss-date");
  const std::string* date = own != nullptr ? own : call.Header("date");
  constexpr const char* kText = "OSS authentication requires a valid Date.";
  if (date == nullptr) throw AccessDenied(kText, "0002-00000503");
  const auto unix_s = ParseDate(*date);
  if (!unix_s) throw AccessDenied(kText, "0002-00000502");
  return {*date, *unix_s};
}

const AccessKey& FindKey(const std::vector<AccessKey>& keys, const std::string& id) {
  const AccessKey* key = FindAccessKey(keys, id);
  if (key != nullptr) return *key;
  throw OssError(403, "InvalidAccessKeyId",
                 "The OSS Access Key Id you provided does not exist in our records.",
                 "0002-00000902", {{"OSSAccessKeyId", id}});
}

/// "48 65 6C ": what the service shows next to the text, for bytes that the eye cannot
/// see.
std::string SpacedHex(std::string_view bytes) {
  const std::string hex = wire::oss::HexUpper(bytes);
  std::string out;
  for (size_t i = 0; i < hex.size(); i += 2) out += hex.substr(i, 2) + " ";
  return out;
}

void CompareSignature(const AccessKey& key, const std::string& expected,
                      const std::string& provided, const std::string& string_to_sign,
                      const std::string& canonical_request) {
  if (expected == provided) return;
  OssError error(
      403, "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. "
      "Check your key and signing method.",
      canonical_request.empty() ? "0002-00000040" : "0002-00000201");
  error.extra = {{"OSSAccessKeyId", key.id},
                 {"SignatureProvided", provided},
                 {"StringToSign", string_to_sign},
                 {"StringToSignBytes", SpacedHex(string_to_sign)}};
  if (!canonical_request.empty()) {
    error.extra.emplace_back("CanonicalRequest", canonical_request);
  }
  throw error;
}

void CheckSkew(const Call& call, const AccessKey& key, int64_t request_unix_s) {
  if (key.any_clock || std::abs(request_unix_s - call.now_unix_s) <= kMaxSkewS) return;
  throw OssError(
      403, "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      "0002-00000504",
      {{"MaxAllowedSkewMilliseconds", std::to_string(kMaxSkewS * 1000)},
       {"RequestTime", wire::oss::FormatXmlDate(request_unix_s)},
       {"ServerTime", wire::oss::FormatXmlDate(call.now_unix_s)}});
}

void CheckNotExpired(const Call& call, const AccessKey& key, int64_t expires_unix_s,
                     std::string ec) {
  if (key.any_clock || call.now_unix_s <= expires_unix_s) return;
  OssError error = AccessDenied("Request has expired.", std::move(ec));
  error.extra = {{"Expires", wire::oss::FormatXmlDate(expires_unix_s)},
                 {"ServerTime", wire::oss::FormatXmlDate(call.now_unix_s)}};
  throw error;
}

/// The date is compared as a moment: the Go SDK signs version 4 with a Date in its HTTP
/// form and no x-oss-date.
void CheckScope(const AuthorizationV4& authorization, int64_t request_unix_s,
                const std::string& region, bool in_url) {
  const wire::oss::ScopeV4& scope = authorization.scope;
  const std::string place = in_url ? "credential" : "Authorization header";
  if (scope.date != wire::oss::FormatBasicDate(request_unix_s).substr(0, 8)) {
    throw InvalidArgument("Invalid signing date in " + place + ".", "date", scope.date,
                          "0002-00000212");
  }
  if (scope.region != region) {
    throw InvalidArgument(in_url ? "The signing region in credential is invalid."
                                 : "Invalid signing region in Authorization header.",
                          "region", scope.region, "0002-00000226");
  }
  if (scope.product != "oss") {
    throw InvalidArgument("Invalid signing product in " + place + ".", "product",
                          scope.product);
  }
}

const AccessKey* HeaderV1(const Call& call, const std::vector<AccessKey>& keys,
                          std::string_view authorization) {
  const RequestDate date = DateOf(call);
  authorization.remove_prefix(std::string_view("OSS ").size());
  const size_t colon = authorization.find(':');
  if (colon == std::string_view::npos) {
    throw InvalidArgument("Authorization header is invalid.", "Authorization",
                          std::string(authorization));
  }
  const AccessKey& key = FindKey(keys, std::string(authorization.substr(0, colon)));
  const std::string to_sign = wire::oss::StringToSignV1(call.address, date.raw);
  CompareSignature(key, wire::oss::SignatureV1(key.secret, to_sign),
                   std::string(authorization.substr(colon + 1)), to_sign, "");
  CheckSkew(call, key, date.unix_s);
  return &key;
}

const AccessKey* UrlV1(const Call& call, const std::vector<AccessKey>& keys) {
  const std::string* id = call.Query("OSSAccessKeyId");
  const std::string* expires = call.Query("Expires");
  const std::string* signature = call.Query("Signature");
  if (id == nullptr || expires == nullptr || signature == nullptr) {
    throw AccessDenied(
        "Query string authentication requires the Signature, Expires and OSSAccessKeyId "
        "parameters.");
  }
  const auto expires_unix_s = wire::oss::ParseUnsigned(*expires);
  if (!expires_unix_s || *expires_unix_s > kLastUnixS) {
    throw AccessDenied("Invalid date (should be seconds since epoch).");
  }
  const AccessKey& key = FindKey(keys, *id);
  const std::string to_sign = wire::oss::StringToSignV1(call.address, *expires);
  CompareSignature(key, wire::oss::SignatureV1(key.secret, to_sign), *signature, to_sign,
                   "");
  CheckNotExpired(call, key, static_cast<int64_t>(*expires_unix_s), "0002-00000069");
  return &key;
}

void CompareV4(const Call& call, const AccessKey& key,
               const AuthorizationV4& authorization, std::string_view timestamp,
               const std::string& provided) {
  const std::string canonical =
      wire::oss::CanonicalRequestV4(call.address, authorization.additional_headers);
  const std::string to_sign =
      wire::oss::StringToSignV4(timestamp, authorization.scope, canonical);
  CompareSignature(key, wire::oss::SignatureV4(key.secret, authorization.scope, to_sign),
                   provided, to_sign, canonical);
}

const AccessKey* HeaderV4(const Call& call, const std::vector<AccessKey>& keys,
                          const std::string& region, const std::string& header) {
  const RequestDate date = DateOf(call);
  const auto authorization = wire::oss::ParseAuthorizationV4(header);
  if (!authorization) {
    throw InvalidArgument("Invalid credential in Authorization header.", "Authorization",
                          header);
  }
  const AccessKey& key = FindKey(keys, authorization->access_key_id);
  CheckScope(*authorization, date.unix_s, region, false);
  const std::string* payload = call.Header("x-oss-content-sha256");
  if (payload == nullptr || *payload != wire::oss::kUnsignedPayload) {
    throw InvalidArgument("x-oss-content-sha256 must be UNSIGNED-PAYLOAD.",
                          "x-oss-content-sha256", payload == nullptr ? "" : *payload,
                          "0002-00000214");
  }
  CompareV4(call, key, *authorization, date.raw, authorization->signature);
  CheckSkew(call, key, date.unix_s);
  return &key;
}

const AccessKey* UrlV4(const Call& call, const std::vector<AccessKey>& keys,
                       const std::string& region) {
  const std::string date = call.QueryOr("x-oss-date");
  const auto unix_s = wire::oss::ParseBasicDate(date);
  if (!unix_s) {
    throw AccessDenied("OSS authentication requires a valid Date.",
                       date.empty() ? "0002-00000503" : "0002-00000502");
  }
  const std::string credential = call.QueryOr("x-oss-credential");
  auto authorization = wire::oss::ParseCredentialV4(credential);
  if (!authorization ||
      call.QueryOr("x-oss-signature-version") != wire::oss::kV4Algorithm) {
    throw InvalidArgument("The credential in the query string is invalid.",
                          "x-oss-credential", credential);
  }
  const AccessKey& key = FindKey(keys, authorization->access_key_id);
  CheckScope(*authorization, *unix_s, region, true);
  const std::string expires = call.QueryOr("x-oss-expires");
  const auto expires_s = wire::oss::ParseUnsigned(expires);
  if (!expires_s || *expires_s == 0 || *expires_s > uint64_t{wire::oss::kMaxV4ExpiresS}) {
    throw OssError(403, "AuthorizationArgumentError",
                   "x-oss-expires must be a number of seconds from 1 to 604800.",
                   "0002-00000232");
  }
  authorization->additional_headers =
      wire::oss::ParseAdditionalHeaders(call.QueryOr("x-oss-additional-headers"));
  CompareV4(call, key, *authorization, date, call.QueryOr("x-oss-signature"));
  CheckNotExpired(call, key, *unix_s + static_cast<int64_t>(*expires_s), "0002-00000236");
  if (*unix_s > call.now_unix_s) CheckSkew(call, key, *unix_s);
  return &key;
}

}  // namespace

const AccessKey* Authenticate(const Call& call, const std::vector<AccessKey>& keys,
                              const std::string& region) {
  const std::string* header = call.Header("authorization");
  const bool url_v1 = call.Query("Signature") != nullptr ||
                      call.Query("Expires") != nullptr ||
                      call.Query("OSSAccessKeyId") != nullptr;
  const bool url_v4 = call.Query("x-oss-signature") != nullptr ||
                      call.Query("x-oss-signature-version") != nullptr;
  if (header != nullptr && (url_v1 || url_v4)) {
    throw InvalidArgument(
        "Only one of Authorization header and query string signature may be given.",
        "Authorization", *header);
  }
  if (call.Header("x-oss-security-token") != nullptr &&
      (call.Query("security-token") != nullptr ||
       call.Query("x-oss-security-token") != nullptr)) {
    throw InvalidArgument(
        "The security token must not be both header and query parameter.",
        "security-token", "");
  }
  if (url_v4) return UrlV4(call, keys, region);
  if (url_v1) return UrlV1(call, keys);
  if (header == nullptr) return nullptr;
  if (header->starts_with(wire::oss::kV4Algorithm)) {
    return HeaderV4(call, keys, region, *header);
  }
  if (header->starts_with("OSS ")) return HeaderV1(call, keys, *header);
  throw InvalidArgument("Unsupported authorization type.", "Authorization", *header);
}

}  // namespace hopline::emulator::oss
