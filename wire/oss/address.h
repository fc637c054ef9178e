#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/oss/signature.h"

/// Where bucket and key stand in a request: in the host name, in the path, or nowhere (a
/// custom domain that belongs to one bucket).

namespace hopline::wire::oss {

enum class AddressStyle {
  kVirtualHost,  ///< http://BUCKET.ENDPOINT/KEY
  kPath,         ///< http://ENDPOINT/BUCKET/KEY
  kCname,        ///< http://DOMAIN/KEY
};

/// A service address as users write it: "oss-cn-hangzhou.aliyuncs.com",
/// "http://127.0.0.1:9000".
struct Endpoint {
  std::string scheme = "http";
  std::string authority;  ///< host, with ":port" if one was given
  AddressStyle style = AddressStyle::kVirtualHost;
};

/// Shape: the scheme may be missing (http); a path of "/" is dropped. The style is kPath
/// for IP
///        addresses and "localhost", else kVirtualHost; a caller that knows better sets
///        it.
/// Errors: nothing for another scheme, an empty host, or a path.
std::optional<Endpoint> ParseEndpoint(std::string_view text);

/// The value of the Host header.
std::string HostOf(const Endpoint& endpoint, std::string_view bucket);

/// The request target: encoded path and query.
std::string TargetOf(const Endpoint& endpoint, const SignedRequest& request);

/// The whole URL. Order: after signing, because a presigned URL signs by its query.
std::string UrlOf(const Endpoint& endpoint, const SignedRequest& request);

/// A request as a server finds it.
///
/// Shape: bucket and key decoded, empty where there is none. A host that is an IP
/// address, a single
///        label, or begins with "oss." or "oss-" is the service itself, so that the
///        bucket is looked for in the path; of any other host the first label is the
///        bucket.
struct ResolvedTarget {
  std::string bucket;
  std::string key;
  Fields query;
};
ResolvedTarget ResolveTarget(std::string_view host, std::string_view target);

/// 3..63 of a-z 0-9 '-', beginning and ending with a letter or digit.
bool IsValidBucketName(std::string_view name);
/// 1..1023 bytes of UTF-8, not beginning with '/' or '\'.
bool IsValidObjectName(std::string_view name);

}  // namespace hopline::wire::oss
