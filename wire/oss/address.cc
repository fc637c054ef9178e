#include "wire/oss/address.h"

#include <algorithm>

namespace hopline::wire::oss {
namespace {

/// Length of "https".
constexpr size_t kLongestScheme = 5;

std::string_view WithoutPort(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool IsIpAddress(std::string_view host) {
  if (host.starts_with('[')) return true;
  return host.find('.') != std::string_view::npos &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Length of the UTF-8 sequence that `text` begins with, 0 when it is malformed.
size_t SequenceLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead < 0x80                   ? 1
                        : lead >= 0xC2 && lead < 0xE0 ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                                                      : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  }
  if (length < 3) return length;
  // Overlong forms, surrogates and code points above U+10FFFF show in the second byte.
  const auto second = static_cast<unsigned char>(text[1]);
  const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

}  // namespace

std::optional<Endpoint> ParseEndpoint(std::string_view text) {
  Endpoint endpoint;
  if (const size_t colon = text.find("://"); colon != std::string_view::npos) {
    endpoint.scheme = ToLower(text.substr(0, colon));
    text.remove_prefix(colon + 3);
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  const bool known_scheme = endpoint.scheme == "http" || endpoint.scheme == "https";
  if (!known_scheme || text.empty() ||
      text.find_first_of("/?# ") != std::string_view::npos) {
    return std::nullopt;
  }
  endpoint.authority = text;
  const std::string_view host = WithoutPort(text);
  if (IsIpAddress(host) || host == "localhost") endpoint.style = AddressStyle::kPath;
  return endpoint;
}

std::string HostOf(const Endpoint& endpoint, std::string_view bucket) {
  if (endpoint.style != AddressStyle::kVirtualHost || bucket.empty())
    return endpoint.authority;
  return std::string(bucket) + "." + endpoint.authority;
}

std::string TargetOf(const Endpoint& endpoint, const SignedRequest& request) {
  std::string target = "/";
  if (endpoint.style == AddressStyle::kPath && !request.bucket.empty()) {
    target += PercentEncode(request.bucket) + "/";
  }
  target += PercentEncode(request.key, Slash::kKeep);
  if (!request.query.empty()) target += "?" + FormatQuery(request.query);
  return target;
}

std::string UrlOf(const Endpoint& endpoint, const SignedRequest& request) {
  return endpoint.scheme + "://" + HostOf(endpoint, request.bucket) +
         TargetOf(endpoint, request);
}

ResolvedTarget ResolveTarget(std::string_view host, std::string_view target) {
  ResolvedTarget out;
  const size_t question = target.find('?');
  if (question != std::string_view::npos)
    out.query = ParseQuery(target.substr(question + 1));
  std::string_view path = target.substr(0, question);
  // A proxy's form of the target, "http://host/path", means the path.
  if (const size_t scheme = path.find("://"); scheme <= kLongestScheme) {
    const size_t slash = path.find('/', scheme + 3);
    path = slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
  }
  if (path.starts_with('/')) path.remove_prefix(1);

  host = WithoutPort(host);
  const size_t dot = host.find('.');
  const bool is_service = IsIpAddress(host) || dot == std::string_view::npos ||
                          host.starts_with("oss.") || host.starts_with("oss-");
  if (is_service) {
    const size_t slash = path.find('/');
    out.bucket = PercentDecode(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  } else {
    out.bucket = host.substr(0, dot);
  }
  out.key = PercentDecode(path);
  return out;
}

bool IsValidBucketName(std::string_view name) {
  if (name.size() < 3 || name.size() > 63) return false;
  if (!IsLowerOrDigit(name.front()) || !IsLowerOrDigit(name.back())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '-'; });
}

bool IsValidObjectName(std::string_view name) {
  if (name.empty() || name.size() > 1023 || name[0] == '/' || name[0] == '\\')
    return false;
  while (!name.empty()) {
    const size_t length = SequenceLength(name);
    if (length == 0) return false;
    name.remove_prefix(length);
  }
  return true;
}

}  // namespace hopline::wire::oss
