#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/oss/encoding.h"

/// Request signatures, version 1 ("OSS") and version 4 ("OSS4-HMAC-SHA256"), each as a
/// header and as a presigned URL. A client uses the Sign… and Presign… functions; a
/// server builds the same strings from what arrived and compares.
///
/// Threads: every function is pure; the time comes in as an argument.
/// Source:  published API reference; vectors/oss/index.json and signatures.json.

namespace hopline::wire::oss {

/// What a signature covers, whichever addressing style the request used.
///
/// Shape: bucket and key are decoded UTF-8; both are empty for the service itself, the
/// key alone for
///        a bucket. query holds decoded pairs. headers hold the fields as they are (to
///        be) sent.
struct SignedRequest {
  std::string method;
  std::string bucket;
  std::string key;
  Fields query;
  Fields headers;
};

/// security_token is empty unless the keys are temporary (STS).
struct Credentials {
  std::string id;
  std::string secret;
  std::string security_token;
};

inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view kV4Algorithm = "OSS4-HMAC-SHA256";
/// The largest x-oss-expires of a V4 URL, seconds.
inline constexpr int64_t kMaxV4ExpiresS = 604800;

// ---- Version 1
// ---------------------------------------------------------------------------------

/// True for query parameters that version 1 signs ("uploadId", "acl" …); all others it
/// ignores.
bool IsSignedSubresource(std::string_view name);

/// Shape: `date_slot` is the raw value of x-oss-date if the request has one, else of
/// Date; in a
///        presigned URL the decimal Expires.
std::string StringToSignV1(const SignedRequest& request, std::string_view date_slot);

/// Base64, as it stands behind the colon of "OSS ID:SIGNATURE".
std::string SignatureV1(std::string_view secret, std::string_view string_to_sign);

/// Adds Date, x-oss-security-token (if any) and Authorization to the headers, in place of
/// older ones. Order: last, when all other headers and the query are final.
void SignV1(const Credentials& credentials, int64_t unix_s, SignedRequest* request);

/// Adds OSSAccessKeyId, Expires, Signature (and security-token) to the query.
void PresignV1(const Credentials& credentials, int64_t expires_unix_s,
               SignedRequest* request);

// ---- Version 4
// ---------------------------------------------------------------------------------

/// Where and when a version 4 signature holds:
/// "20231114/cn-hangzhou/oss/aliyun_v4_request". Shape: date is YYYYMMDD; region has no
/// "oss-" in front.
struct ScopeV4 {
  std::string date;
  std::string region;
  std::string product = "oss";

  std::string ToString() const;
};

/// Shape: `additional_headers` are lower-case names that are signed besides content-type,
/// content-md5
///        and x-oss-*. The parameter x-oss-signature is left out of the canonical query.
std::string CanonicalRequestV4(const SignedRequest& request,
                               const std::vector<std::string>& additional_headers);

/// Shape: `timestamp` is the value of x-oss-date, "20231114T221320Z".
std::string StringToSignV4(std::string_view timestamp, const ScopeV4& scope,
                           std::string_view canonical_request);

/// The raw 32-byte key that signs everything of one day, region and product.
std::string SigningKeyV4(std::string_view secret, const ScopeV4& scope);

/// Lower hex.
std::string SignatureV4(std::string_view secret, const ScopeV4& scope,
                        std::string_view string_to_sign);

/// The parts of an Authorization header, or of the query of a presigned URL.
struct AuthorizationV4 {
  std::string access_key_id;
  ScopeV4 scope;
  std::vector<std::string> additional_headers;
  std::string signature;
};

/// "ID/DATE/REGION/PRODUCT/aliyun_v4_request" into id and scope; nothing if it is not
/// five parts that end so.
std::optional<AuthorizationV4> ParseCredentialV4(std::string_view credential);

/// Reads a header value that begins with kV4Algorithm; fields in any order, split by ","
/// or ", ".
std::optional<AuthorizationV4> ParseAuthorizationV4(std::string_view header);
std::string FormatAuthorizationV4(const AuthorizationV4& authorization);

/// Splits "host;content-length" into lower-case names.
std::vector<std::string> ParseAdditionalHeaders(std::string_view list);

/// Adds x-oss-date, x-oss-content-sha256, x-oss-security-token (if any) and Authorization
/// to the headers, in place of older ones. Order: last, like SignV1.
void SignV4(const Credentials& credentials, std::string_view region, int64_t unix_s,
            SignedRequest* request);

/// Adds the six or seven x-oss-… parameters of a presigned URL to the query.
/// Units: the URL holds from `unix_s` for `expires_s` seconds, 1 to kMaxV4ExpiresS.
void PresignV4(const Credentials& credentials, std::string_view region, int64_t unix_s,
               int64_t expires_s, SignedRequest* request);

}  // namespace hopline::wire::oss
