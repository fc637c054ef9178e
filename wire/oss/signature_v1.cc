#include <algorithm>
#include <array>

#include "wire/oss/date.h"
#include "wire/oss/digest.h"
#include "wire/oss/signature.h"

namespace hopline::wire::oss {
namespace {

/// Sorted by byte, for binary search. Source: the union of the official SDKs' lists.
constexpr auto kSubresources = std::to_array<std::string_view>({
    "accessPoint",
    "accessPointPolicy",
    "acl",
    "append",
    "asyncFetch",
    "bucketArchiveDirectRead",
    "bucketInfo",
    "callback",
    "callback-var",
    "cname",
    "comp",
    "continuation-token",
    "cors",
    "delete",
    "encryption",
    "endTime",
    "group",
    "httpsConfig",
    "img",
    "inventory",
    "inventoryId",
    "lifecycle",
    "link",
    "live",
    "location",
    "logging",
    "metaQuery",
    "objectInfo",
    "objectMeta",
    "partNumber",
    "policy",
    "policyStatus",
    "position",
    "processConfiguration",
    "publicAccessBlock",
    "qos",
    "qosInfo",
    "qosRequester",
    "redundancyTransition",
    "referer",
    "regionList",
    "replication",
    "replicationLocation",
    "replicationProgress",
    "requestPayment",
    "requesterQosInfo",
    "resourceGroup",
    "resourcePool",
    "resourcePoolBuckets",
    "resourcePoolInfo",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "seal",
    "security-token",
    "sequential",
    "startTime",
    "stat",
    "status",
    "style",
    "styleName",
    "symlink",
    "tagging",
    "transferAcceleration",
    "udf",
    "udfApplication",
    "udfApplicationLog",
    "udfImage",
    "udfImageDesc",
    "udfName",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "vip",
    "vod",
    "vpcip",
    "website",
    "worm",
    "wormExtend",
    "wormId",
    "x-oss-ac-forward-allow",
    "x-oss-ac-source-ip",
    "x-oss-ac-subnet-mask",
    "x-oss-ac-vpc-id",
    "x-oss-access-point-name",
    "x-oss-async-process",
    "x-oss-delete",
    "x-oss-dir",
    "x-oss-process",
    "x-oss-redundancy-transition-taskid",
    "x-oss-rename",
    "x-oss-request-payer",
    "x-oss-target-redundancy-type",
    "x-oss-traffic-limit",
    "x-oss-write-get-object-response",
});
static_assert(std::is_sorted(kSubresources.begin(), kSubresources.end()));

std::string ValueOrEmpty(const Fields& headers, std::string_view name) {
  const std::string* value = FindField(headers, name);
  return value == nullptr ? std::string() : *value;
}

std::string CanonicalHeaders(const Fields& headers) {
  Fields signed_fields;
  for (const auto& [name, value] : headers) {
    std::string lower = ToLower(name);
    if (lower.starts_with("x-oss-"))
      signed_fields.emplace_back(std::move(lower), Trim(value));
  }
  std::sort(signed_fields.begin(), signed_fields.end());
  std::string out;
  for (const auto& [name, value] : signed_fields)
    out.append(name).append(":").append(value) += '\n';
  return out;
}

std::string CanonicalResource(const SignedRequest& request) {
  std::string out = "/";
  if (!request.bucket.empty()) out += request.bucket + "/" + request.key;
  Fields subresources;
  for (const auto& pair : request.query) {
    if (IsSignedSubresource(pair.first)) subresources.push_back(pair);
  }
  std::sort(subresources.begin(), subresources.end());
  char separator = '?';
  for (const auto& [name, value] : subresources) {
    out += separator + name;
    if (!value.empty()) out += "=" + value;
    separator = '&';
  }
  return out;
}

}  // namespace

bool IsSignedSubresource(std::string_view name) {
  return std::binary_search(kSubresources.begin(), kSubresources.end(), name);
}

std::string StringToSignV1(const SignedRequest& request, std::string_view date_slot) {
  std::string out = request.method + "\n" + ValueOrEmpty(request.headers, "content-md5") +
                    "\n" + ValueOrEmpty(request.headers, "content-type") + "\n";
  out += date_slot;
  return out + "\n" + CanonicalHeaders(request.headers) + CanonicalResource(request);
}

std::string SignatureV1(std::string_view secret, std::string_view string_to_sign) {
  return Base64Encode(HmacSha1(secret, string_to_sign));
}

void SignV1(const Credentials& credentials, int64_t unix_s, SignedRequest* request) {
  const std::string date = FormatHttpDate(unix_s);
  RemoveField("x-oss-date", &request->headers);
  SetField("Date", date, &request->headers);
  if (!credentials.security_token.empty()) {
    SetField("x-oss-security-token", credentials.security_token, &request->headers);
  }
  const std::string signature =
      SignatureV1(credentials.secret, StringToSignV1(*request, date));
  SetField("Authorization", "OSS " + credentials.id + ":" + signature, &request->headers);
}

void PresignV1(const Credentials& credentials, int64_t expires_unix_s,
               SignedRequest* request) {
  const std::string expires = std::to_string(expires_unix_s);
  if (!credentials.security_token.empty()) {
    request->query.emplace_back("security-token", credentials.security_token);
  }
  const std::string signature =
      SignatureV1(credentials.secret, StringToSignV1(*request, expires));
  request->query.emplace_back("OSSAccessKeyId", credentials.id);
  request->query.emplace_back("Expires", expires);
  request->query.emplace_back("Signature", signature);
}

}  // namespace hopline::wire::oss
