#include "wire/tablestore/signature.h"

#include <algorithm>

#include "wire/common/digest.h"
#include "wire/common/encoding.h"

namespace hopline::wire::tablestore {
namespace {

char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string LowerCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = LowerCase(c);
  return out;
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The lines `name:value LF` that both directions sign.
std::string SignedHeaderLines(const HeaderList& headers) {
  std::vector<std::pair<std::string, std::string_view>> lines;
  for (const auto& [name, value] : headers) {
    std::string lower = LowerCase(name);
    if (!lower.starts_with("x-ots-")) continue;
    if (lower == "x-ots-signature" || lower == "x-ots-signaturev4") continue;
    lines.emplace_back(std::move(lower), Trim(value));
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const auto& [name, value] : lines)
    out.append(name).append(":").append(value).append("\n");
  return out;
}

}  // namespace

const std::string* FindHeader(const HeaderList& headers, std::string_view name) {
  for (const auto& [candidate, value] : headers) {
    if (std::equal(candidate.begin(), candidate.end(), name.begin(), name.end(),
                   [](char a, char b) { return LowerCase(a) == LowerCase(b); })) {
      return &value;
    }
  }
  return nullptr;
}

std::string RequestStringToSign(std::string_view operation, const HeaderList& headers) {
  std::string out = "/";
  out.append(operation).append("\nPOST\n\n").append(SignedHeaderLines(headers));
  return out;
}

std::string SignRequestV2(std::string_view secret, std::string_view string_to_sign) {
  return Base64Encode(HmacSha1(secret, string_to_sign));
}

std::string DeriveV4Key(std::string_view secret, std::string_view sign_day,
                        std::string_view region) {
  const std::string k1 = HmacSha256("aliyun_v4" + std::string(secret), sign_day);
  const std::string k2 = HmacSha256(k1, region);
  const std::string k3 = HmacSha256(k2, "ots");
  return Base64Encode(HmacSha256(k3, "aliyun_v4_request"));
}

std::string SignRequestV4(std::string_view derived_key, std::string_view string_to_sign) {
  return Base64Encode(HmacSha256(derived_key, std::string(string_to_sign) + "ots"));
}

std::string ResponseStringToSign(std::string_view operation, const HeaderList& headers) {
  return SignedHeaderLines(headers).append("/").append(operation);
}

std::string SignResponse(std::string_view key, std::string_view string_to_sign) {
  return Base64Encode(HmacSha1(key, string_to_sign));
}

}  // namespace hopline::wire::tablestore
