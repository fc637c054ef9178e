#include "wire/maxcompute/signature.h"

#include <map>
#include <vector>

#include "wire/common/date.h"
#include "wire/common/digest.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr std::string_view kScheme = "ODPS ";
constexpr std::string_view kOwnPrefix = "x-odps-";
constexpr std::string_view kProduct = "odps";
constexpr std::string_view kV4Request = "aliyun_v4_request";

std::string ValueOrEmpty(const Fields& headers, std::string_view name) {
  const std::string* value = FindField(headers, name);
  return value == nullptr ? std::string() : *value;
}

std::string CanonicalResource(const SignedRequest& request) {
  // Of parameters with one name the last counts, as in the SDKs.
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : request.query) sorted[name] = value;
  std::string out = request.resource;
  char separator = '?';
  for (const auto& [name, value] : sorted) {
    out += separator + name;
    if (!value.empty()) out += "=" + value;
    separator = '&';
  }
  return out;
}

void SetAuthorization(const Credentials& credentials, const std::string& credential,
                      const std::string& signature, SignedRequest* request) {
  if (!credentials.security_token.empty()) {
    SetField("authorization-sts-token", credentials.security_token, &request->headers);
  }
  SetField("Authorization", std::string(kScheme) + credential + ":" + signature,
           &request->headers);
}

}  // namespace

std::string StringToSign(const SignedRequest& request) {
  std::map<std::string, std::string> own;
  for (const Fields* fields : {&request.headers, &request.query}) {
    for (const auto& [name, value] : *fields) {
      std::string lower = ToLower(name);
      if (lower.starts_with(kOwnPrefix)) own[lower] = value;
    }
  }
  std::string out = request.method + "\n" + ValueOrEmpty(request.headers, "content-md5") +
                    "\n" + ValueOrEmpty(request.headers, "content-type") + "\n" +
                    ValueOrEmpty(request.headers, "date") + "\n";
  for (const auto& [name, value] : own)
    out.append(name).append(":").append(value) += '\n';
  return out + CanonicalResource(request);
}

std::string SignatureV2(std::string_view secret, std::string_view string_to_sign) {
  return Base64Encode(HmacSha1(secret, string_to_sign));
}

std::string SignatureV4(std::string_view secret, std::string_view date,
                        std::string_view region, std::string_view string_to_sign) {
  std::string key = HmacSha256("aliyun_v4" + std::string(secret), date);
  for (const std::string_view part : {region, kProduct, kV4Request}) {
    key = HmacSha256(key, part);
  }
  return Base64Encode(HmacSha1(key, string_to_sign));
}

void SignV2(const Credentials& credentials, int64_t unix_s, SignedRequest* request) {
  SetField("Date", FormatHttpDate(unix_s), &request->headers);
  SetAuthorization(credentials, credentials.id,
                   SignatureV2(credentials.secret, StringToSign(*request)), request);
}

void SignV4(const Credentials& credentials, std::string_view region, int64_t unix_s,
            SignedRequest* request) {
  SetField("Date", FormatHttpDate(unix_s), &request->headers);
  const std::string date = FormatBasicDate(unix_s).substr(0, 8);
  std::string credential = credentials.id + "/" + date + "/";
  credential.append(region).append("/").append(kProduct).append("/").append(kV4Request);
  SetAuthorization(credentials, credential,
                   SignatureV4(credentials.secret, date, region, StringToSign(*request)),
                   request);
}

std::optional<Authorization> ParseAuthorization(std::string_view header) {
  if (!header.starts_with(kScheme)) return std::nullopt;
  header.remove_prefix(kScheme.size());
  const size_t colon = header.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Authorization authorization;
  authorization.signature = header.substr(colon + 1);
  std::vector<std::string> parts;
  for (std::string_view rest = header.substr(0, colon);;) {
    const size_t slash = rest.find('/');
    parts.emplace_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (parts.size() != 1 && (parts.size() != 5 || parts[3] != kProduct ||
                            parts[4] != kV4Request || parts[1].empty())) {
    return std::nullopt;
  }
  authorization.access_id = parts[0];
  if (parts.size() == 5) {
    authorization.date = parts[1];
    authorization.region = parts[2];
  }
  return authorization;
}

}  // namespace hopline::wire::maxcompute
