/// \file delimiter.h
/// Delimiters as people type them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::plugins {

/// Turns the visible texts \t, \n, \r and \uXXXX into the characters they stand for; all
/// else stays.
std::string DecodeDelimiter(std::string_view text);

/// Whether UTF-8 text is exactly one UTF-16 unit, which is what Java calls one character.
bool IsOneCharacter(std::string_view text);
/// The first UTF-8 character; empty for empty text.
std::string FirstCharacter(std::string_view text);

/// Appends a character of the basic plane as UTF-8; `code` up to 0xFFFF.
void AppendCharacter(std::string& out, uint32_t code);

}  // namespace hopline::plugins
