/// \file text.h
/// The little that reading documents needs to know about UTF-8, words and blanks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::services {

inline bool IsContinuationByte(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Letters, digits and underscore: what a variable's name is made of.
inline bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_';
}

/// Offset of the first byte that is not well-formed UTF-8 (overlong forms and surrogates
/// are not), or npos.
size_t FindInvalidUtf8(std::string_view text);

void AppendUtf8(uint32_t code_point, std::string* out);

/// The character at an offset of well-formed UTF-8.
std::string_view CharacterAt(std::string_view text, size_t offset);

/// Without blanks, tabs and line ends at both ends.
std::string_view Trim(std::string_view text);

/// ASCII letters in lower case.
std::string LowerAscii(std::string_view text);

/// Whether a parameter's name is that of a secret, for keys that no schema knows.
bool SoundsSecret(std::string_view key);

}  // namespace hopline::services
