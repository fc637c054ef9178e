#include <algorithm>

#include "wire/oss/date.h"
#include "wire/oss/digest.h"
#include "wire/oss/signature.h"

namespace hopline::wire::oss {
namespace {

constexpr std::string_view kRequestMark = "aliyun_v4_request";

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string Join(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ';';
    out += name;
  }
  return out;
}

std::string CanonicalUri(const SignedRequest& request) {
  if (request.bucket.empty()) return "/";
  return PercentEncode("/" + request.bucket + "/" + request.key, Slash::kKeep);
}

std::string CanonicalQuery(const Fields& query) {
  Fields encoded;
  for (const auto& [name, value] : query) {
    if (name == "x-oss-signature") continue;
    encoded.emplace_back(PercentEncode(name), PercentEncode(value));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [name, value] : encoded) {
    if (!out.empty()) out += '&';
    out += name;
    if (!value.empty()) out += "=" + value;
  }
  return out;
}

std::string CanonicalHeaders(const Fields& headers,
                             const std::vector<std::string>& additional_headers) {
  Fields signed_fields;
  for (const auto& [name, value] : headers) {
    std::string lower = ToLower(name);
    const bool additional =
        std::find(additional_headers.begin(), additional_headers.end(), lower) !=
        additional_headers.end();
    if (lower == "content-type" || lower == "content-md5" ||
        lower.starts_with("x-oss-") || additional) {
      signed_fields.emplace_back(std::move(lower), Trim(value));
    }
  }
  std::sort(signed_fields.begin(), signed_fields.end());
  std::string out;
  for (const auto& [name, value] : signed_fields)
    out.append(name).append(":").append(value) += '\n';
  return out;
}

}  // namespace

std::string ScopeV4::ToString() const {
  std::string out = date + "/" + region + "/" + product + "/";
  out += kRequestMark;
  return out;
}

std::string CanonicalRequestV4(const SignedRequest& request,
                               const std::vector<std::string>& additional_headers) {
  std::vector<std::string> names = additional_headers;
  std::sort(names.begin(), names.end());
  // The payload line repeats the header; a presigned URL has none and means the same
  // value.
  const std::string* payload = FindField(request.headers, "x-oss-content-sha256");
  std::string out = request.method + "\n" + CanonicalUri(request) + "\n" +
                    CanonicalQuery(request.query) + "\n" +
                    CanonicalHeaders(request.headers, names) + "\n" + Join(names) + "\n";
  out += payload == nullptr ? kUnsignedPayload : std::string_view(*payload);
  return out;
}

std::string StringToSignV4(std::string_view timestamp, const ScopeV4& scope,
                           std::string_view canonical_request) {
  std::string out(kV4Algorithm);
  out += '\n';
  out += timestamp;
  return out + "\n" + scope.ToString() + "\n" + HexLower(Sha256(canonical_request));
}

std::string SigningKeyV4(std::string_view secret, const ScopeV4& scope) {
  std::string key = "aliyun_v4";
  key += secret;
  key = HmacSha256(key, scope.date);
  key = HmacSha256(key, scope.region);
  key = HmacSha256(key, scope.product);
  return HmacSha256(key, kRequestMark);
}

std::string SignatureV4(std::string_view secret, const ScopeV4& scope,
                        std::string_view string_to_sign) {
  return HexLower(HmacSha256(SigningKeyV4(secret, scope), string_to_sign));
}

std::optional<AuthorizationV4> ParseCredentialV4(std::string_view credential) {
  const std::vector<std::string_view> parts = Split(credential, '/');
  if (parts.size() != 5 || parts[4] != kRequestMark || parts[0].empty())
    return std::nullopt;
  AuthorizationV4 out;
  out.access_key_id = parts[0];
  out.scope = {std::string(parts[1]), std::string(parts[2]), std::string(parts[3])};
  return out;
}

std::vector<std::string> ParseAdditionalHeaders(std::string_view list) {
  std::vector<std::string> names;
  for (const std::string_view name : Split(list, ';')) {
    if (!name.empty()) names.push_back(ToLower(Trim(name)));
  }
  return names;
}

std::optional<AuthorizationV4> ParseAuthorizationV4(std::string_view header) {
  if (!header.starts_with(kV4Algorithm)) return std::nullopt;
  std::string_view credential, additional, signature;
  for (std::string_view field : Split(header.substr(kV4Algorithm.size()), ',')) {
    field = Trim(field);
    const size_t equals = field.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = field.substr(0, equals);
    const std::string_view value = field.substr(equals + 1);
    if (name == "Credential") credential = value;
    if (name == "AdditionalHeaders") additional = value;
    if (name == "Signature") signature = value;
  }
  std::optional<AuthorizationV4> out = ParseCredentialV4(credential);
  if (!out || signature.empty()) return std::nullopt;
  out->additional_headers = ParseAdditionalHeaders(additional);
  out->signature = signature;
  return out;
}

std::string FormatAuthorizationV4(const AuthorizationV4& authorization) {
  std::string out(kV4Algorithm);
  out +=
      " Credential=" + authorization.access_key_id + "/" + authorization.scope.ToString();
  if (!authorization.additional_headers.empty()) {
    out += ",AdditionalHeaders=" + Join(authorization.additional_headers);
  }
  return out + ",Signature=" + authorization.signature;
}

void SignV4(const Credentials& credentials, std::string_view region, int64_t unix_s,
            SignedRequest* request) {
  const std::string timestamp = FormatBasicDate(unix_s);
  SetField("x-oss-date", timestamp, &request->headers);
  SetField("x-oss-content-sha256", kUnsignedPayload, &request->headers);
  if (!credentials.security_token.empty()) {
    SetField("x-oss-security-token", credentials.security_token, &request->headers);
  }
  AuthorizationV4 authorization;
  authorization.access_key_id = credentials.id;
  authorization.scope = {timestamp.substr(0, 8), std::string(region)};
  authorization.signature = SignatureV4(
      credentials.secret, authorization.scope,
      StringToSignV4(timestamp, authorization.scope, CanonicalRequestV4(*request, {})));
  SetField("Authorization", FormatAuthorizationV4(authorization), &request->headers);
}

void PresignV4(const Credentials& credentials, std::string_view region, int64_t unix_s,
               int64_t expires_s, SignedRequest* request) {
  const std::string timestamp = FormatBasicDate(unix_s);
  const ScopeV4 scope = {timestamp.substr(0, 8), std::string(region)};
  Fields& query = request->query;
  query.emplace_back("x-oss-signature-version", kV4Algorithm);
  query.emplace_back("x-oss-credential", credentials.id + "/" + scope.ToString());
  query.emplace_back("x-oss-date", timestamp);
  query.emplace_back("x-oss-expires", std::to_string(expires_s));
  if (!credentials.security_token.empty()) {
    query.emplace_back("x-oss-security-token", credentials.security_token);
  }
  const std::string to_sign =
      StringToSignV4(timestamp, scope, CanonicalRequestV4(*request, {}));
  query.emplace_back("x-oss-signature", SignatureV4(credentials.secret, scope, to_sign));
}

}  // namespace hopline::wire::oss
