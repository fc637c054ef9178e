#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/common/encoding.h"

/// Request signatures, version 2 (the default) and version 4: the same string to sign,
/// different keys. A client uses Sign…; a server builds the same strings and compares.
///
/// Threads: every function is pure; the time comes in as an argument.
/// Source:  spec §1.2 to §1.4; vectors/maxcompute/signature.json and http_exchanges.json.

namespace hopline::wire::maxcompute {

/// What a signature covers.
///
/// Shape: resource is the decoded path without the endpoint's own
/// ("/projects/p/tables/t");
///        query holds decoded pairs, in any order; headers hold the fields as they are
///        (to be) sent.
struct SignedRequest {
  std::string method;
  std::string resource;
  Fields query;
  Fields headers;
};

/// security_token is empty unless the keys are temporary (STS).
struct Credentials {
  std::string id;
  std::string secret;
  std::string security_token;
};

/// Shape: Content-MD5, Content-Type and Date are signed as the headers have them, then
///        everything called x-odps-…, header or parameter; other headers are not.
std::string StringToSign(const SignedRequest& request);

/// Base64, as it stands behind the colon of Authorization.
std::string SignatureV2(std::string_view secret, std::string_view string_to_sign);

/// Shape: date is YYYYMMDD in UTC, region like "cn-hangzhou".
std::string SignatureV4(std::string_view secret, std::string_view date,
                        std::string_view region, std::string_view string_to_sign);

/// Adds Date, Authorization and, for temporary keys, authorization-sts-token to the
/// headers, in place of older ones.
/// Order: last, when all other headers and the query are final.
void SignV2(const Credentials& credentials, int64_t unix_s, SignedRequest* request);
void SignV4(const Credentials& credentials, std::string_view region, int64_t unix_s,
            SignedRequest* request);

/// The parts of an Authorization header. Date and region are empty in version 2.
struct Authorization {
  std::string access_id;
  std::string date;
  std::string region;
  std::string signature;
};

/// Reads "ODPS ID:SIGNATURE" and "ODPS ID/DATE/REGION/odps/aliyun_v4_request:SIGNATURE".
std::optional<Authorization> ParseAuthorization(std::string_view header);

}  // namespace hopline::wire::maxcompute
