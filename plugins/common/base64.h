/// \file base64.h
/// Standard Base64 with padding, for bytes in parameters and in a connector's own JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hopline::plugins {

std::string EncodeBase64(std::string_view bytes);

/// Nothing when the text is not padded Base64 of whole bytes.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace hopline::plugins
