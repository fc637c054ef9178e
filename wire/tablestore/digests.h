#pragma once

#include <string>
#include <string_view>

/// The digests the service's envelope needs, as raw bytes unless the name says base64.
/// Errors:  std::runtime_error if OpenSSL refuses (a build without MD5, for example).
namespace hopline::wire::tablestore {

std::string Base64(std::string_view bytes);
std::string Md5Base64(std::string_view bytes);
std::string HmacSha1(std::string_view key, std::string_view message);
std::string HmacSha256(std::string_view key, std::string_view message);

/// Compares without telling by its duration where the difference is.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace hopline::wire::tablestore
